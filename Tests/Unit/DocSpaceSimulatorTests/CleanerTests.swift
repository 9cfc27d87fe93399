import DocSpaceSimulator
import FoundationEssentials
import Testing

@Suite("The server's own cleaner (api.md §9)")
struct CleanerTests {
    @Test func `takes everything after thirty days with any setting`() throws {
        let fixture = PortalFixture()
        let item = fixture.trash(days: 29)
        _ = fixture.api.put("files/settings/autocleanup", ["set": false, "gap": 6])
        fixture.clock.advance(by: .seconds(86_000))
        #expect(fixture.portal.exists(item))
        fixture.clock.advance(by: .seconds(800))
        let destruction = try #require(fixture.portal.ledger.destroyed.first)
        #expect(destruction.item == item)
        #expect(destruction.cause.description == "cleaner")
    }

    @Test func `a long jump of the clock stamps the real moment`() throws {
        let fixture = PortalFixture()
        let start = fixture.clock.now
        _ = fixture.trash(days: 0)
        fixture.clock.advance(by: .seconds(40 * 86_400))
        let at = try #require(fixture.portal.ledger.destroyed.first).at.timeIntervalSince(start)
        #expect((30.0 * 86_400...30 * 86_400 + 301).contains(at))
    }

    @Test func `items inside a folder go with the folder only`() {
        let fixture = PortalFixture()
        let folder = fixture.portal.trashFolder(
            title: "f", files: ["old.txt"], trashedAt: fixture.ago(days: 1), by: fixture.alice)
        fixture.clock.advance(by: .seconds(28 * 86_400))
        #expect(fixture.portal.folder(folder)?.fileIDs.count == 1)
        fixture.clock.advance(by: .seconds(2 * 86_400))
        #expect(fixture.portal.folder(folder) == nil)
    }

    @Test func `its operation shows in the user's list and its polling swallows others`() throws {
        let fixture = PortalFixture(pace: .onClock(.milliseconds(100)))
        let overdue = (0..<30).map { _ in fixture.trash(days: 31) }
        let mine = try #require(fixture.api.delete([fixture.trash()]).json?["response"]?.ids.first)
        fixture.portal.perform(.runCleaner)
        #expect(try fixture.api.response("files/fileops/2").ids.count == 2)
        fixture.clock.advance(by: .milliseconds(1500))
        // My operation finished within the first second; the cleaner's poll took it.
        #expect(try fixture.api.response("files/fileops?id=\(mine)").ids.isEmpty)
        fixture.clock.advance(by: .seconds(10))
        #expect(overdue.allSatisfy { !fixture.portal.exists($0) })
        #expect(try fixture.api.response("files/fileops").ids.isEmpty)
    }

    @Test func `one entry that refuses keeps the whole trash from it since 3.7`() {
        let fixture = PortalFixture()
        let bob = fixture.portal.addUser(name: "Bob")
        let (locked, free) = (fixture.trash(days: 31), fixture.trash(days: 31))
        fixture.portal.edit(file: locked.id) { $0.lockedBy = bob.id }
        fixture.clock.advance(by: .seconds(400))
        #expect(fixture.portal.trash(of: fixture.alice) == [locked, free])
        fixture.portal.edit(file: locked.id) { $0.lockedBy = nil }
        fixture.clock.advance(by: .seconds(400))
        #expect(fixture.portal.trash(of: fixture.alice).isEmpty)
    }

    @Test func `it never comes to disabled users`() {
        let fixture = PortalFixture()
        let item = fixture.trash(days: 31)
        fixture.portal.edit(user: fixture.alice) { $0.isActive = false }
        fixture.clock.advance(by: .seconds(400))
        #expect(fixture.portal.exists(item))
    }

    @Test func `before 3.7 errors are ignored and tried again`() {
        let fixture = PortalFixture()
        fixture.portal.settings.version = .v3_6_1
        let bob = fixture.portal.addUser(name: "Bob")
        let (locked, free) = (fixture.trash(days: 31), fixture.trash(days: 31))
        fixture.portal.edit(file: locked.id) { $0.lockedBy = bob.id }
        fixture.clock.advance(by: .seconds(400))
        #expect(fixture.portal.trash(of: fixture.alice) == [locked])
        #expect(fixture.isDestroyed(free))
        fixture.portal.edit(file: locked.id) { $0.lockedBy = nil }
        fixture.clock.advance(by: .seconds(400))
        #expect(fixture.portal.trash(of: fixture.alice).isEmpty)
    }

    @Test func `can be switched off`() {
        let fixture = PortalFixture()
        fixture.portal.settings.isCleanerOn = false
        let item = fixture.trash(days: 50)
        fixture.clock.advance(by: .seconds(86_400))
        #expect(fixture.portal.exists(item))
    }
}
