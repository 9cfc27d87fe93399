import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

@Suite("Restoring into rooms with rules of their own", .timeLimit(.minutes(10)))
struct RestoreIntoRoomTests {
    /// A room of Bob's, in which Alice may write.
    private func room(
        _ fixture: CLIFixture, _ lifetime: RoomLifetime? = nil, type: FolderType = .collaborationRoom
    ) -> Int {
        fixture.portal.addRoom(
            title: "Inbox", owner: fixture.bob, members: [fixture.alice.id: .editor], type: type, lifetime: lifetime)
    }

    private static let lifetimes: [(RoomLifetime, days: Double, staysThere: Bool)] = [
        (RoomLifetime(7), 20, false), (RoomLifetime(7), 6.5, false), (RoomLifetime(7), 5, true),
        (RoomLifetime(7, deletesPermanently: true), 27, false), (RoomLifetime(1, .months), 27.5, false),
        (RoomLifetime(1, .years), 27, true), (RoomLifetime(7, isEnabled: false), 20, true),
    ]

    @Test(arguments: lifetimes.indices) func `a file is not put where its room deletes it`(_ index: Int) async throws {
        let (lifetime, days, staysThere) = Self.lifetimes[index]
        try await withFixture { fixture in
            let folder = fixture.portal.addFolder(title: "Deep", in: room(fixture, lifetime), by: fixture.bob)
            let item = fixture.trash("contract.pdf", days: days, from: folder)
            try fixture.install { $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)] }
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.portal.location(of: item) == (staysThere ? folder : fixture.rescue))
            let record = try #require(try fixture.audit.first { $0.event == "restored" })
            #expect(record["TARGET_ID"] == "\(staysThere ? folder : fixture.rescue)")
            #expect(record["TARGET_TITLE"] == (staysThere ? "Deep" : "Rescued"))
            #expect(record["REASON"]?.contains("not to folder \(folder): its room deletes files after") == !staysThere)
            #expect(try fixture.audit.first { $0.event == "restore-requested" }?["TARGET_ID"] == record["TARGET_ID"])
            try fixture.expectAuditIsTrue()
        }
    }

    @Test func `a folder is never put into such a room`() async throws {
        try await withFixture { fixture in
            let item = fixture.trashFolder(
                "contracts", days: 0.1, files: ["a.pdf"], from: room(fixture, RoomLifetime(9, .years)))
            try fixture.install { $0.rules = [PolicyText.restore("contract*", fallback: fixture.rescue)] }
            #expect(try await fixture.sweep().status == 0)
            #expect(fixture.portal.location(of: item) == fixture.rescue)
        }
    }

    @Test func `a fixed target that would delete the file is refused and named`() async throws {
        try await withFixture { fixture in
            let target = room(fixture, RoomLifetime(7))
            let item = fixture.trash("contract.pdf", days: 20)
            try fixture.install { $0.rules = [PolicyText.restore("*contract*", to: target)] }
            let result = try await fixture.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(result.stderr.contains("folder \(target): its room deletes files after 7 days"))
            #expect(fixture.trashed == [item])
            #expect(fixture.writes("move").isEmpty)
        }
    }

    @Test func `check warns of fixed targets in such rooms`() async throws {
        try await withFixture { fixture in
            let deleting = fixture.portal.addFolder(title: "Deep", in: room(fixture, RoomLifetime(7)), by: fixture.bob)
            let forms = room(fixture, type: .formRoom)
            try fixture.install {
                $0.rules = [
                    PolicyText.restore("a*", to: deleting, name: "a"), PolicyText.restore("b*", to: forms, name: "b"),
                ]
            }
            let result = try await fixture.retentiond("check", "--online")
            #expect(result.status == 0, "\(result)")
            #expect(
                result.stdout.contains("warning: folder \(deleting) lies in a room that deletes files after 7 days"))
            #expect(result.stdout.contains("warning: folder \(forms) lies in a form-filling room"))
        }
    }

    @Test func `a portal that denies everything is not read as a closed destination`() async throws {
        try await withFixture { fixture in
            let folder = fixture.portal.addFolder(title: "Drafts", by: fixture.alice)
            let item = fixture.trash("contract.pdf", days: 20, from: folder)
            try fixture.install { $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)] }
            fixture.portal.fail(
                .condition(.restoringBackup), when: RequestMatch(method: "GET", path: "files/folder/\(folder)"))
            let result = try await fixture.sweep()
            #expect(result.status == 69, "\(result)")
            #expect(try fixture.audit.items("restore-failed") == [])
            #expect(try fixture.audit.items("quarantined") == [])

            fixture.portal.perform(.setCondition(.active))
            #expect(try await fixture.sweep().status == 0)
            #expect(fixture.portal.location(of: item) == folder)
        }
    }
}
