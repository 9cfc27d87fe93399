import DocSpaceSimulator
import FoundationEssentials
import Testing

@Suite("Rooms with a file lifetime (api.md §6)")
struct LifetimeTests {
    let fixture = PortalFixture()

    private func room(_ lifetime: RoomLifetime, owner: SimulatedUser? = nil) -> Int {
        fixture.portal.addRoom(
            title: "Short", owner: owner ?? fixture.alice, members: [fixture.alice.id: .manager], lifetime: lifetime)
    }

    @Test func `the room shows it`() throws {
        let room = room(RoomLifetime(2, .months, deletesPermanently: true))
        for path in ["files/folder/\(room)", "files/rooms/\(room)"] {
            let shown = try #require(try fixture.api.response(path)["lifetime"])
            #expect(shown["value"] == 2)
            #expect(shown["period"] == 1)
            #expect(shown["deletePermanently"] == true)
            #expect(shown["enabled"] == true)
        }
        let inside = fixture.portal.addFolder(title: "f", in: room, by: fixture.alice)
        #expect(try fixture.api.response("files/folder/\(inside)")["lifetime"] == nil)
        fixture.portal.perform(.setLifetime(nil, ofRoom: room))
        #expect(try fixture.api.response("files/folder/\(room)")["lifetime"] == nil)
    }

    @Test func `a restored file is destroyed within minutes`() throws {
        let room = room(RoomLifetime(7, deletesPermanently: true))
        let item = fixture.trash(days: 20)
        fixture.api.move([item], to: room)
        let end = fixture.clock.now.addingTimeInterval(-13 * 86_400)
        #expect(
            try fixture.api.response("files/file/\(item.id)")["expired"]
                == .string(PortalDate.roundTrip(end, offsetSeconds: 10_800)))
        fixture.clock.advance(by: .seconds(301))
        let destruction = try #require(fixture.portal.ledger.destroyed.first)
        #expect(destruction.item == item)
        #expect(destruction.cause == .lifetime(room: room))
        #expect(!destruction.wasTrashed)
    }

    @Test func `young files exist to their end`() {
        let room = room(RoomLifetime(7, deletesPermanently: true))
        let item = fixture.trash(days: 2)
        fixture.api.move([item], to: room)
        fixture.clock.advance(by: .seconds(5 * 86_400 - 60))
        #expect(fixture.portal.location(of: item) == room)
        fixture.clock.advance(by: .seconds(400))
        #expect(fixture.isDestroyed(item))
    }

    @Test func `else it goes to the trash of the room's creator`() throws {
        let bob = fixture.portal.addUser(name: "Bob")
        let room = room(RoomLifetime(1), owner: bob)
        let item = fixture.trash(days: 3)
        fixture.api.move([item], to: room)
        fixture.clock.advance(by: .seconds(301))
        #expect(fixture.portal.trash(of: bob) == [item])
        #expect(fixture.portal.trash(of: fixture.alice).isEmpty)
        #expect(fixture.api.get("files/file/\(item.id)").status == 403)
        #expect(fixture.portal.ledger.moved.last?.cause == .lifetime(room: room))
    }

    @Test func `the portal's owner takes it where the creator cant`() {
        let (bob, owner) = (fixture.portal.addUser(name: "Bob"), fixture.portal.addUser(name: "Owner"))
        fixture.portal.edit(user: owner) { $0.isOwner = true }
        let room = room(RoomLifetime(1), owner: bob)
        let file = fixture.portal.addFile(title: "a.txt", in: room, by: bob)
        fixture.portal.edit(user: bob) { $0.isActive = false }
        fixture.clock.advance(by: .seconds(2 * 86_400))
        #expect(fixture.portal.trash(of: owner) == [.file(file)])
    }

    @Test func `files inside a restored folder go by their own times`() {
        let room = room(RoomLifetime(30, deletesPermanently: true))
        let folder = fixture.portal.trashFolder(title: "f", trashedAt: fixture.ago(days: 1), by: fixture.alice)
        let old = fixture.portal.seed {
            $0.addFile(title: "old.txt", in: folder, by: fixture.alice.id, created: fixture.ago(days: 100))
        }
        fixture.api.move([.folder(folder)], to: room)
        fixture.clock.advance(by: .seconds(301))
        #expect(fixture.isDestroyed(.file(old)))
        #expect(fixture.portal.exists(.folder(folder)))
    }

    @Test func `a lifetime that is off does nothing`() {
        let room = room(RoomLifetime(1, deletesPermanently: true, isEnabled: false))
        let file = fixture.portal.addFile(title: "a.txt", in: room, by: fixture.alice)
        fixture.clock.advance(by: .seconds(10 * 86_400))
        #expect(fixture.portal.exists(.file(file)))
    }

    @Test func `months and years follow the calendar`() throws {
        let february = try #require(PortalDate.parse("2026-02-01T12:00:00Z"))
        for (period, end) in [
            (RoomLifetime.Period.months, "2026-03-01"), (.years, "2027-02-01"), (.days, "2026-02-02"),
        ] {
            let fixture = PortalFixture(now: february)
            let room = fixture.portal.addRoom(
                title: "Short", owner: fixture.alice, lifetime: RoomLifetime(1, period, deletesPermanently: true))
            let file = fixture.portal.addFile(title: "a.txt", in: room, by: fixture.alice)
            let date = try #require(PortalDate.parse("\(end)T12:00:00Z"))
            fixture.clock.set(to: date.addingTimeInterval(-1))
            #expect(fixture.portal.exists(.file(file)), "\(period)")
            fixture.clock.set(to: date.addingTimeInterval(300))
            #expect(!fixture.portal.exists(.file(file)), "\(period)")
        }
    }
}
