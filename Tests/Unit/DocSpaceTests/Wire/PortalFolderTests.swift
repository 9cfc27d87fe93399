import Foundation
import Testing

@testable import DocSpace

@Suite struct PortalFolderTests {
    private func folder(_ members: String) throws -> PortalFolder {
        try JSONDecoder().decode(PortalFolder.self, from: Data(#"{"id":17\#(members)}"#.utf8))
    }

    @Test(arguments: [
        (#"{"value":7,"period":0,"deletePermanently":true,"enabled":true}"#, 7), (#"{"value":2,"period":1}"#, 56),
        (#"{"value":1,"period":2,"enabled":true}"#, 365), (#"{"value":0,"period":0}"#, 0),
    ]) func `a lifetime is reckoned in days and never too long`(_ json: String, _ days: Int) throws {
        let lifetime = try #require(try folder(#","lifetime":\#(json)"#).lifetime)
        #expect(lifetime.days == days)
        #expect(lifetime.isEnabled)
    }

    @Test(arguments: [
        #"{}"#, #"{"value":"7","period":0}"#, #"{"value":7}"#, #"{"value":7,"period":3}"#, #"{"value":-1,"period":0}"#,
        #"{"value":9000000000000000000,"period":2}"#, #"7"#, #"[]"#, #""week""#,
    ]) func `an unreadable lifetime does not mean that there is none`(_ json: String) throws {
        let lifetime = try #require(try folder(#","lifetime":\#(json)"#).lifetime)
        #expect(lifetime.days == nil)
        #expect(lifetime.isEnabled)
    }

    @Test func `only an explicit no switches it off`() throws {
        #expect(try folder(#","lifetime":{"value":7,"period":0,"enabled":false}"#).lifetime?.isEnabled == false)
        #expect(try folder(#","lifetime":{"value":7,"period":0,"enabled":null}"#).lifetime?.isEnabled == true)
        #expect(try folder(#","lifetime":null"#).lifetime == nil)
        #expect(try folder("").lifetime == nil)
    }

    @Test(arguments: [
        (#","type":15,"roomType":1,"rootFolderType":14"#, true), (#","parentRoomType":15,"rootFolderType":14"#, true),
        (#","rootFolderType":15"#, true), (#","type":16,"roomType":2,"rootFolderType":14"#, false), ("", false),
    ]) func `form rooms are known`(_ members: String, _ isInFormRoom: Bool) throws {
        #expect(try folder(members).isInFormRoom == isInFormRoom)
    }
}

/// The room of a folder, by the folder's path.
@Suite struct RoomOfFolderTests {
    private static let folder = #"{"id":60,"title":"Deep","rootFolderId":2,"rootFolderType":14}"#
    private static let room =
        #"{"id":50,"title":"Room","rootFolderId":2,"rootFolderType":14,"roomType":2,"lifetime":{"value":7,"period":0}}"#

    /// - Parameter path: the portal's answer for the folder's path.
    private func room(path: String) async throws -> PortalFolder? {
        var room: PortalFolder?
        try await withServer { request, _ in
            let response =
                request.path.hasSuffix("files/folder/60/path")
                ? path : request.path.hasSuffix("files/folder/50") ? Self.room : Self.folder
            return .portal(response)
        } _: { exchange in
            room = try await exchange.reader.room(of: try await exchange.reader.folder(60))
        }
        return room
    }

    @Test(arguments: [
        #"[{"id":2,"rootFolderId":2},{"id":50,"roomType":2},{"id":55},{"id":60}]"#,
        #"[{"id":2},{"id":50},{"id":60}]"#,
        #"[{"title":"no id"},{"id":50,"roomType":2},{"id":60}]"#,
    ]) func `is found in the path`(_ path: String) async throws {
        let room = try await room(path: path)
        #expect(room?.id == 50)
        #expect(room?.lifetime?.days == 7)
    }

    @Test(arguments: ["[]", #"[{"id":60}]"#, #"[{"id":2}]"#]) func `is not invented`(_ path: String) async throws {
        #expect(try await room(path: path) == nil)
    }
}
