import DocSpaceSimulator
import FoundationEssentials
import Testing

@Suite("Purging (api.md §5)")
struct DeleteTests {
    let scene = Scene()

    @Test(arguments: [false, true])
    func destroysWhatIsInTheTrashWhateverImmediatelySays(immediately: Bool) {
        let item = scene.trash()
        #expect(scene.api.delete([item], immediately: immediately).status == 200)
        #expect(scene.portal.ledger.destroyedTrash == [item])
    }

    @Test func falseTrashesALiveDocumentAgainWithANewDate() throws {
        let item = scene.trash(days: 20)
        scene.portal.perform(.restore(item, by: scene.alice.id))
        scene.api.delete([item])
        #expect(scene.portal.trash(of: scene.alice) == [item])
        #expect(scene.portal.file(item.id)?.updated == scene.clock.now)
        #expect(scene.portal.ledger.destroyed.isEmpty)
    }

    @Test func trueDestroysALiveDocument() {
        let item = scene.trash()
        scene.portal.perform(.restore(item, by: scene.alice.id))
        scene.api.delete([item], immediately: true)
        #expect(scene.portal.ledger.destroyed.map(\.item) == [item])
        #expect(scene.portal.ledger.destroyed.map(\.wasTrashed) == [false])
    }

    @Test func falseDestroysWhereThereIsNoTrash() {
        let room = scene.portal.addRoom(title: "Secret", owner: scene.alice)
        let file = scene.portal.addFile(title: "a.txt", in: room, by: scene.alice)
        scene.portal.edit(folder: room) { $0.isPrivate = true }
        scene.api.delete([.file(file)])
        #expect(scene.isDestroyed(.file(file)))
    }

    @Test func oneMissingIdRejectsAllWithoutNamingIt() {
        let item = scene.trash()
        let reply = scene.api.delete([item, .file(999)])
        #expect(reply.status == 404)
        #expect(!reply.body.contains("999"))
        #expect(scene.portal.trash(of: scene.alice) == [item])
        #expect(scene.portal.operations.isEmpty)
    }

    @Test(arguments: ["locked by another", "open in an editor", "forbidden"])
    func oneRefusingIdRejectsAll(cause: String) throws {
        let bob = scene.portal.addUser(name: "Bob")
        let (good, bad) = (scene.trash(), scene.trash())
        scene.portal.edit(file: bad.id) {
            if cause == "locked by another" { $0.lockedBy = bob.id }
            if cause == "open in an editor" { $0.editors = [bob.id] }
            if cause == "forbidden" { $0.isForbidden = true }
        }
        let reply = scene.api.delete([good, bad])
        #expect(reply.status == 403)
        #expect(reply.json?["error"]?["message"] == "Access denied")
        #expect(scene.api.put("files/fileops/emptytrash").status == 403)
        #expect(scene.portal.ledger.destroyed.isEmpty)
        #expect(scene.api.delete([good]).status == 200)
    }

    @Test func onesOwnLockIsNoObstacle() {
        let item = scene.trash()
        scene.portal.edit(file: item.id) { $0.lockedBy = scene.alice.id }
        scene.api.delete([item])
        #expect(scene.isDestroyed(item))
    }

    @Test func aFolderWithARefusingFileIsPartlyEmptiedAndStays() throws {
        let bob = scene.portal.addUser(name: "Bob")
        let folder = scene.portal.trashFolder(title: "f", files: ["1.txt", "2.txt", "3.txt"], by: scene.alice)
        let inside = try #require(scene.portal.folder(folder)).fileIDs.sorted()
        scene.portal.edit(file: inside[1]) { $0.lockedBy = bob.id }
        scene.api.delete([.folder(folder)])
        #expect(scene.portal.folder(folder)?.fileIDs == [inside[1]])
        let operation = try scene.api.response("files/fileops")[0]
        #expect(operation?["finished"] == true)
        #expect(operation?["error"]?.text?.isEmpty == false)
        #expect(operation?["processed"] == "4")
    }

