import DocSpaceSimulator
import FoundationEssentials
import Testing

@Suite("Restoring (api.md §6)")
struct MoveTests {
    let fixture = PortalFixture()
    private var mine: Int { fixture.alice.myDocumentsID ?? 0 }

    @Test func `restores a file keeping id and time`() throws {
        let item = fixture.trash(days: 3)
        let updated = fixture.portal.file(item.id)?.updated
        #expect(fixture.api.move([item], to: mine).status == 200)
        #expect(fixture.portal.location(of: item) == mine)
        #expect(fixture.portal.file(item.id)?.updated == updated)
        let entry = try fixture.api.response("files/file/\(item.id)")
        #expect(entry["rootFolderType"] == 5)
        #expect(entry["originId"] == nil)
        #expect(entry["autoDelete"] == nil)
    }

    @Test func `a restored folder gets the time of the move`() {
        let folder = fixture.portal.trashFolder(
            title: "f", files: ["x.txt"], trashedAt: fixture.ago(days: 3), by: fixture.alice)
        fixture.api.move([.folder(folder)], to: mine)
        #expect(fixture.portal.folder(folder)?.updated == fixture.clock.now)
        #expect(fixture.portal.folder(folder)?.fileIDs.count == 1)
    }

    @Test func `a folder does not go into itself`() {
        let outer = fixture.portal.addFolder(title: "outer", by: fixture.alice)
        let inner = fixture.portal.addFolder(title: "inner", in: outer, by: fixture.alice)
        fixture.api.move([.folder(outer)], to: inner)
        fixture.portal.update { $0.perform(.restore(.folder(outer), to: inner, by: fixture.alice.id)) }
        #expect(fixture.portal.location(of: .folder(outer)) == mine)
    }

    @Test func `skip is the default and silently does nothing`() throws {
        _ = fixture.portal.addFile(title: "a.txt", by: fixture.alice)
        let item = fixture.trash("a.txt")
        fixture.api.move([item], to: mine)
        let operation = try fixture.api.response("files/fileops")[0]
        #expect(operation?["finished"] == true)
        #expect(operation?["error"] == nil)
        #expect(operation?["status"] == 2)
        #expect(fixture.portal.trash(of: fixture.alice) == [item])
    }

    @Test func `duplicate moves it beside the other`() {
        _ = fixture.portal.addFile(title: "a.txt", by: fixture.alice)
        let item = fixture.trash("a.txt")
        fixture.api.move([item], to: mine, conflict: "Duplicate")
        #expect(fixture.portal.location(of: item) == mine)
        #expect(fixture.portal.folder(mine)?.fileIDs.count == 2)
    }

    @Test func `overwrite makes a version and ends the id`() {
        let live = fixture.portal.addFile(title: "a.txt", bytes: 1, by: fixture.alice)
        let item = ItemKey.file(fixture.portal.trashFile(title: "a.txt", bytes: 77, by: fixture.alice))
        fixture.api.move([item], to: mine, conflict: "overwrite")
        #expect(!fixture.portal.exists(item))
        #expect(fixture.portal.file(live)?.version == 2)
        #expect(fixture.portal.file(live)?.bytes == 77)
    }

    @Test func `overwrite of a locked target is an error at run time`() throws {
        let live = fixture.portal.addFile(title: "a.txt", by: fixture.alice)
        fixture.portal.edit(file: live) { $0.editors = [fixture.alice.id] }
        let item = fixture.trash("a.txt")
        fixture.api.move([item], to: mine, conflict: "Overwrite")
        #expect(try fixture.api.response("files/fileops")[0]?["error"] != nil)
        #expect(fixture.portal.exists(item))
    }

    @Test func `a title that was given up no longer clashes, and a new one does`() {
        let live = fixture.portal.addFile(title: "a.txt", by: fixture.alice)
        let folder = fixture.portal.addFolder(title: "f", by: fixture.alice)
        fixture.portal.edit(file: live) { $0.title = "b.txt" }
        fixture.portal.perform(.rename(.folder(folder), title: "g"))
        let free = [fixture.trash("a.txt"), .folder(fixture.portal.trashFolder(title: "f", by: fixture.alice))]
        let clashing = fixture.trash("b.txt")
        fixture.api.move(free + [clashing], to: mine)
        #expect(free.map(fixture.portal.location) == [mine, mine])
        #expect(fixture.portal.trash(of: fixture.alice) == [clashing])
        fixture.portal.perform(.trash(.file(live), by: fixture.alice.id))
        fixture.api.move([clashing], to: mine)
        #expect(fixture.portal.location(of: clashing) == mine)
    }

