import DocSpaceSimulator
import FoundationEssentials
import Testing

@Suite("Restoring (api.md §6)")
struct MoveTests {
    let scene = Scene()
    private var mine: Int { scene.alice.myDocumentsID ?? 0 }

    @Test func restoresAFileKeepingIdAndTime() throws {
        let item = scene.trash(days: 3)
        let updated = scene.portal.file(item.id)?.updated
        #expect(scene.api.move([item], to: mine).status == 200)
        #expect(scene.portal.location(of: item) == mine)
        #expect(scene.portal.file(item.id)?.updated == updated)
        let entry = try scene.api.response("files/file/\(item.id)")
        #expect(entry["rootFolderType"] == 5)
        #expect(entry["originId"] == nil)
        #expect(entry["autoDelete"] == nil)
    }

    @Test func aRestoredFolderGetsTheTimeOfTheMove() {
        let folder = scene.portal.trashFolder(
            title: "f", files: ["x.txt"], trashedAt: scene.ago(days: 3), by: scene.alice)
        scene.api.move([.folder(folder)], to: mine)
        #expect(scene.portal.folder(folder)?.updated == scene.clock.now)
        #expect(scene.portal.folder(folder)?.fileIDs.count == 1)
    }

    @Test func skipIsTheDefaultAndSilentlyDoesNothing() throws {
        _ = scene.portal.addFile(title: "a.txt", by: scene.alice)
        let item = scene.trash("a.txt")
        scene.api.move([item], to: mine)
        let operation = try scene.api.response("files/fileops")[0]
        #expect(operation?["finished"] == true)
        #expect(operation?["error"] == nil)
        #expect(operation?["status"] == 2)
        #expect(scene.portal.trash(of: scene.alice) == [item])
    }

    @Test func duplicateMovesItBesideTheOther() {
        _ = scene.portal.addFile(title: "a.txt", by: scene.alice)
        let item = scene.trash("a.txt")
        scene.api.move([item], to: mine, conflict: "Duplicate")
        #expect(scene.portal.location(of: item) == mine)
        #expect(scene.portal.folder(mine)?.fileIDs.count == 2)
    }

    @Test func overwriteMakesAVersionAndEndsTheId() {
        let live = scene.portal.addFile(title: "a.txt", bytes: 1, by: scene.alice)
        let item = ItemKey.file(scene.portal.trashFile(title: "a.txt", bytes: 77, by: scene.alice))
        scene.api.move([item], to: mine, conflict: "overwrite")
        #expect(!scene.portal.exists(item))
        #expect(scene.portal.file(live)?.version == 2)
        #expect(scene.portal.file(live)?.bytes == 77)
    }

    @Test func overwriteOfALockedTargetIsAnErrorAtRunTime() throws {
        let live = scene.portal.addFile(title: "a.txt", by: scene.alice)
        scene.portal.edit(file: live) { $0.editors = [scene.alice.id] }
        let item = scene.trash("a.txt")
        scene.api.move([item], to: mine, conflict: "Overwrite")
        #expect(try scene.api.response("files/fileops")[0]?["error"] != nil)
        #expect(scene.portal.exists(item))
    }

    @Test func encryptedFilesAndOtherCategoriesDoNotClash() {
        _ = scene.portal.addFile(title: "a.txt", by: scene.alice)
        let item = scene.trash("a.txt")
        scene.portal.edit(file: item.id) { $0.isEncrypted = true }
        scene.api.move([item], to: mine)
        #expect(scene.portal.location(of: item) == mine)
    }

    @Test func skipMergesFoldersAndLeavesTheRestInTheTrash() throws {
        let live = scene.portal.addFolder(title: "f", by: scene.alice)
        _ = scene.portal.addFile(title: "1.txt", in: live, by: scene.alice)
        let folder = scene.portal.trashFolder(title: "f", files: ["1.txt", "2.txt"], by: scene.alice)
        scene.api.move([.folder(folder)], to: mine)
        #expect(scene.portal.trash(of: scene.alice) == [.folder(folder)])
        #expect(scene.portal.folder(folder)?.fileIDs.count == 1)
        #expect(scene.portal.folder(live)?.fileIDs.count == 2)
    }

