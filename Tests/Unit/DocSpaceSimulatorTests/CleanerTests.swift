import DocSpaceSimulator
import FoundationEssentials
import Testing

@Suite("The server's own cleaner (api.md §9)")
struct CleanerTests {
    @Test func takesEverythingAfterThirtyDaysWhateverTheSettingSays() throws {
        let scene = Scene()
        let item = scene.trash(days: 29)
        _ = scene.api.put("files/settings/autocleanup", ["set": false, "gap": 6])
        scene.clock.advance(by: .seconds(86_000))
        #expect(scene.portal.exists(item))
        scene.clock.advance(by: .seconds(800))
        let destruction = try #require(scene.portal.ledger.destroyed.first)
        #expect(destruction.item == item)
        #expect(destruction.cause.description == "cleaner")
    }

    @Test func aLongJumpOfTheClockStampsTheRealMoment() throws {
        let scene = Scene()
        let start = scene.clock.now
        _ = scene.trash(days: 0)
        scene.clock.advance(by: .seconds(40 * 86_400))
        let at = try #require(scene.portal.ledger.destroyed.first).at.timeIntervalSince(start)
        #expect((30.0 * 86_400...30 * 86_400 + 301).contains(at))
    }

    @Test func itemsInsideAFolderGoWithTheFolderOnly() {
        let scene = Scene()
        let folder = scene.portal.trashFolder(
            title: "f", files: ["old.txt"], trashedAt: scene.ago(days: 1), by: scene.alice)
        scene.clock.advance(by: .seconds(28 * 86_400))
        #expect(scene.portal.folder(folder)?.fileIDs.count == 1)
        scene.clock.advance(by: .seconds(2 * 86_400))
        #expect(scene.portal.folder(folder) == nil)
    }

    @Test func itsOperationShowsInTheUsersListAndItsPollingSwallowsOthers() throws {
        let scene = Scene(pace: .onClock(.milliseconds(100)))
        let overdue = (0..<30).map { _ in scene.trash(days: 31) }
        let mine = try #require(scene.api.delete([scene.trash()]).json?["response"]?.ids.first)
        scene.portal.perform(.runCleaner)
        #expect(try scene.api.response("files/fileops/2").ids.count == 2)
        scene.clock.advance(by: .milliseconds(1500))
        // My operation finished within the first second; the cleaner's poll took it.
        #expect(try scene.api.response("files/fileops?id=\(mine)").ids.isEmpty)
        scene.clock.advance(by: .seconds(10))
        #expect(overdue.allSatisfy { !scene.portal.exists($0) })
        #expect(try scene.api.response("files/fileops").ids.isEmpty)
    }

    @Test func oneEntryThatRefusesKeepsTheWholeTrashFromItSince37() {
        let scene = Scene()
        let bob = scene.portal.addUser(name: "Bob")
        let (locked, free) = (scene.trash(days: 31), scene.trash(days: 31))
        scene.portal.edit(file: locked.id) { $0.lockedBy = bob.id }
        scene.clock.advance(by: .seconds(400))
        #expect(scene.portal.trash(of: scene.alice) == [locked, free])
        scene.portal.edit(file: locked.id) { $0.lockedBy = nil }
        scene.clock.advance(by: .seconds(400))
        #expect(scene.portal.trash(of: scene.alice).isEmpty)
    }

    @Test func itNeverComesToDisabledUsers() {
        let scene = Scene()
        let item = scene.trash(days: 31)
        scene.portal.edit(user: scene.alice) { $0.isActive = false }
        scene.clock.advance(by: .seconds(400))
        #expect(scene.portal.exists(item))
    }

    @Test func before37ErrorsAreIgnoredAndTriedAgain() {
        let scene = Scene()
        scene.portal.settings.version = .v3_6_1
        let bob = scene.portal.addUser(name: "Bob")
        let (locked, free) = (scene.trash(days: 31), scene.trash(days: 31))
        scene.portal.edit(file: locked.id) { $0.lockedBy = bob.id }
        scene.clock.advance(by: .seconds(400))
        #expect(scene.portal.trash(of: scene.alice) == [locked])
        #expect(scene.isDestroyed(free))
        scene.portal.edit(file: locked.id) { $0.lockedBy = nil }
        scene.clock.advance(by: .seconds(400))
        #expect(scene.portal.trash(of: scene.alice).isEmpty)
    }

    @Test func canBeSwitchedOff() {
        let scene = Scene()
        scene.portal.settings.isCleanerOn = false
        let item = scene.trash(days: 50)
        scene.clock.advance(by: .seconds(86_400))
        #expect(scene.portal.exists(item))
    }
}
