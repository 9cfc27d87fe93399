import DocSpaceSimulator
import FoundationEssentials
import Testing

@Suite("What GET of an item says (api.md §10)")
struct ItemDetailsTests {
    let fixture = PortalFixture()

    @Test func `returns its folder`() throws {
        let item = fixture.trash()
        let (bob, path) = (fixture.portal.addUser(name: "Bob"), "files/file/\(item.id)")
        #expect(try fixture.api.response(path)["rootFolderType"] == 3)
        #expect(try fixture.api.response(path)["folderId"]?.integer == fixture.alice.trashID)
        fixture.portal.perform(.restore(item, by: fixture.alice.id))
        #expect(try fixture.api.response(path)["rootFolderType"] == 5)
        let room = fixture.portal.addRoom(title: "R", owner: bob, members: [fixture.alice.id: .manager])
        fixture.portal.perform(.restore(item, to: room, by: fixture.alice.id))
        #expect(try fixture.api.response(path)["rootFolderType"] == 14)
        fixture.portal.perform(.trash(item, by: bob.id))
        #expect(fixture.api.get(path).status == 403)
        fixture.portal.perform(.destroy(item, by: bob.id))
        #expect(fixture.api.get(path).status == 404)
    }

    @Test func `inside a trashed folder the root is the trash and the date is old`() throws {
        let drafts = fixture.portal.addFolder(title: "Drafts", by: fixture.alice)
        let file = fixture.portal.addFile(title: "a.txt", in: drafts, by: fixture.alice)
        let edited = fixture.clock.now
        fixture.clock.advance(by: .seconds(9 * 86_400))
        fixture.portal.perform(.trash(.folder(drafts), by: fixture.alice.id))
        let entry = try fixture.api.response("files/file/\(file)")
        #expect(entry["rootFolderType"] == 3)
        #expect(entry["rootFolderId"]?.integer == fixture.alice.trashID)
        #expect(entry["folderId"]?.integer == drafts)
        #expect(entry["updated"] == .string(PortalDate.roundTrip(edited, offsetSeconds: 10_800)))
    }

    @Test func `a broken tree has no root`() throws {
        let item = fixture.trash()
        fixture.portal.edit(file: item.id) { $0.isTreeBroken = true }
        let entry = try fixture.api.response("files/file/\(item.id)")
        #expect(entry["rootFolderType"] == 0)
        #expect(entry["rootFolderId"] == 0)
    }
}

@Suite("What destroying takes along by the portal's fault (api.md §5)")
struct TagTests {
    let fixture = PortalFixture()

    @Test func `a folder takes the tags that are its number`() {
        let folder = fixture.portal.trashFolder(title: "f", by: fixture.alice)
        let room = fixture.portal.addRoom(title: "R", owner: fixture.alice, tags: ["\(folder)", "keep"])
        fixture.api.delete([fixture.trash()])
        #expect(fixture.portal.folder(room)?.tags == ["\(folder)", "keep"])
        fixture.api.delete([.folder(folder)])
        #expect(fixture.portal.folder(room)?.tags == ["keep"])
        #expect(fixture.portal.ledger.tagsDestroyed == ["\(folder)"])
    }

    @Test func `anything takes the tags of no room`() {
        fixture.portal.update { $0.database.documents.unassignedTags = ["spare"] }
        fixture.api.delete([fixture.trash()])
        #expect(fixture.portal.update { $0.database.documents.unassignedTags }.isEmpty)
        #expect(fixture.portal.ledger.tagsDestroyed == ["spare"])
    }
}