    @Test func aFolderTakesEverythingInItAlong() {
        let folder = scene.portal.trashFolder(title: "f", files: ["1.txt"], by: scene.alice)
        let deep = scene.portal.addFolder(title: "deep", in: folder, by: scene.alice)
        _ = scene.portal.addFile(title: "2.txt", in: deep, by: scene.alice)
        scene.api.delete([.folder(folder)])
        #expect(scene.portal.ledger.destroyed.count == 4)
        #expect(scene.portal.ledger.destroyedTrash == [.folder(folder)])
    }

    @Test func aFolderVanishingBeforeTheJobEndsItWithoutAnError() throws {
        let scene = Scene(pace: .onClock(.seconds(1)))
        let file = scene.trash()
        let folders = ["f", "g"].map { ItemKey.folder(scene.portal.trashFolder(title: $0, by: scene.alice)) }
        scene.api.delete([file] + folders)
        scene.portal.perform(.destroy(folders[0], by: scene.alice.id))
        scene.clock.advance(by: .seconds(10))
        let operation = try scene.api.response("files/fileops")[0]
        #expect(operation?["finished"] == true)
        #expect(operation?["error"] == nil)
        #expect(scene.isDestroyed(file))
        #expect(scene.portal.exists(folders[1]))
    }

    @Test func aFileVanishingBeforeTheJobLeavesAnErrorAndTheRestGoes() throws {
        let scene = Scene(pace: .onClock(.seconds(1)))
        let items = [scene.trash(), scene.trash()]
        scene.api.delete(items)
        scene.portal.perform(.destroy(items[0], by: scene.alice.id))
        scene.clock.advance(by: .seconds(10))
        #expect(try scene.api.response("files/fileops")[0]?["error"] != nil)
        #expect(scene.isDestroyed(items[1]))
    }

    @Test func emptyTrashTakesWhatIsThereAtThatInstant() throws {
        _ = scene.trash(days: 10)
        let young = scene.trash(days: 0)
        scene.portal.on(
            .before, RequestMatch(path: "emptytrash"),
            do: .addTrashedFile(title: "late.txt", bytes: 1, by: scene.alice.id))
        #expect(scene.api.put("files/fileops/emptytrash?single=true").json?["response"]?.elements?.count == 1)
        #expect(scene.portal.ledger.destroyed.count == 3)
        #expect(scene.isDestroyed(young))
    }

    @Test func emptyTrashTrashesAgainWhatAPersonTakesBackBeforeTheJob() throws {
        let scene = Scene(pace: .onClock(.seconds(1)))
        let (kept, gone) = (scene.trash(days: 10), scene.trash(days: 10))
        _ = scene.api.put("files/fileops/emptytrash?single=true")
        scene.portal.perform(.restore(kept, by: scene.alice.id))
        scene.clock.advance(by: .seconds(10))
        #expect(scene.isDestroyed(gone))
        #expect(scene.portal.trash(of: scene.alice) == [kept])
        #expect(try #require(scene.portal.file(kept.id)?.updated) > scene.ago(days: 1))
    }

    @Test func emptyTrashOfAnEmptyTrashMakesNoOperation() {
        #expect(scene.api.put("files/fileops/emptytrash?single=true").json?["response"] == [])
        #expect(scene.portal.operations.isEmpty)
    }

    @Test func singleItemFormsNeedABody() {
        let item = scene.trash()
        #expect(scene.api.send("DELETE", "files/file/\(item.id)").status == 400)
        #expect(scene.api.send("DELETE", "files/file/\(item.id)", ["immediately": false]).status == 200)
        #expect(scene.isDestroyed(item))
    }

    @Test func numericStringsAreIdsAndOtherStringsAreNotFound() {
        let item = scene.trash()
        let reply = scene.api.put("files/fileops/delete", ["fileIds": [.string("\(item.id)")]])
        #expect(reply.status == 200)
        #expect(scene.isDestroyed(item))
        #expect(scene.api.put("files/fileops/delete", ["fileIds": ["sbox-1-|a.txt"]]).status == 404)
    }
}

extension [UInt8] {
    fileprivate func contains(_ text: String) -> Bool { String(decoding: self, as: UTF8.self).contains(text) }
}
