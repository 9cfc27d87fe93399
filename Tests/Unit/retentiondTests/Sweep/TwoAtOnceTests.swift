import DocSpaceSimulator
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Two at work on one account", .timeLimit(.minutes(10)))
struct TwoAtOnceTests {
    /// Starts a sweep, and passes it to `body` once the portal works on its request.
    private func whileASweepPurges(_ scene: Scene, _ body: (BackgroundProcess) async throws -> Void) async throws {
        try await withBackgroundProcess(
            scene.program, scene.arguments(["sweep", "--purge-now"]), outputIn: scene.outputs
        ) { sweep in
            try await wait(until: "something is destroyed") { !scene.destroyed.isEmpty }
            try await body(sweep)
        }
    }

    @Test func aSecondSweepSaysSoAndDoesNothing() async throws {
        try await withScene(pace: .perItem(.milliseconds(150))) { scene in
            let due = scene.trashDue(30)
            try await whileASweepPurges(scene) { first in
                let second = try await scene.sweep()
                #expect(second.status == 75, "\(second)")
                #expect(second.stderr.contains("another sweep of account \"alice\" is running"), "\(second)")
                #expect(try await first.ended().status == 0)
            }
            #expect(scene.destroyed == Set(due))
            #expect(scene.writes.count == 1)
            try scene.expectAuditIsTrue()
        }
    }

    /// The lock is the process: a killed one holds nothing, even if its file stays in the directory.
    @Test func theLockDiesWithItsProcess() async throws {
        try await withScene(pace: .perItem(.milliseconds(60))) { scene in
            _ = scene.trashDue(30)
            try await whileASweepPurges(scene) { first in
                first.signal(SIGSTOP)
                #expect(try await scene.sweep().status == 75, "a stopped process still holds its lock")
                first.signal(SIGKILL)
                _ = try await first.ended()
                let next = try await scene.sweep()
                #expect([0, 1].contains(next.status), "\(next)")
                #expect(!next.stderr.contains("another sweep"), "\(next)")
            }
        }
    }

    @Test func aSweepByHandBesideTheServiceSaysSo() async throws {
        try await withScene(pace: .perItem(.milliseconds(250))) { scene in
            let due = scene.trashDue(20)
            try scene.install { $0.purge = #"{ "schedule": "*:*:*" }"# }
            #expect(try await scene.sweep(purgeNow: false).status == 0)
            try await scene.withService { service in
                try await wait(until: "the service purges") { !scene.destroyed.isEmpty }
                let byHand = try await scene.sweep()
                #expect(byHand.status == 75, "\(byHand)")
                try await wait(until: "the service is done") { try scene.audit.items("purged").count == due.count }
                try await service.stop()
            }
            try scene.expectAuditIsTrue()
        }
    }

    /// Two machines, or two state directories: no lock can separate them. No protected item may suffer, and neither may
    /// claim anything wrong.
    @Test func twoThatKnowNothingOfEachOtherDestroyNothingThatMustStay() async throws {
        try await withScene(pace: .perItem(.milliseconds(20))) { scene in
            let due = scene.trashDue(40)
            let wanted = (1...10).map { scene.trash("contract \($0).pdf", days: 20) }
            let young = scene.trash("young.txt", days: 1)
            let held = scene.trash("evidence.txt", days: 25)
            try scene.install {
                $0.rules = [
                    PolicyText.restore("*contract*", fallback: scene.rescue), PolicyText.hold("evidence*"),
                ]
            }
            let others = ["other", "third"].map { name in
                [
                    "sweep", "--purge-now", "--policy", scene.policyPath, "--state-directory",
                    "\(scene.directory.path)/\(name)",
                    "--audit-log", "\(scene.directory.path)/\(name).jsonl",
                ]
            }
            let results = try await withThrowingTaskGroup(of: CommandResult.self) { group in
                for arguments in others + [scene.arguments(["sweep", "--purge-now"])] {
                    group.addTask { try await run(try scene.program, arguments, outputIn: scene.outputs) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(results.allSatisfy { [0, 1, 75].contains($0.status) }, "\(results)")
            try await wait(until: "the portal is done") { scene.trashed.isDisjoint(with: due) }
            #expect(scene.destroyed == Set(due))
            #expect(scene.trashed == [young, held])
            #expect(scene.restored == Set(wanted))

            var told: Set<String> = []
            for name in ["audit", "other", "third"] {
                let lines = try AuditLog.lines(at: "\(scene.directory.path)/\(name).jsonl")
                #expect(Set(lines.items("purged")).isSubset(of: due.map(\.description)))
                #expect(Set(lines.items("restored")).isSubset(of: wanted.map(\.description)))
                // This one announced everything that it requested.
                #expect(Set(lines.items("purged")).isSubset(of: lines.items("purge-requested")))
                told.formUnion(lines.items("purge-requested"))
            }
            #expect(told == Set(due.map(\.description)), "something was destroyed that nobody announced")
        }
    }
}