    @Test func contentSpillsTheChildrenAndLeavesAnEmptyFolder() {
        let folder = scene.portal.trashFolder(title: "f", files: ["1.txt", "2.txt"], by: scene.alice)
        scene.api.move([.folder(folder)], to: mine, conflict: "Duplicate", content: true)
        #expect(scene.portal.folder(mine)?.fileIDs.count == 2)
        #expect(scene.portal.trash(of: scene.alice) == [.folder(folder)])
        #expect(scene.portal.folder(folder)?.fileIDs.isEmpty == true)
    }

    @Test func destinationsThatRefuse() {
        let bob = scene.portal.addUser(name: "Bob")
        let room = scene.portal.addRoom(title: "Read only", owner: bob, members: [scene.alice.id: .reader])
        let strange = scene.portal.addRoom(title: "Strange", owner: bob)
        let archived = scene.portal.addRoom(title: "Old", owner: scene.alice, isArchived: true)
        let forms = scene.portal.addRoom(title: "Forms", owner: scene.alice, type: .formRoom)
        let locked = scene.portal.addFolder(title: "Read only", by: scene.alice)
        scene.portal.edit(folder: locked) { $0.isReadOnly = true }
        let trashed = scene.portal.trashFolder(title: "t", by: scene.alice)
        let item = scene.trash()
        for refusing in [room, strange, archived, forms, locked, trashed, scene.alice.trashID, 1, 2] {
            #expect(scene.api.move([item], to: refusing).status == 403, "\(refusing)")
        }
        #expect(scene.api.move([item], to: 9999).status == 404)
        #expect(scene.portal.operations.isEmpty)
    }

    @Test func aFullQuotaRefusesFoldersAtOnceAndFilesLater() throws {
        scene.portal.edit(user: scene.alice) { $0.quota = 100 }
        let folder = scene.portal.trashFolder(title: "f", files: ["big.txt"], by: scene.alice)
        #expect(scene.api.move([.folder(folder)], to: mine).status == 403)
        let item = scene.trash()
        #expect(scene.api.move([item], to: mine).status == 200)
        #expect(try scene.api.response("files/fileops")[0]?["error"] != nil)
        #expect(scene.portal.trash(of: scene.alice).contains(item))
    }

    @Test func anUploadFilterAnswers415() {
        scene.portal.settings.deniedExtensions = [".exe"]
        #expect(scene.api.move([scene.trash("a.exe")], to: mine).status == 415)
    }

    @Test func clashCheckMovesNothing() throws {
        _ = scene.portal.addFile(title: "a.txt", by: scene.alice)
        let (clashing, free) = (scene.trash("a.txt"), scene.trash("b.txt"))
        let clashes = try scene.api.response(
            "files/fileops/move?destFolderId=\(mine)&fileIds=\(clashing.id)&fileIds=\(free.id)"
        )
        #expect(clashes.elements?.compactMap { $0["id"]?.integer } == [clashing.id])
        #expect(scene.portal.trash(of: scene.alice).count == 2)
        #expect(scene.api.get("files/fileops/move?destFolderId=9999&fileIds=1").status == 403)
    }

    @Test func theRoomManagersTrashHoldsWhatOthersWrote() throws {
        let bob = scene.portal.addUser(name: "Bob")
        let room = scene.portal.addRoom(title: "Room", owner: scene.alice, members: [bob.id: .editor])
        let file = scene.portal.addFile(title: "bobs.txt", in: room, by: bob)
        scene.api.delete([.file(file)])
        let entry = try scene.api.response("files/file/\(file)")
        #expect(entry["createdBy"]?["displayName"] == "Bob")
        #expect(entry["updatedBy"]?["displayName"] == "Alice Example")
        #expect(scene.portal.trash(of: bob).isEmpty)
    }
}
