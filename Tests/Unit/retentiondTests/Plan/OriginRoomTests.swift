import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

@Suite("Items whose folder was trashed after them", .timeLimit(.minutes(10)))
struct OriginRoomTests {
    private static let hold =
        #"{ "name": "finance", "action": "hold", "match": { "originRoom": ["Finance *"] } }"#
    private static let purge =
        #"{ "name": "rest", "action": "purge", "retention": "1d", "match": { "not": { "originRoom": ["Finance *"] } } }"#

    /// A file from `Finance 2026 / Q3`, and one from My documents.
    private func items(_ fixture: CLIFixture) -> (folder: Int, inRoom: ItemKey, own: ItemKey) {
        let room = fixture.portal.addRoom(
            title: "Finance 2026", owner: fixture.bob, members: [fixture.alice.id: .manager])
        let folder = fixture.portal.addFolder(title: "Q3", in: room, by: fixture.alice)
        return (
            folder, fixture.trash("plan.xlsx", days: 20, from: folder),
            fixture.trash("own.txt", days: 20, from: fixture.alice.myDocumentsID)
        )
    }

    private func inspections(_ fixture: CLIFixture) -> [String] {
        fixture.portal.ledger.requests.map(\.path).filter { $0.contains("files/folder/") }
    }

    @Test(arguments: [hold, purge], [true, false])
    func `are not purged as if they had come from no room`(_ rule: String, _ isOwnTrash: Bool) async throws {
        try await withFixture { fixture in
            let (folder, inRoom, own) = items(fixture)
            fixture.portal.perform(.trash(.folder(folder), by: isOwnTrash ? fixture.alice.id : fixture.bob.id))
            try fixture.install {
                $0.rules = [rule]
                $0.retention = rule == Self.hold ? "14d" : nil
            }
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == [own])
            #expect(fixture.trashed.contains(inRoom))
            try fixture.expectAuditIsTrue()
        }
    }

    @Test func `plan and explain say that the room is unknown`() async throws {
        try await withFixture { fixture in
            let (folder, inRoom, own) = items(fixture)
            fixture.portal.perform(.trash(.folder(folder), by: fixture.alice.id))
            try fixture.install { $0.rules = [Self.hold] }
            let plan = try await fixture.retentiond("plan", "--format", "csv")
            let lines = plan.stdout.split(separator: "\n")
            #expect(lines.contains { $0.contains("plan.xlsx") && $0.contains("hold") }, "\(plan)")
            #expect(lines.contains { $0.contains("own.txt") && $0.contains("purge") }, "\(plan)")
            let explained = try await fixture.retentiond("explain", "\(inRoom)")
            #expect(explained.stdout.contains("its originRoom is unknown"), "\(explained)")
            #expect(try await fixture.retentiond("explain", "\(own)").status == 0)
        }
    }

    @Test func `each folder is inspected once a sweep and only if a rule needs it`() async throws {
        try await withFixture { fixture in
            let folders = (1...3).map { fixture.portal.addFolder(title: "\($0)", by: fixture.alice) }
            for folder in folders + folders { _ = fixture.trash("old.txt", days: 20, from: folder) }
            try fixture.install { $0.rules = [Self.hold] }
            #expect(try await fixture.sweep().status == 0)
            #expect(inspections(fixture).count == 3)
            #expect(fixture.destroyed.count == 6)
        }
        try await withFixture { fixture in
            _ = items(fixture)
            try fixture.install { $0.rules = [PolicyText.hold("plan*")] }
            #expect(try await fixture.sweep().status == 0)
            #expect(inspections(fixture).isEmpty)
        }
    }
}
