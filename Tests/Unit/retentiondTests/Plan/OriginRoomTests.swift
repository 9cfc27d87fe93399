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
    private func items(_ scene: Scene) -> (folder: Int, inRoom: ItemKey, own: ItemKey) {
        let room = scene.portal.addRoom(
            title: "Finance 2026", owner: scene.bob, members: [scene.alice.id: .manager])
        let folder = scene.portal.addFolder(title: "Q3", in: room, by: scene.alice)
        return (
            folder, scene.trash("plan.xlsx", days: 20, from: folder),
            scene.trash("own.txt", days: 20, from: scene.alice.myDocumentsID)
        )
    }

    private func inspections(_ scene: Scene) -> [String] {
        scene.portal.ledger.requests.map(\.path).filter { $0.contains("files/folder/") }
    }

    @Test(arguments: [hold, purge], [true, false])
    func areNotPurgedAsIfTheyHadComeFromNoRoom(_ rule: String, _ isOwnTrash: Bool) async throws {
        try await withScene { scene in
            let (folder, inRoom, own) = items(scene)
            scene.portal.perform(.trash(.folder(folder), by: isOwnTrash ? scene.alice.id : scene.bob.id))
            try scene.install {
                $0.rules = [rule]
                $0.retention = rule == Self.hold ? "14d" : nil
            }
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.destroyed == [own])
            #expect(scene.trashed.contains(inRoom))
            try scene.expectAuditIsTrue()
        }
    }

    @Test func planAndExplainSayThatTheRoomIsUnknown() async throws {
        try await withScene { scene in
            let (folder, inRoom, own) = items(scene)
            scene.portal.perform(.trash(.folder(folder), by: scene.alice.id))
            try scene.install { $0.rules = [Self.hold] }
            let plan = try await scene.retentiond("plan", "--format", "csv")
            let lines = plan.stdout.split(separator: "\n")
            #expect(lines.contains { $0.contains("plan.xlsx") && $0.contains("hold") }, "\(plan)")
            #expect(lines.contains { $0.contains("own.txt") && $0.contains("purge") }, "\(plan)")
            let explained = try await scene.retentiond("explain", "\(inRoom)")
            #expect(explained.stdout.contains("its originRoom is unknown"), "\(explained)")
            #expect(try await scene.retentiond("explain", "\(own)").status == 0)
        }
    }

    @Test func eachFolderIsInspectedOnceASweepAndOnlyIfARuleAsks() async throws {
        try await withScene { scene in
            let folders = (1...3).map { scene.portal.addFolder(title: "\($0)", by: scene.alice) }
            for folder in folders + folders { _ = scene.trash("old.txt", days: 20, from: folder) }
            try scene.install { $0.rules = [Self.hold] }
            #expect(try await scene.sweep().status == 0)
            #expect(inspections(scene).count == 3)
            #expect(scene.destroyed.count == 6)
        }
        try await withScene { scene in
            _ = items(scene)
            try scene.install { $0.rules = [PolicyText.hold("plan*")] }
            #expect(try await scene.sweep().status == 0)
            #expect(inspections(scene).isEmpty)
        }
    }
}
