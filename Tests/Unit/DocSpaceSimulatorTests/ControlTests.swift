import DocSpaceSimulator
import FoundationEssentials
import Testing

@Suite("The control API")
struct ControlTests {
    let fixture = PortalFixture()

    private func control(_ method: String, _ path: String, _ body: JSONValue? = nil) throws -> JSONValue {
        let reply = Control.respond(
            to: PortalRequest(method, "/_sim/\(path)", body: body?.bytes ?? []), portal: fixture.portal)
        #expect(reply.status == 200, "\(String(decoding: reply.body, as: UTF8.self))")
        return try #require(reply.json)
    }

    @Test func `adds and edits items`() throws {
        let added = try control(
            "POST", "items",
            [
                "items": [
                    ["title": "a.tmp", "bytes": 7, "ageDays": 3],
                    ["kind": "folder", "title": "f", "files": ["x.txt"], "trashedAt": "2026-11-01T00:00:00Z"],
                    ["kind": "room", "title": "Finance", "tags": ["t"]],
                    ["kind": "file", "in": "my", "title": "live.txt"],
                ]
            ])
        let items = try #require(added["items"]?.elements).compactMap { $0.text.flatMap { ItemKey($0) } }
        #expect(items.map(\.kind) == [.file, .folder, .folder, .file])
        #expect(fixture.portal.trash(of: fixture.alice) == [items[0], items[1]])
        #expect(fixture.portal.file(items[0].id)?.updated == fixture.ago(days: 3))
        _ = try control("POST", "edit", ["item": .string(items[0].description), "lockedBy": "Alice Example"])
        #expect(fixture.portal.file(items[0].id)?.lockedBy == fixture.alice.id)
        #expect(try control("GET", "item?item=\(items[0])")["bytes"] == 7)
        #expect(try control("GET", "item?item=file:999")["exists"] == false)
    }

    @Test func `sets version people and lifetimes`() throws {
        let bob = fixture.portal.addUser(name: "Bob")
        _ = try control(
            "POST", "settings",
            ["version": "3.6.1", "installation": "package", "encodesNames": true, "lostUserName": "Gone"])
        #expect(fixture.portal.settings.version == .v3_6_1)
        #expect(fixture.portal.settings.installation == .package)
        #expect(fixture.portal.settings.encodesNames)
        let added = try control(
            "POST", "items", ["kind": "room", "title": "R", "type": 15, "lifetime": ["value": 3, "period": "months"]])
        let room = try #require(added["items"]?[0]?.text.flatMap { ItemKey($0) })
        #expect(fixture.portal.folder(room.id)?.type == .formRoom)
        #expect(fixture.portal.folder(room.id)?.lifetime == RoomLifetime(3, .months))
        _ = try control("POST", "edit", ["item": .string(room.description), "lifetime": .null])
        #expect(fixture.portal.folder(room.id)?.lifetime == nil)
        _ = try control("POST", "person", ["type": "setLifetime", "room": .int(room.id), "lifetime": ["value": 9]])
        #expect(fixture.portal.folder(room.id)?.lifetime == RoomLifetime(9))
        let id = fixture.portal.trashFile(title: "a.txt", by: fixture.alice, author: bob)
        _ = try control("POST", "person", ["type": "removePerson", "user": "Bob"])
        #expect(try fixture.api.response("files/file/\(id)")["createdBy"]?["displayName"] == "Gone")
    }

    @Test func `scripts lanes and pages`() throws {
        let item = fixture.trash()
        _ = try control(
            "POST", "settings", ["lanes": 1, "endMoment": 2, "imageDelay": .double(0.5)])
        #expect(fixture.portal.settings.lanes == 1)
        #expect(fixture.portal.settings.endMoment == .seconds(2))
        #expect(fixture.portal.settings.imageDelay == .milliseconds(500))
        for (fault, expected) in [
            (["status": 500] as JSONValue, PageFault.status(500)), (["slow": 3], .slow(.seconds(3))),
            ("missingContent", .missingContent),
        ] {
            _ = try control("POST", "edit", ["item": .string(item.description), "pageFault": fault])
            #expect(fixture.portal.file(item.id)?.pageFault == expected)
        }
        _ = try control("POST", "edit", ["item": .string(item.description), "pageFault": .null, "brokenTree": true])
        #expect(fixture.portal.file(item.id)?.pageFault == nil)
        #expect(fixture.portal.file(item.id)?.isTreeBroken == true)
        _ = try control("POST", "person", ["type": "occupyLanes", "kind": "delete", "seconds": 600])
        fixture.api.delete([item])
        fixture.clock.advance(by: .seconds(100))
        #expect(fixture.portal.jobs.count == 1)
        #expect(fixture.portal.operations.isEmpty)
    }

    @Test func `sets middlemen`() throws {
        _ = try control("POST", "settings", ["proxyCache": 5, "proxySendsAge": false, "readLag": 3])
        #expect(fixture.portal.settings.proxyCache == ProxyCache(lifetime: .seconds(5), sendsAge: false))
        #expect(fixture.portal.settings.readLag == .seconds(3))
        _ = try control("POST", "settings", ["proxyCache": 0])
        #expect(fixture.portal.settings.proxyCache == nil)
        _ = try control(
            "POST", "faults", ["match": ["path": "@trash"], "effect": ["type": "gateway", "status": 413]])
        #expect(fixture.api.get("files/@trash").status == 413)
    }

    @Test func `installs faults and hooks`() throws {
        let item = fixture.trash()
        _ = try control(
            "POST", "faults", ["match": ["path": "@trash", "nth": 2], "effect": ["type": "status", "status": 503]])
        _ = try control(
            "POST", "hooks",
            [
                "moment": "before", "match": ["path": "fileops/delete"],
                "action": ["type": "restore", "item": .string(item.description), "user": "Alice Example"],
            ]
        )
        #expect((0..<3).map { _ in fixture.api.get("files/@trash").status } == [200, 503, 200])
        fixture.api.delete([item])
        #expect(fixture.portal.trash(of: fixture.alice) == [item])
        #expect(try control("GET", "ledger")["moved"]?.elements?.count == 2)
    }

    @Test func `moves the clock and acts as a person`() throws {
        let item = fixture.trash()
        let before = fixture.clock.now
        _ = try control("POST", "clock", ["advance": 3600])
        #expect(fixture.clock.now.timeIntervalSince(before) == 3600)
        _ = try control(
            "POST", "person", ["type": "destroy", "item": .string(item.description), "user": "Alice Example"])
        #expect(try control("GET", "ledger")["destroyed"]?[0]?["cause"] == "person")
        #expect(try control("GET", "state")["users"]?[0]?["trash"] == [])
    }

    @Test func `resets and seeds`() throws {
        _ = fixture.trash()
        #expect(try control("POST", "reset", ["seed": "random:5", "key": "sk-k"])["keys"]?["Alice Example"] == "sk-k")
        #expect(try API(portal: fixture.portal, key: "sk-k").trashPage().count == 5)
        #expect(try control("GET", "requests")["counts"]?["GET /api/2.0/files/@trash"] == 1)
    }

    @Test(arguments: ["faults", "hooks", "items", "person", "clock", "nonsense"])
    func `says what is wrong`(path: String) {
        let body: JSONValue = ["effect": ["type": "x"], "in": "nowhere"]
        let reply = Control.respond(
            to: PortalRequest("POST", "/_sim/\(path)", body: body.bytes), portal: fixture.portal)
        #expect(reply.status == 400)
        #expect(reply.json?["error"]?.text?.isEmpty == false)
    }
}
