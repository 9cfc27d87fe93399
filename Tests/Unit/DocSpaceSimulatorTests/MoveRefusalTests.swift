import DocSpaceSimulator
import Testing

@Suite("What a move refuses, and how (api.md §6)")
struct MoveRefusalTests {
    let fixture = PortalFixture()
    private var mine: Int { fixture.alice.myDocumentsID ?? 0 }

    private func folder() -> ItemKey { .folder(fixture.portal.trashFolder(title: "f", by: fixture.alice)) }

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
    func `a missing item is named by its index`(_ missing: Missing) {
        let (file, folder) = (fixture.trash(), folder())
        #expect(fixture.api.move(missing.items(file, folder), to: mine).status == missing.status)
        #expect(fixture.portal.trash(of: fixture.alice) == [file, folder])
        #expect(fixture.portal.operations.isEmpty)
    }

    @Test func `the destination is judged first`() {
        #expect(fixture.api.move([.folder(999)], to: 9_999).status == 404)
    }

    @Test func `a setting gives 404 for the first missing item too`() {
        fixture.portal.settings.moveMisnamesTheFirst = false
        #expect(fixture.api.move([.file(999)], to: mine).status == 404)
        #expect(fixture.api.move([.folder(999)], to: mine).status == 404)
    }

    @Test func `before 3.7 the first file gone ends the whole job`() throws {
        fixture.portal.settings.version = .v3_6_1
        let (file, other) = (fixture.trash("a.txt"), fixture.trash("b.txt"))
        #expect(fixture.api.move([.file(999), file], to: mine).status == 200)
        let first = try fixture.api.response("files/fileops")[0]
        #expect(first?["finished"] == true)
        #expect(first?["error"]?.text?.isEmpty == false)
        #expect(fixture.portal.trash(of: fixture.alice) == [file, other])
        // A later one only leaves its error.
        #expect(fixture.api.move([file, .file(999), other], to: mine).status == 200)
        #expect(try fixture.api.response("files/fileops")[0]?["error"]?.text?.isEmpty == false)
        #expect(fixture.portal.trash(of: fixture.alice).isEmpty)
    }

    @Test func `before 3.7 a missing first folder is only logged`() throws {
        fixture.portal.settings.version = .v3_6_1
        let folder = folder()
        #expect(fixture.api.move([.folder(999), folder], to: mine).status == 200)
        let operation = try fixture.api.response("files/fileops")[0]
        #expect(operation?["finished"] == true)
        #expect(operation?["error"] == nil)
        #expect(fixture.portal.trash(of: fixture.alice) == [folder])
    }

    @Test func `before 3.7 a bad destination is an error of the operation`() throws {
        fixture.portal.settings.version = .v3_6_1
        let item = fixture.trash()
        #expect(fixture.api.move([item], to: fixture.alice.trashID).status == 200)
        #expect(try fixture.api.response("files/fileops")[0]?["error"]?.text?.isEmpty == false)
        #expect(fixture.portal.trash(of: fixture.alice) == [item])
    }

    @Test func `moves from wherever the item is now`() {
        let item = fixture.trash()
        let drafts = fixture.portal.addFolder(title: "Drafts", by: fixture.alice)
        fixture.portal.perform(.restore(item, to: drafts, by: fixture.alice.id))
        #expect(fixture.api.move([item], to: mine).status == 200)
        #expect(fixture.portal.location(of: item) == mine)
    }
}

@Suite("Form-filling rooms (api.md §6)")
struct FormRoomTests {
    let fixture = PortalFixture()

    private func form(_ title: String) -> ItemKey {
        let item = fixture.trash(title)
        fixture.portal.edit(file: item.id) { $0.isForm = true }
        return item
    }

    private func room() -> Int { fixture.portal.addRoom(title: "Forms", owner: fixture.alice, type: .formRoom) }

    @Test func `restoring a form starts its filling`() {
        let (item, room) = (form("a.pdf"), room())
        #expect(fixture.api.move([item], to: room).status == 200)
        #expect(fixture.portal.location(of: item) == room)
        #expect(fixture.portal.file(item.id)?.isBeingFilled == true)
        #expect(fixture.portal.file(item.id)?.isShared == true)
        let elsewhere = form("b.pdf")
        fixture.api.move([elsewhere], to: fixture.alice.myDocumentsID ?? 0)
        #expect(fixture.portal.file(elsewhere.id)?.isBeingFilled == false)
    }

    @Test func `takes one form per call and no folders`() {
        let room = room()
        let folder = ItemKey.folder(fixture.portal.trashFolder(title: "f", by: fixture.alice))
        for items in [[form("a.pdf"), form("b.pdf")], [folder], [fixture.trash("no form.txt")]] {
            #expect(fixture.api.move(items, to: room).status == 403)
        }
        let inside = fixture.portal.addFolder(title: "inside", in: room, by: fixture.alice)
        #expect(fixture.api.move([folder], to: inside).status == 403)
        #expect(fixture.portal.folder(room)?.fileIDs.isEmpty == true)
    }

    @Test func `before 3.7 two at once end the job`() throws {
        fixture.portal.settings.version = .v3_6_1
        let room = room()
        #expect(fixture.api.move([form("a.pdf"), form("b.pdf")], to: room).status == 200)
        #expect(try fixture.api.response("files/fileops")[0]?["error"]?.text?.isEmpty == false)
        #expect(fixture.portal.folder(room)?.fileIDs.isEmpty == true)
        #expect(fixture.api.move([form("c.pdf")], to: room).status == 200)
        #expect(fixture.portal.folder(room)?.fileIDs.count == 1)
    }
}
