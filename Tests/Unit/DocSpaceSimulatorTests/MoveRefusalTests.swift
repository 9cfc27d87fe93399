import DocSpaceSimulator
import Testing

@Suite("What a move refuses, and how (api.md §6)")
struct MoveRefusalTests {
    let scene = Scene()
    private var mine: Int { scene.alice.myDocumentsID ?? 0 }

    private func folder() -> ItemKey { .folder(scene.portal.trashFolder(title: "f", by: scene.alice)) }

    /// One missing item, at a place among others.
    struct Missing: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let items: @Sendable (_ file: ItemKey, _ folder: ItemKey) -> [ItemKey]
        let status: Int
    }

    @Test(arguments: [
        Missing(testDescription: "the only file", items: { _, _ in [.file(999)] }, status: 403),
        Missing(testDescription: "the first file", items: { [.file(999), $0, $1] }, status: 403),
        Missing(testDescription: "a later file", items: { file, _ in [file, .file(999)] }, status: 404),
        Missing(testDescription: "the only folder", items: { _, _ in [.folder(999)] }, status: 500),
        Missing(
            testDescription: "the first folder after a file", items: { file, _ in [file, .folder(999)] }, status: 500),
        Missing(testDescription: "a later folder", items: { [$1, .folder(999)] }, status: 404),
    ])
    func aMissingItemIsNamedByItsPlace(_ missing: Missing) {
        let (file, folder) = (scene.trash(), folder())
        #expect(scene.api.move(missing.items(file, folder), to: mine).status == missing.status)
        #expect(scene.portal.trash(of: scene.alice) == [file, folder])
        #expect(scene.portal.operations.isEmpty)
    }

    @Test func theDestinationIsJudgedFirst() {
        #expect(scene.api.move([.folder(999)], to: 9_999).status == 404)
    }

    @Test func whoeverWantsMayHaveTheOldCodes() {
        scene.portal.settings.moveMisnamesTheFirst = false
        #expect(scene.api.move([.file(999)], to: mine).status == 404)
        #expect(scene.api.move([.folder(999)], to: mine).status == 404)
    }

    @Test func before37TheFirstFileGoneEndsTheWholeJob() throws {
        scene.portal.settings.version = .v3_6_1
        let (file, other) = (scene.trash("a.txt"), scene.trash("b.txt"))
        #expect(scene.api.move([.file(999), file], to: mine).status == 200)
        let first = try scene.api.response("files/fileops")[0]
        #expect(first?["finished"] == true)
        #expect(first?["error"]?.text?.isEmpty == false)
        #expect(scene.portal.trash(of: scene.alice) == [file, other])
        // A later one only leaves its error.
        #expect(scene.api.move([file, .file(999), other], to: mine).status == 200)
        #expect(try scene.api.response("files/fileops")[0]?["error"]?.text?.isEmpty == false)
        #expect(scene.portal.trash(of: scene.alice).isEmpty)
    }

    @Test func before37AMissingFirstFolderIsOnlyLogged() throws {
        scene.portal.settings.version = .v3_6_1
        let folder = folder()
        #expect(scene.api.move([.folder(999), folder], to: mine).status == 200)
        let operation = try scene.api.response("files/fileops")[0]
        #expect(operation?["finished"] == true)
        #expect(operation?["error"] == nil)
        #expect(scene.portal.trash(of: scene.alice) == [folder])
    }

    @Test func before37ABadDestinationIsAnErrorOfTheOperation() throws {
        scene.portal.settings.version = .v3_6_1
        let item = scene.trash()
        #expect(scene.api.move([item], to: scene.alice.trashID).status == 200)
        #expect(try scene.api.response("files/fileops")[0]?["error"]?.text?.isEmpty == false)
        #expect(scene.portal.trash(of: scene.alice) == [item])
    }

    @Test func movesFromWhereverTheItemIsNow() {
        let item = scene.trash()
        let drafts = scene.portal.addFolder(title: "Drafts", by: scene.alice)
        scene.portal.perform(.restore(item, to: drafts, by: scene.alice.id))
        #expect(scene.api.move([item], to: mine).status == 200)
        #expect(scene.portal.location(of: item) == mine)
    }
}

@Suite("Form-filling rooms (api.md §6)")
struct FormRoomTests {
    let scene = Scene()

    private func form(_ title: String) -> ItemKey {
        let item = scene.trash(title)
        scene.portal.edit(file: item.id) { $0.isForm = true }
        return item
    }

    private func room() -> Int { scene.portal.addRoom(title: "Forms", owner: scene.alice, type: .formRoom) }

    @Test func restoringAFormStartsItsFilling() {
        let (item, room) = (form("a.pdf"), room())
        #expect(scene.api.move([item], to: room).status == 200)
        #expect(scene.portal.location(of: item) == room)
        #expect(scene.portal.file(item.id)?.isBeingFilled == true)
        #expect(scene.portal.file(item.id)?.isShared == true)
        let elsewhere = form("b.pdf")
        scene.api.move([elsewhere], to: scene.alice.myDocumentsID ?? 0)
        #expect(scene.portal.file(elsewhere.id)?.isBeingFilled == false)
    }

    @Test func takesOneFormPerCallAndNoFolders() {
        let room = room()
        let folder = ItemKey.folder(scene.portal.trashFolder(title: "f", by: scene.alice))
        for items in [[form("a.pdf"), form("b.pdf")], [folder], [scene.trash("no form.txt")]] {
            #expect(scene.api.move(items, to: room).status == 403)
        }
        let inside = scene.portal.addFolder(title: "inside", in: room, by: scene.alice)
        #expect(scene.api.move([folder], to: inside).status == 403)
        #expect(scene.portal.folder(room)?.fileIDs.isEmpty == true)
    }

    @Test func before37TwoAtOnceEndTheJob() throws {
        scene.portal.settings.version = .v3_6_1
        let room = room()
        #expect(scene.api.move([form("a.pdf"), form("b.pdf")], to: room).status == 200)
        #expect(try scene.api.response("files/fileops")[0]?["error"]?.text?.isEmpty == false)
        #expect(scene.portal.folder(room)?.fileIDs.isEmpty == true)
        #expect(scene.api.move([form("c.pdf")], to: room).status == 200)
        #expect(scene.portal.folder(room)?.fileIDs.count == 1)
    }
}