    @Test func `encrypted files do not clash`() {
        _ = fixture.portal.addFile(title: "a.txt", by: fixture.alice)
        let item = fixture.trash("a.txt")
        fixture.portal.edit(file: item.id) { $0.isEncrypted = true }
        fixture.api.move([item], to: mine)
        #expect(fixture.portal.location(of: item) == mine)
    }

    @Test func `skip merges folders and leaves the rest in the trash`() throws {
        let live = fixture.portal.addFolder(title: "f", by: fixture.alice)
        _ = fixture.portal.addFile(title: "1.txt", in: live, by: fixture.alice)
        let folder = fixture.portal.trashFolder(title: "f", files: ["1.txt", "2.txt"], by: fixture.alice)
        fixture.api.move([.folder(folder)], to: mine)
        #expect(fixture.portal.trash(of: fixture.alice) == [.folder(folder)])
        #expect(fixture.portal.folder(folder)?.fileIDs.count == 1)
        #expect(fixture.portal.folder(live)?.fileIDs.count == 2)
    }

    @Test func `content spills the children and leaves an empty folder`() {
        let folder = fixture.portal.trashFolder(title: "f", files: ["1.txt", "2.txt"], by: fixture.alice)
        fixture.api.move([.folder(folder)], to: mine, conflict: "Duplicate", content: true)
        #expect(fixture.portal.folder(mine)?.fileIDs.count == 2)
        #expect(fixture.portal.trash(of: fixture.alice) == [.folder(folder)])
        #expect(fixture.portal.folder(folder)?.fileIDs.isEmpty == true)
    }

    @Test func `destinations that refuse`() {
        let bob = fixture.portal.addUser(name: "Bob")
        let room = fixture.portal.addRoom(title: "Read only", owner: bob, members: [fixture.alice.id: .reader])
        let strange = fixture.portal.addRoom(title: "Strange", owner: bob)
        let archived = fixture.portal.addRoom(title: "Old", owner: fixture.alice, isArchived: true)
        let forms = fixture.portal.addRoom(title: "Forms", owner: fixture.alice, type: .formRoom)
        let locked = fixture.portal.addFolder(title: "Read only", by: fixture.alice)
        fixture.portal.edit(folder: locked) { $0.isReadOnly = true }
        let trashed = fixture.portal.trashFolder(title: "t", by: fixture.alice)
        let item = fixture.trash()
        for refusing in [room, strange, archived, forms, locked, trashed, fixture.alice.trashID, 1, 2] {
            #expect(fixture.api.move([item], to: refusing).status == 403, "\(refusing)")
        }
        #expect(fixture.api.move([item], to: 9999).status == 404)
        #expect(fixture.portal.operations.isEmpty)
    }

    @Test func `a full quota refuses folders at once and files later`() throws {
        fixture.portal.edit(user: fixture.alice) { $0.quota = 100 }
        let folder = fixture.portal.trashFolder(title: "f", files: ["big.txt"], by: fixture.alice)
        #expect(fixture.api.move([.folder(folder)], to: mine).status == 403)
        let item = fixture.trash()
        #expect(fixture.api.move([item], to: mine).status == 200)
        #expect(try fixture.api.response("files/fileops")[0]?["error"] != nil)
        #expect(fixture.portal.trash(of: fixture.alice).contains(item))
    }

    @Test func `an upload filter answers 415`() {
        fixture.portal.settings.deniedExtensions = [".exe"]
        #expect(fixture.api.move([fixture.trash("a.exe")], to: mine).status == 415)
    }

    @Test func `clash check moves nothing`() throws {
        _ = fixture.portal.addFile(title: "a.txt", by: fixture.alice)
        let (clashing, free) = (fixture.trash("a.txt"), fixture.trash("b.txt"))
        let clashes = try fixture.api.response(
            "files/fileops/move?destFolderId=\(mine)&fileIds=\(clashing.id)&fileIds=\(free.id)"
        )
        #expect(clashes.elements?.compactMap { $0["id"]?.integer } == [clashing.id])
        #expect(fixture.portal.trash(of: fixture.alice).count == 2)
        #expect(fixture.api.get("files/fileops/move?destFolderId=9999&fileIds=1").status == 403)
    }

    @Test func `the room manager's trash holds what others wrote`() throws {
        let bob = fixture.portal.addUser(name: "Bob")
        let room = fixture.portal.addRoom(title: "Room", owner: fixture.alice, members: [bob.id: .editor])
        let file = fixture.portal.addFile(title: "bobs.txt", in: room, by: bob)
        fixture.api.delete([.file(file)])
        let entry = try fixture.api.response("files/file/\(file)")
        #expect(entry["createdBy"]?["displayName"] == "Bob")
        #expect(entry["updatedBy"]?["displayName"] == "Alice Example")
        #expect(fixture.portal.trash(of: bob).isEmpty)
    }
}
