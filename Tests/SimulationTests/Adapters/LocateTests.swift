import Foundation
import Testing

@testable import DocSpace
@testable import Retention
@testable import RetentionEngine
@testable import retentiond

/// Where an item is. "Not found" means that it is gone only as long as the portal still serves the trash: a suspended one
/// says the same of everything.
@Suite struct LocateTests {
    /// A portal that answers as told.
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
    ) async -> Result<Location, PortalFailure> {
        let connection = PortalConnection(transport: Canned(item: item, trash: trash), sleep: { _ in })
        let reader = DocSpaceTrashReader(PortalReader(connection))
        do throws(PortalFailure) { return .success(try await reader.locate(ItemKey(.file, 1))) } catch {
            return .failure(error)
        }
    }

    private static let empty = Result<String, DocSpaceError>.success(#"{"files":[],"folders":[]}"#)

    @Test func notFoundBesideATrashThatIsServedMeansGone() async throws {
        #expect(try await locate(.failure(.notFound), trash: Self.empty).get() == .gone)
    }

    @Test(arguments: [DocSpaceError.notFound, .paymentRequired, .forbidden, .unauthorized])
    func notFoundOfAPortalThatServesNoTrashMeansNothing(error: DocSpaceError) async {
        let found = await locate(.failure(.notFound), trash: .failure(error))
        #expect(throws: PortalFailure.self) { try found.get() }
    }

    @Test(arguments: [(3, Location.trash(trashedAt: nil)), (5, .elsewhere), (14, .elsewhere)])
    func theRootFolderTellsWhereItLies(root: Int, location: Location) async throws {
        let entry = #"{"id":1,"title":"x","rootFolderType":\#(root)}"#
        #expect(try await locate(.success(entry), trash: Self.empty).get() == location)
    }

    @Test func anItemThatDoesNotSayWhereItLiesIsNowhereKnown() async {
        let found = await locate(.success(#"{"id":1,"title":"x"}"#), trash: Self.empty)
        #expect(throws: PortalFailure.self) { try found.get() }
    }
}
