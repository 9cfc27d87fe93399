import Foundation
import RetentionAdapters
import Synchronization
import Testing

@testable import DocSpace
@testable import Retention
@testable import RetentionEngine

/// Where an item is. "Not found" means that it is gone only if the portal still serves the trash: a suspended one gives
/// that answer for everything.
@Suite struct LocateTests {
    /// A gateway that answers the first request for the portal.
    private final class Gateway: PortalTransport {
        let answers: [Result<String, DocSpaceError>]
        let count = Mutex(0)

        init(_ answers: Result<String, DocSpaceError>...) { self.answers = answers }

        func send(_ call: HTTPCall) async throws(DocSpaceError) -> HTTPReply {
            var text = #"{"files":[],"folders":[]}"#
            if !call.path.hasPrefix("files/@trash") {
                let number = count.withLock { count in
                    count += 1
                    return count - 1
                }
                text = try answers[min(number, answers.count - 1)].get()
            }
            return HTTPReply(
                status: 200, body: Array(#"{"response":\#(text)}"#.utf8), dateHeader: nil, receivedAt: Date())
        }
    }

    /// An answer that only a gateway gives about an item doesn't count.
    @Test(arguments: [DocSpaceError.notFound, .forbidden]) func `an answer that comes once does not count`(
        error: DocSpaceError
    )
        async throws
    {
        let entry = #"{"id":1,"title":"x","folderId":7,"rootFolderId":7,"rootFolderType":3}"#
        let gateway = Gateway(.failure(error), .success(entry))
        let reader = DocSpaceTrashReader(
            PortalReader(PortalConnection(transport: gateway, sleep: { _ in })))
        #expect(try await reader.locate(ItemKey(.file, 1)) == .trash(trashedAt: nil))
        let fickle = Gateway(.failure(.notFound), .failure(.forbidden))
        let other = DocSpaceTrashReader(PortalReader(PortalConnection(transport: fickle, sleep: { _ in })))
        await #expect(throws: PortalError.self) { try await other.locate(ItemKey(.file, 1)) }
    }

    /// An item that a gateway denies may have been destroyed, which no listing would show: the answer must come three
    /// times.
    @Test func `an item denied twice and then not found proves nothing`() async throws {
        let gateway = Gateway(.failure(.forbidden), .failure(.forbidden), .failure(.notFound))
        let reader = DocSpaceTrashReader(PortalReader(PortalConnection(transport: gateway, sleep: { _ in })))
        await #expect(throws: PortalError.self) { try await reader.locate(ItemKey(.file, 1)) }
        #expect(gateway.count.withLock { $0 } == 3)
    }

    /// A portal with prepared answers.
    private struct Canned: PortalTransport {
        let item: Result<String, DocSpaceError>
        let trash: Result<String, DocSpaceError>

        func send(_ call: HTTPCall) async throws(DocSpaceError) -> HTTPReply {
            let text = try (call.path.hasPrefix("files/@trash") ? trash : item).get()
            return HTTPReply(
                status: 200, body: Array(#"{"response":\#(text)}"#.utf8), dateHeader: nil, receivedAt: Date())
        }
    }

    private func locate(
        _ item: Result<String, DocSpaceError>, trash: Result<String, DocSpaceError>
    ) async -> Result<Location, PortalError> {
        let connection = PortalConnection(transport: Canned(item: item, trash: trash), sleep: { _ in })
        let reader = DocSpaceTrashReader(PortalReader(connection))
        do throws(PortalError) { return .success(try await reader.locate(ItemKey(.file, 1))) } catch {
            return .failure(error)
        }
    }

    private static let empty = Result<String, DocSpaceError>.success(#"{"files":[],"folders":[]}"#)

    @Test func `not found beside a trash that is served means gone`() async throws {
        #expect(try await locate(.failure(.notFound), trash: Self.empty).get() == .gone)
    }

    @Test(arguments: [DocSpaceError.notFound, .paymentRequired, .forbidden, .unauthorized])
    func `not found of a portal that serves no trash means nothing`(error: DocSpaceError) async {
        let found = await locate(.failure(.notFound), trash: .failure(error))
        #expect(throws: PortalError.self) { try found.get() }
    }

    @Test(arguments: [DocSpaceError.notFound, .paymentRequired, .forbidden, .unauthorized])
    func `denied by a portal that serves no trash means nothing`(error: DocSpaceError) async {
        let found = await locate(.failure(.forbidden), trash: .failure(error))
        #expect(throws: PortalError.self) { try found.get() }
    }

    /// It lies in another user's trash, or in a room that the key's user has left.
    @Test func `denied beside a trash that is served means out of sight`() async throws {
        #expect(try await locate(.failure(.forbidden), trash: Self.empty).get() == .outOfSight)
    }

    @Test(arguments: [
        (3, Location.trash(trashedAt: nil)), (5, .elsewhere), (6, .elsewhere), (14, .elsewhere), (20, .elsewhere),
        (0, .unproven),
    ])
    func `the root folder shows the location`(root: Int, location: Location) async throws {
        let entry = #"{"id":1,"title":"x","folderId":7,"rootFolderId":7,"rootFolderType":\#(root)}"#
        #expect(try await locate(.success(entry), trash: Self.empty).get() == location)
    }

    /// An item inside a trashed folder has the trash as its root, and a date from before it was trashed.
    @Test(arguments: [#""folderId":8"#, #""parentId":8"#])
    func `inside a trashed folder is not in the trash itself`(member: String) async throws {
        let entry = #"{"id":1,"title":"x",\#(member),"rootFolderId":7,"rootFolderType":3}"#
        #expect(try await locate(.success(entry), trash: Self.empty).get() == .insideTrashedFolder)
    }

    @Test(arguments: ["", #","rootFolderType":3"#, #","rootFolderType":3,"folderId":7"#])
    func `an item that does not say where it lies is nowhere known`(members: String) async throws {
        let found = await locate(.success(#"{"id":1,"title":"x"\#(members)}"#), trash: Self.empty)
        #expect(try found.get() == .unproven)
    }

    @Test func `an inspection returns what a restore needs`() async throws {
        let entry =
            #"{"id":1,"title":"x","folderId":7,"rootFolderId":7,"rootFolderType":3,"originId":9,"updated":"2026-03-04T10:15:00.0000000Z","security":{"Move":true}}"#
        let connection = PortalConnection(transport: Canned(item: .success(entry), trash: Self.empty), sleep: { _ in })
        let found = try await DocSpaceTrashReader(PortalReader(connection)).inspect(ItemKey(.file, 1))
        #expect(found.folderID == 7 && found.rootFolderType == 3 && found.rights == ["Move": true])
        #expect(found.item?.originFolder?.id == 9)
        #expect(found.location == .trash(trashedAt: PortalDate.parse("2026-03-04T10:15:00.0000000Z")))
    }
}
