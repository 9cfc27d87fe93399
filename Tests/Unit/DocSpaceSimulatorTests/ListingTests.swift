import DocSpaceSimulator
import FoundationEssentials
import Testing

@Suite("Listing the trash (api.md §3)")
struct ListingTests {
    let scene = Scene()

    @Test func foldersComeFirstAndPagesMix() throws {
        let file = scene.trash(days: 1)
        let folder = ItemKey.folder(
            scene.portal.trashFolder(title: "old", trashedAt: scene.ago(days: 9), by: scene.alice))
        #expect(try scene.api.trashPage() == [folder, file])
        #expect(try scene.api.trashPage(count: 1) == [folder])
        #expect(try scene.api.trashPage(start: 1, count: 1) == [file])
        #expect(try scene.api.trashPage(start: 2).isEmpty)
    }

    @Test func newestFirstByDefault() throws {
        let days: [Double] = [3, 1, 2]
        let items = days.map { scene.trash(days: $0) }
        #expect(try scene.api.trashPage() == [items[1], items[2], items[0]])
    }

    @Test(arguments: ["count=0", "count=101", "count=500", "count=x", "startIndex=-1"])
    func refusesNumbersOutOfRangeInTheThirdShape(query: String) throws {
        let reply = scene.api.get("files/@trash?\(query)")
        #expect(reply.status == 400)
        let json = try #require(reply.json)
        #expect(json["status"] == 1)
        #expect(json["response"]?["status"] == 400)
        #expect(json["response"]?["errors"] != nil)
        #expect(json["error"] == nil)
    }

    @Test func tiesComeInAnotherOrderPerRequest() throws {
        let items = (0..<60).map { scene.trash("\($0).txt") }
        let pages = try (0..<5).map { _ in try scene.api.trashPage(count: 30) }
        #expect(Set(pages).count > 1)
        // Two half pages together duplicate and omit entries.
        let halves = try scene.api.trashPage(count: 30) + scene.api.trashPage(start: 30, count: 30)
        #expect(halves.count == 60)
        #expect(Set(halves) != Set(items))
        scene.portal.settings.tieOrder = .stable
        let stable = try scene.api.trashPage(count: 30) + scene.api.trashPage(start: 30, count: 30)
        #expect(Set(stable) == Set(items))
    }

    @Test func distinctTimesNeverMove() throws {
        for day in 1...20 { _ = scene.trash(days: Double(day)) }
        let first = try scene.api.trashPage()
        for _ in 0..<5 { #expect(try scene.api.trashPage() == first) }
    }

    /// The order is kept between listings: an entry that left and came back between two must be shown, and once.
    @Test func followsWhatLeavesAndComesBack() throws {
        let items = (1...5).map { scene.trash("\($0).txt", days: Double($0)) }
        #expect(try scene.api.trashPage() == items)
        scene.portal.perform(.destroy(items[1], by: scene.alice.id))
        scene.portal.perform(.restore(items[3], to: nil, by: scene.alice.id))
        #expect(try scene.api.trashPage() == [items[0], items[2], items[4]])
        scene.portal.perform(.restore(items[4], to: nil, by: scene.alice.id))
        scene.portal.perform(.trash(items[4], by: scene.alice.id))
        #expect(try scene.api.trashPage() == [items[4], items[0], items[2]])
    }

    @Test func filesBeingConvertedAreHiddenFromPageAndTotal() throws {
        let hidden = scene.trash(days: 1)
        let shown = scene.trash(days: 2)
        scene.portal.edit(file: hidden.id) { $0.isConverting = true }
        let page = try scene.api.response("files/@trash")
        #expect(scene.api.items(page) == [shown])
        #expect(page["total"] == 1)
        #expect(page["count"] == 1)
        // The hidden file keeps its position, so only its own page misses it.
        #expect(try scene.api.response("files/@trash?startIndex=1")["total"] == 2)
    }

    @Test func sortByChangesTheUsersOrderForGood() throws {
        let b = scene.trash("b.txt", days: 1)
        let a = scene.trash("a.txt", days: 2)
        #expect(try scene.api.trashPage() == [b, a])
        #expect(scene.api.items(try scene.api.response("files/@trash?sortBy=AZ")) == [a, b])
        #expect(try scene.api.trashPage() == [a, b])
        _ = try scene.api.response("files/@trash?sortBy=Nonsense&sortOrder=descending")
        #expect(try scene.api.trashPage() == [a, b])
    }

    @Test(arguments: [(0, 2), (1, 1), (2, 1), (5, 1), (22, 1)])
    func filterTypeHidesFilesOrFolders(type: Int, expected: Int) throws {
        _ = scene.trash("a.txt")
        _ = scene.portal.trashFolder(title: "f", by: scene.alice)
        #expect(try scene.api.response("files/@trash?filterType=\(type)")["count"]?.integer == expected)
    }

    @Test func showsOnlyOnesOwnTrash() throws {
        let bob = scene.portal.addUser(name: "Bob Example", isAdmin: true)
        let item = scene.trash()
        let other = API(portal: scene.portal, key: bob.apiKey)
        #expect(try other.trashPage().isEmpty)
        #expect(other.get("files/\(scene.alice.trashID)").status == 403)
        #expect(other.get("files/file/\(item.id)").status == 403)
        #expect(other.delete([item]).status == 403)
        #expect(scene.api.get("files/\(scene.alice.trashID)").status == 200)
    }

    @Test func insideATrashedFolderIsForbiddenToLook() throws {
        let folder = scene.portal.trashFolder(title: "f", files: ["secret.txt"], by: scene.alice)
        let reply = scene.api.get("files/\(folder)")
        #expect(reply.status == 403)
        #expect(reply.json?["error"]?["message"]?.text?.contains("preview") == true)
        let details = try scene.api.response("files/folder/\(folder)")
        #expect(details["filesCount"] == 1)
        #expect(details["rootFolderType"] == 3)
    }

    @Test func anOutsiderHasNoTrash() {
        let outsider = scene.portal.addUser(name: "Guest", hasTrash: false, hasMyDocuments: false)
        let api = API(portal: scene.portal, key: outsider.apiKey)
        #expect(api.get("files/@trash").status == 404)
        #expect(api.get("files/@my").status == 404)
    }
}
