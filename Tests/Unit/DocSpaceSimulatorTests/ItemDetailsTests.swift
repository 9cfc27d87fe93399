import DocSpaceSimulator
import FoundationEssentials
import Testing

@Suite("What GET of an item says (api.md §10)")
struct ItemDetailsTests {
    let scene = Scene()

    @Test func tellsWhereItLies() throws {
        let item = scene.trash()
        let (bob, path) = (scene.portal.addUser(name: "Bob"), "files/file/\(item.id)")
        #expect(try scene.api.response(path)["rootFolderType"] == 3)
        #expect(try scene.api.response(path)["folderId"]?.integer == scene.alice.trashID)
        scene.portal.perform(.restore(item, by: scene.alice.id))
        #expect(try scene.api.response(path)["rootFolderType"] == 5)
        let room = scene.portal.addRoom(title: "R", owner: bob, members: [scene.alice.id: .manager])
        scene.portal.perform(.restore(item, to: room, by: scene.alice.id))
        #expect(try scene.api.response(path)["rootFolderType"] == 14)
        scene.portal.perform(.trash(item, by: bob.id))
        #expect(scene.api.get(path).status == 403)
        scene.portal.perform(.destroy(item, by: bob.id))
        #expect(scene.api.get(path).status == 404)
    }

    @Test func insideATrashedFolderTheRootIsTheTrashAndTheDateIsOld() throws {
        let drafts = scene.portal.addFolder(title: "Drafts", by: scene.alice)
        let file = scene.portal.addFile(title: "a.txt", in: drafts, by: scene.alice)
        let edited = scene.clock.now
        scene.clock.advance(by: .seconds(9 * 86_400))
        scene.portal.perform(.trash(.folder(drafts), by: scene.alice.id))
        let entry = try scene.api.response("files/file/\(file)")
        #expect(entry["rootFolderType"] == 3)
        #expect(entry["rootFolderId"]?.integer == scene.alice.trashID)
        #expect(entry["folderId"]?.integer == drafts)
        #expect(entry["updated"] == .string(PortalDate.roundTrip(edited, offsetSeconds: 10_800)))
    }

    @Test func aBrokenTreeHasNoRoot() throws {
        let item = scene.trash()
        scene.portal.edit(file: item.id) { $0.isTreeBroken = true }
        let entry = try scene.api.response("files/file/\(item.id)")
        #expect(entry["rootFolderType"] == 0)
        #expect(entry["rootFolderId"] == 0)
    }
}

@Suite("What destroying takes along by the portal's fault (api.md §5)")
struct TagTests {
    let scene = Scene()

    @Test func aFolderTakesTheTagsThatAreItsNumber() {
        let folder = scene.portal.trashFolder(title: "f", by: scene.alice)
        let room = scene.portal.addRoom(title: "R", owner: scene.alice, tags: ["\(folder)", "keep"])
        scene.api.delete([scene.trash()])
        #expect(scene.portal.folder(room)?.tags == ["\(folder)", "keep"])
        scene.api.delete([.folder(folder)])
        #expect(scene.portal.folder(room)?.tags == ["keep"])
        #expect(scene.portal.ledger.tagsDestroyed == ["\(folder)"])
    }

    @Test func anythingTakesTheTagsOfNoRoom() {
        scene.portal.update { $0.unassignedTags = ["spare"] }
        scene.api.delete([scene.trash()])
        #expect(scene.portal.update { $0.unassignedTags }.isEmpty)
        #expect(scene.portal.ledger.tagsDestroyed == ["spare"])
    }
}
