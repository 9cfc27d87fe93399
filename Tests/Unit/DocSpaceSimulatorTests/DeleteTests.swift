import DocSpaceSimulator
import FoundationEssentials
import Testing

@Suite("Purging (api.md §5)")
struct DeleteTests {
    let fixture = PortalFixture()

    @Test(arguments: [false, true])
    func `destroys what is in the trash with any value of immediately`(immediately: Bool) {
        let item = fixture.trash()
        #expect(fixture.api.delete([item], immediately: immediately).status == 200)
        #expect(fixture.portal.ledger.destroyedTrash == [item])
    }

    @Test func `false trashes a live document again with a new date`() throws {
        let item = fixture.trash(days: 20)
        fixture.portal.perform(.restore(item, by: fixture.alice.id))
        fixture.api.delete([item])
        #expect(fixture.portal.trash(of: fixture.alice) == [item])
        #expect(fixture.portal.file(item.id)?.updated == fixture.clock.now)
        #expect(fixture.portal.ledger.destroyed.isEmpty)
    }

    @Test func `true destroys a live document`() {
        let item = fixture.trash()
        fixture.portal.perform(.restore(item, by: fixture.alice.id))
        fixture.api.delete([item], immediately: true)
        #expect(fixture.portal.ledger.destroyed.map(\.item) == [item])
        #expect(fixture.portal.ledger.destroyed.map(\.wasTrashed) == [false])
    }

    @Test func `immediately false destroys in a room without a trash`() {
        let room = fixture.portal.addRoom(title: "Secret", owner: fixture.alice)
        let file = fixture.portal.addFile(title: "a.txt", in: room, by: fixture.alice)
        fixture.portal.edit(folder: room) { $0.isPrivate = true }
        fixture.api.delete([.file(file)])
        #expect(fixture.isDestroyed(.file(file)))
    }

    @Test func `one missing id rejects all without naming it`() {
        let item = fixture.trash()
        let reply = fixture.api.delete([item, .file(999)])
        #expect(reply.status == 404)
        #expect(!reply.body.contains("999"))
        #expect(fixture.portal.trash(of: fixture.alice) == [item])
        #expect(fixture.portal.operations.isEmpty)
    }

    @Test(arguments: ["locked by another", "open in an editor", "forbidden"])
    func `one refusing id rejects all`(cause: String) throws {
        let bob = fixture.portal.addUser(name: "Bob")
        let (good, bad) = (fixture.trash(), fixture.trash())
        fixture.portal.edit(file: bad.id) {
            if cause == "locked by another" { $0.lockedBy = bob.id }
            if cause == "open in an editor" { $0.editors = [bob.id] }
            if cause == "forbidden" { $0.isForbidden = true }
        }
        let reply = fixture.api.delete([good, bad])
        #expect(reply.status == 403)
        #expect(reply.json?["error"]?["message"] == "Access denied")
        #expect(fixture.api.put("files/fileops/emptytrash").status == 403)
        #expect(fixture.portal.ledger.destroyed.isEmpty)
        #expect(fixture.api.delete([good]).status == 200)
    }

    @Test func `a lock by the user themselves does not stop a delete`() {
        let item = fixture.trash()
        fixture.portal.edit(file: item.id) { $0.lockedBy = fixture.alice.id }
        fixture.api.delete([item])
        #expect(fixture.isDestroyed(item))
    }

    @Test func `a folder with a refusing file is partly emptied and stays`() throws {
        let bob = fixture.portal.addUser(name: "Bob")
        let folder = fixture.portal.trashFolder(title: "f", files: ["1.txt", "2.txt", "3.txt"], by: fixture.alice)
        let inside = try #require(fixture.portal.folder(folder)).fileIDs.sorted()
        fixture.portal.edit(file: inside[1]) { $0.lockedBy = bob.id }
        fixture.api.delete([.folder(folder)])
        #expect(fixture.portal.folder(folder)?.fileIDs == [inside[1]])
        let operation = try fixture.api.response("files/fileops")[0]
        #expect(operation?["finished"] == true)
        #expect(operation?["error"]?.text?.isEmpty == false)
        #expect(operation?["processed"] == "4")
    }

