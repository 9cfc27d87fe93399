import DocSpaceSimulator
import Testing

@Suite("Pages that are slow or fail because of an entry (api.md §3)")
struct PageFaultTests {
    let fixture = PortalFixture()

    /// Files trashed a second after each other, the newest first in a listing.
    private func files(_ count: Int, _ suffix: String = "txt") -> [ItemKey] {
        (0..<count).map { fixture.trash("\($0).\(suffix)", days: 1 + Double($0) / 86_400) }
    }

    private func status(start: Int, count: Int) -> Int {
        fixture.api.get("files/@trash?startIndex=\(start)&count=\(count)").status
    }

    @Test func `one legacy PDF makes its page not found and no other`() throws {
        let items = files(10)
        fixture.portal.edit(file: items[6].id) { $0.pageFault = .missingContent }
        #expect(status(start: 0, count: 10) == 404)
        #expect(status(start: 0, count: 5) == 200)
        #expect(status(start: 5, count: 5) == 404)
        #expect(status(start: 6, count: 1) == 404)
        #expect(try fixture.api.trashPage(start: 7, count: 5).count == 3)
        #expect(fixture.api.get("files/file/\(items[6].id)").status == 200)
        fixture.portal.settings.version = .v3_6_1
        #expect(status(start: 0, count: 10) == 403)
    }

    @Test func `a folder can fail a page with any status`() {
        let folder = fixture.portal.trashFolder(title: "f", by: fixture.alice)
        fixture.portal.edit(folder: folder) { $0.pageFault = .status(500) }
        #expect(status(start: 0, count: 10) == 500)
        fixture.portal.edit(folder: folder) { $0.pageFault = nil }
        #expect(status(start: 0, count: 10) == 200)
    }

    @Test func `each image makes a page slower since 3.6`() {
        fixture.portal.settings.imageDelay = .seconds(2)
        _ = files(3, "png")
        _ = files(2)
        #expect(fixture.api.get("files/@trash").transport.delay == .seconds(6))
        #expect(fixture.api.get("files/@trash?count=1").transport.delay == .seconds(2))
        #expect(fixture.api.get("files/fileops").transport.delay == .zero)
        fixture.portal.settings.version = .v3_2_1
        #expect(fixture.api.get("files/@trash").transport.delay == .zero)
    }

    @Test func `one entry can be slow`() {
        let items = files(3)
        fixture.portal.edit(file: items[1].id) { $0.pageFault = .slow(.seconds(40)) }
        #expect(fixture.api.get("files/@trash").transport.delay == .seconds(40))
        #expect(fixture.api.get("files/@trash?count=1").transport.delay == .zero)
    }
}
