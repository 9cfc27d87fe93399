import DocSpaceSimulator
import FoundationEssentials
import Testing

@Suite("Listing the trash (api.md §3)")
struct ListingTests {
    let fixture = PortalFixture()

    @Test func `folders come first and pages mix`() throws {
        let file = fixture.trash(days: 1)
        let folder = ItemKey.folder(
            fixture.portal.trashFolder(title: "old", trashedAt: fixture.ago(days: 9), by: fixture.alice))
        #expect(try fixture.api.trashPage() == [folder, file])
        #expect(try fixture.api.trashPage(count: 1) == [folder])
        #expect(try fixture.api.trashPage(start: 1, count: 1) == [file])
        #expect(try fixture.api.trashPage(start: 2).isEmpty)
    }

    @Test func `newest first by default`() throws {
        let days: [Double] = [3, 1, 2]
        let items = days.map { fixture.trash(days: $0) }
        #expect(try fixture.api.trashPage() == [items[1], items[2], items[0]])
    }

    @Test(arguments: ["count=0", "count=101", "count=500", "count=x", "startIndex=-1"])
    func `refuses numbers out of range in the third shape`(query: String) throws {
        let reply = fixture.api.get("files/@trash?\(query)")
        #expect(reply.status == 400)
        let json = try #require(reply.json)
        #expect(json["status"] == 1)
        #expect(json["response"]?["status"] == 400)
        #expect(json["response"]?["errors"] != nil)
        #expect(json["error"] == nil)
    }

    @Test func `ties come in another order per request`() throws {
        let items = (0..<60).map { fixture.trash("\($0).txt") }
        let pages = try (0..<5).map { _ in try fixture.api.trashPage(count: 30) }
        #expect(Set(pages).count > 1)
        // Two half pages together duplicate and omit entries.
        let halves = try fixture.api.trashPage(count: 30) + fixture.api.trashPage(start: 30, count: 30)
        #expect(halves.count == 60)
        #expect(Set(halves) != Set(items))
        fixture.portal.settings.tieOrder = .stable
        let stable = try fixture.api.trashPage(count: 30) + fixture.api.trashPage(start: 30, count: 30)
        #expect(Set(stable) == Set(items))
    }

    @Test func `distinct times never move`() throws {
        for day in 1...20 { _ = fixture.trash(days: Double(day)) }
        let first = try fixture.api.trashPage()
        for _ in 0..<5 { #expect(try fixture.api.trashPage() == first) }
    }

    /// The order is kept between listings: an entry that left and came back between two must be shown, and once.
    @Test func `follows what leaves and comes back`() throws {
        let items = (1...5).map { fixture.trash("\($0).txt", days: Double($0)) }
        #expect(try fixture.api.trashPage() == items)
        fixture.portal.perform(.destroy(items[1], by: fixture.alice.id))
        fixture.portal.perform(.restore(items[3], to: nil, by: fixture.alice.id))
        #expect(try fixture.api.trashPage() == [items[0], items[2], items[4]])
        fixture.portal.perform(.restore(items[4], to: nil, by: fixture.alice.id))
        fixture.portal.perform(.trash(items[4], by: fixture.alice.id))
        #expect(try fixture.api.trashPage() == [items[4], items[0], items[2]])
    }

    @Test func `files being converted are hidden from page and total`() throws {
        let hidden = fixture.trash(days: 1)
        let shown = fixture.trash(days: 2)
        fixture.portal.edit(file: hidden.id) { $0.isConverting = true }
        let page = try fixture.api.response("files/@trash")
        #expect(fixture.api.items(page) == [shown])
        #expect(page["total"] == 1)
        #expect(page["count"] == 1)
        // The hidden file keeps its position, so only its own page misses it.
        #expect(try fixture.api.response("files/@trash?startIndex=1")["total"] == 2)
    }

    @Test func `sort by changes the user's order for good`() throws {
        let b = fixture.trash("b.txt", days: 1)
        let a = fixture.trash("a.txt", days: 2)
        #expect(try fixture.api.trashPage() == [b, a])
        #expect(fixture.api.items(try fixture.api.response("files/@trash?sortBy=AZ")) == [a, b])
        #expect(try fixture.api.trashPage() == [a, b])
        _ = try fixture.api.response("files/@trash?sortBy=Nonsense&sortOrder=descending")
        #expect(try fixture.api.trashPage() == [a, b])
    }

    @Test(arguments: [(0, 2), (1, 1), (2, 1), (5, 1), (22, 1)])
    func `filter type hides files or folders`(type: Int, expected: Int) throws {
        _ = fixture.trash("a.txt")
        _ = fixture.portal.trashFolder(title: "f", by: fixture.alice)
        #expect(try fixture.api.response("files/@trash?filterType=\(type)")["count"]?.integer == expected)
    }

    @Test func `shows only ones own trash`() throws {
        let bob = fixture.portal.addUser(name: "Bob Example", isAdmin: true)
        let item = fixture.trash()
        let other = API(portal: fixture.portal, key: bob.apiKey)
        #expect(try other.trashPage().isEmpty)
        #expect(other.get("files/\(fixture.alice.trashID)").status == 403)
        #expect(other.get("files/file/\(item.id)").status == 403)
        #expect(other.delete([item]).status == 403)
        #expect(fixture.api.get("files/\(fixture.alice.trashID)").status == 200)
    }

    @Test func `listing a trashed folder is forbidden`() throws {
        let folder = fixture.portal.trashFolder(title: "f", files: ["secret.txt"], by: fixture.alice)
        let reply = fixture.api.get("files/\(folder)")
        #expect(reply.status == 403)
        #expect(reply.json?["error"]?["message"]?.text?.contains("preview") == true)
        let details = try fixture.api.response("files/folder/\(folder)")
        #expect(details["filesCount"] == 1)
        #expect(details["rootFolderType"] == 3)
    }

    @Test func `an outsider has no trash`() {
        let outsider = fixture.portal.addUser(name: "Guest", hasTrash: false, hasMyDocuments: false)
        let api = API(portal: fixture.portal, key: outsider.apiKey)
        #expect(api.get("files/@trash").status == 404)
        #expect(api.get("files/@my").status == 404)
    }
}
