import DocSpaceSimulator
import FoundationEssentials
import Testing

@Suite("Rooms with a file lifetime (api.md §6)")
struct LifetimeTests {
    let scene = Scene()

    private func room(_ lifetime: RoomLifetime, owner: SimulatedUser? = nil) -> Int {
        scene.portal.addRoom(
            title: "Short", owner: owner ?? scene.alice, members: [scene.alice.id: .manager], lifetime: lifetime)
    }

    @Test func theRoomShowsIt() throws {
        let room = room(RoomLifetime(2, .months, deletesPermanently: true))
        for path in ["files/folder/\(room)", "files/rooms/\(room)"] {
            let shown = try #require(try scene.api.response(path)["lifetime"])
            #expect(shown["value"] == 2)
            #expect(shown["period"] == 1)
            #expect(shown["deletePermanently"] == true)
            #expect(shown["enabled"] == true)
        }
        let inside = scene.portal.addFolder(title: "f", in: room, by: scene.alice)
        #expect(try scene.api.response("files/folder/\(inside)")["lifetime"] == nil)
        scene.portal.perform(.setLifetime(nil, ofRoom: room))
        #expect(try scene.api.response("files/folder/\(room)")["lifetime"] == nil)
    }

    @Test func aRestoredFileIsDestroyedWithinMinutes() throws {
        let room = room(RoomLifetime(7, deletesPermanently: true))
        let item = scene.trash(days: 20)
        scene.api.move([item], to: room)
        let end = scene.clock.now.addingTimeInterval(-13 * 86_400)
        #expect(
            try scene.api.response("files/file/\(item.id)")["expired"]
                == .string(PortalDate.roundTrip(end, offsetSeconds: 10_800)))
        scene.clock.advance(by: .seconds(301))
        let destruction = try #require(scene.portal.ledger.destroyed.first)
        #expect(destruction.item == item)
        #expect(destruction.cause == .lifetime(room: room))
        #expect(!destruction.wasTrashed)
    }

    @Test func whatIsYoungLivesToItsEnd() {
        let room = room(RoomLifetime(7, deletesPermanently: true))
        let item = scene.trash(days: 2)
        scene.api.move([item], to: room)
        scene.clock.advance(by: .seconds(5 * 86_400 - 60))
        #expect(scene.portal.location(of: item) == room)
        scene.clock.advance(by: .seconds(400))
        #expect(scene.isDestroyed(item))
    }

    @Test func elseItGoesToTheTrashOfTheRoomsCreator() throws {
        let bob = scene.portal.addUser(name: "Bob")
        let room = room(RoomLifetime(1), owner: bob)
        let item = scene.trash(days: 3)
        scene.api.move([item], to: room)
        scene.clock.advance(by: .seconds(301))
        #expect(scene.portal.trash(of: bob) == [item])
        #expect(scene.portal.trash(of: scene.alice).isEmpty)
        #expect(scene.api.get("files/file/\(item.id)").status == 403)
        #expect(scene.portal.ledger.moved.last?.cause == .lifetime(room: room))
    }

    @Test func thePortalsOwnerTakesItWhereTheCreatorCant() {
        let (bob, owner) = (scene.portal.addUser(name: "Bob"), scene.portal.addUser(name: "Owner"))
        scene.portal.edit(user: owner) { $0.isOwner = true }
        let room = room(RoomLifetime(1), owner: bob)
        let file = scene.portal.addFile(title: "a.txt", in: room, by: bob)
        scene.portal.edit(user: bob) { $0.isActive = false }
        scene.clock.advance(by: .seconds(2 * 86_400))
        #expect(scene.portal.trash(of: owner) == [.file(file)])
    }

    @Test func filesInsideARestoredFolderGoByTheirOwnTimes() {
        let room = room(RoomLifetime(30, deletesPermanently: true))
        let folder = scene.portal.trashFolder(title: "f", trashedAt: scene.ago(days: 1), by: scene.alice)
        let old = scene.portal.update {
            $0.addFile(title: "old.txt", in: folder, by: scene.alice.id, created: scene.ago(days: 100))
        }
        scene.api.move([.folder(folder)], to: room)
        scene.clock.advance(by: .seconds(301))
        #expect(scene.isDestroyed(.file(old)))
        #expect(scene.portal.exists(.folder(folder)))
    }

    @Test func aLifetimeThatIsOffDoesNothing() {
        let room = room(RoomLifetime(1, deletesPermanently: true, isEnabled: false))
        let file = scene.portal.addFile(title: "a.txt", in: room, by: scene.alice)
        scene.clock.advance(by: .seconds(10 * 86_400))
        #expect(scene.portal.exists(.file(file)))
    }

    @Test func monthsAndYearsFollowTheCalendar() throws {
        let february = try #require(PortalDate.parse("2026-02-01T12:00:00Z"))
        for (period, end) in [
            (RoomLifetime.Period.months, "2026-03-01"), (.years, "2027-02-01"), (.days, "2026-02-02"),
        ] {
            let scene = Scene(now: february)
            let room = scene.portal.addRoom(
                title: "Short", owner: scene.alice, lifetime: RoomLifetime(1, period, deletesPermanently: true))
            let file = scene.portal.addFile(title: "a.txt", in: room, by: scene.alice)
            let date = try #require(PortalDate.parse("\(end)T12:00:00Z"))
            scene.clock.set(to: date.addingTimeInterval(-1))
            #expect(scene.portal.exists(.file(file)), "\(period)")
            scene.clock.set(to: date.addingTimeInterval(300))
            #expect(!scene.portal.exists(.file(file)), "\(period)")
        }
    }
}