    @Test func `a folder takes everything in it along`() {
        let folder = fixture.portal.trashFolder(title: "f", files: ["1.txt"], by: fixture.alice)
        let deep = fixture.portal.addFolder(title: "deep", in: folder, by: fixture.alice)
        _ = fixture.portal.addFile(title: "2.txt", in: deep, by: fixture.alice)
        fixture.api.delete([.folder(folder)])
        #expect(fixture.portal.ledger.destroyed.count == 4)
        #expect(fixture.portal.ledger.destroyedTrash == [.folder(folder)])
    }

    @Test func `a folder vanishing before the job ends it without an error`() throws {
        let fixture = PortalFixture(pace: .onClock(.seconds(1)))
        let file = fixture.trash()
        let folders = ["f", "g"].map { ItemKey.folder(fixture.portal.trashFolder(title: $0, by: fixture.alice)) }
        fixture.api.delete([file] + folders)
        fixture.portal.perform(.destroy(folders[0], by: fixture.alice.id))
        fixture.clock.advance(by: .seconds(10))
        let operation = try fixture.api.response("files/fileops")[0]
        #expect(operation?["finished"] == true)
        #expect(operation?["error"] == nil)
        #expect(fixture.isDestroyed(file))
        #expect(fixture.portal.exists(folders[1]))
    }

    @Test func `a file vanishing before the job leaves an error and the rest goes`() throws {
        let fixture = PortalFixture(pace: .onClock(.seconds(1)))
        let items = [fixture.trash(), fixture.trash()]
        fixture.api.delete(items)
        fixture.portal.perform(.destroy(items[0], by: fixture.alice.id))
        fixture.clock.advance(by: .seconds(10))
        #expect(try fixture.api.response("files/fileops")[0]?["error"] != nil)
        #expect(fixture.isDestroyed(items[1]))
    }

    @Test func `empty trash takes what is there at that instant`() throws {
        _ = fixture.trash(days: 10)
        let young = fixture.trash(days: 0)
        fixture.portal.on(
            .before, RequestMatch(path: "emptytrash"),
            do: .addTrashedFile(title: "late.txt", bytes: 1, by: fixture.alice.id))
        #expect(fixture.api.put("files/fileops/emptytrash?single=true").json?["response"]?.elements?.count == 1)
        #expect(fixture.portal.ledger.destroyed.count == 3)
        #expect(fixture.isDestroyed(young))
    }

    @Test func `empty trash trashes again what a person takes back before the job`() throws {
        let fixture = PortalFixture(pace: .onClock(.seconds(1)))
        let (kept, gone) = (fixture.trash(days: 10), fixture.trash(days: 10))
        _ = fixture.api.put("files/fileops/emptytrash?single=true")
        fixture.portal.perform(.restore(kept, by: fixture.alice.id))
        fixture.clock.advance(by: .seconds(10))
        #expect(fixture.isDestroyed(gone))
        #expect(fixture.portal.trash(of: fixture.alice) == [kept])
        #expect(try #require(fixture.portal.file(kept.id)?.updated) > fixture.ago(days: 1))
    }

    @Test func `empty trash of an empty trash makes no operation`() {
        #expect(fixture.api.put("files/fileops/emptytrash?single=true").json?["response"] == [])
        #expect(fixture.portal.operations.isEmpty)
    }

    @Test func `single item forms need a body`() {
        let item = fixture.trash()
        #expect(fixture.api.send("DELETE", "files/file/\(item.id)").status == 400)
        #expect(fixture.api.send("DELETE", "files/file/\(item.id)", ["immediately": false]).status == 200)
        #expect(fixture.isDestroyed(item))
    }

    @Test func `numeric strings are ids and other strings are not found`() {
        let item = fixture.trash()
        let reply = fixture.api.put("files/fileops/delete", ["fileIds": [.string("\(item.id)")]])
        #expect(reply.status == 200)
        #expect(fixture.isDestroyed(item))
        #expect(fixture.api.put("files/fileops/delete", ["fileIds": ["sbox-1-|a.txt"]]).status == 404)
    }
}

extension [UInt8] {
    fileprivate func contains(_ text: String) -> Bool { String(decoding: self, as: UTF8.self).contains(text) }
}
