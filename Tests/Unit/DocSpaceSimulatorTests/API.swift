import DocSpaceSimulator
import FoundationEssentials
import Testing

/// A caller with a key, talking to the portal without HTTP.
struct API {
    let portal: SimulatedPortal
    let key: String

    func send(_ method: String, _ path: String, _ body: JSONValue? = nil) -> PortalReply {
        portal.respond(
            to: PortalRequest(
                method, "/api/2.0/\(path)", authorization: key.isEmpty ? nil : "Bearer \(key)", body: body?.bytes ?? []
            )
        )
    }

    func get(_ path: String) -> PortalReply { send("GET", path) }
    func put(_ path: String, _ body: JSONValue? = nil) -> PortalReply { send("PUT", path, body) }

    /// `response` of an answer that must be a success.
    func response(_ path: String) throws -> JSONValue {
        let reply = get(path)
        #expect(reply.status == 200)
        return try #require(reply.json?["response"])
    }

    func trashPage(start: Int = 0, count: Int = 100) throws -> [ItemKey] {
        items(try response("files/@trash?startIndex=\(start)&count=\(count)"))
    }

    func items(_ page: JSONValue) -> [ItemKey] {
        let folders = page["folders"]?.elements ?? []
        let files = page["files"]?.elements ?? []
        return folders.compactMap { $0["id"]?.integer }.map(ItemKey.folder)
            + files.compactMap { $0["id"]?.integer }.map(ItemKey.file)
    }

    @discardableResult
    func delete(
        _ items: [ItemKey], immediately: Bool = false, deleteAfter: Bool = false, single: Bool = true
    ) -> PortalReply {
        put(
            "files/fileops/delete",
            batch(items, ["immediately": .bool(immediately), "deleteAfter": .bool(deleteAfter)], single))
    }

    @discardableResult
    func move(
        _ items: [ItemKey], to folder: Int, conflict: String? = nil, content: Bool = false, deleteAfter: Bool = false,
        single: Bool = true
    ) -> PortalReply {
        let more = JSONValue.leavingOutNil([
            "destFolderId": .int(folder), "conflictResolveType": conflict.map(JSONValue.string),
            "content": .bool(content), "deleteAfter": .bool(deleteAfter),
        ])
        return put("files/fileops/move", batch(items, more, single))
    }

    private func batch(_ items: [ItemKey], _ more: JSONValue, _ single: Bool) -> JSONValue {
        let ids = { (kind: ItemKind) in JSONValue.array(items.filter { $0.kind == kind }.map { .int($0.id) }) }
        guard case .object(let members) = more,
            case .object(let base) = [
                "fileIds": ids(.file), "folderIds": ids(.folder), "returnSingleOperation": .bool(single),
            ] as JSONValue
        else { return .null }
        return .object(base + members)
    }
}

/// A portal with a stopped clock and instant operations, with one user.
struct PortalFixture {
    let clock: SimulatedClock
    let portal: SimulatedPortal
    let alice: SimulatedUser
    let api: API

    init(pace: OperationPace = .instant, now: Date = Date(timeIntervalSince1970: 1_795_000_000)) {
        clock = .manual(now)
        portal = SimulatedPortal(clock: clock, settings: PortalSettings(pace: pace))
        alice = portal.addUser(name: "Alice Example")
        api = API(portal: portal, key: alice.apiKey)
    }

    func ago(days: Double) -> Date { clock.now.addingTimeInterval(-days * 86_400) }
    func trash(_ title: String = "a.txt", days: Double = 1) -> ItemKey {
        .file(portal.trashFile(title: title, trashedAt: ago(days: days), by: alice))
    }
    func isDestroyed(_ item: ItemKey) -> Bool { portal.ledger.destroyed.contains { $0.item == item } }
}

extension JSONValue {
    /// Operation ids of a list, or item ids.
    var ids: [String] { elements?.compactMap { $0["id"]?.text } ?? [] }
}
