import DocSpaceSimulator
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Two at work on one account", .timeLimit(.minutes(10)))
struct TwoAtOnceTests {
    /// Starts a sweep, and passes it to `body` once the portal works on its request.
    private func whileASweepPurges(_ fixture: CLIFixture, _ body: (BackgroundProcess) async throws -> Void) async throws
    {
        try await withBackgroundProcess(
            fixture.program, fixture.arguments(["sweep", "--purge-now"]), outputIn: fixture.outputs
        ) { sweep in
            try await wait(until: "something is destroyed") { !fixture.destroyed.isEmpty }
            try await body(sweep)
        }
    }

    @Test func `a second sweep says so and does nothing`() async throws {
        try await withFixture(pace: .perItem(.milliseconds(150))) { fixture in
            let due = fixture.trashDue(30)
            try await whileASweepPurges(fixture) { first in
                let second = try await fixture.sweep()
                #expect(second.status == 75, "\(second)")
                #expect(second.stderr.contains("another sweep of account \"alice\" is running"), "\(second)")
                #expect(try await first.ended().status == 0)
            }
            #expect(fixture.destroyed == Set(due))
            #expect(fixture.writes.count == 1)
            try fixture.expectAuditIsTrue()
        }
    }

    /// The lock is the process: a killed one holds nothing, even if its file stays in the directory.
    @Test func `the lock dies with its process`() async throws {
        try await withFixture(pace: .perItem(.milliseconds(60))) { fixture in
            _ = fixture.trashDue(30)
            try await whileASweepPurges(fixture) { first in
                first.signal(SIGSTOP)
                #expect(try await fixture.sweep().status == 75, "a stopped process still holds its lock")
                first.signal(SIGKILL)
                _ = try await first.ended()
                let next = try await fixture.sweep()
                #expect([0, 1].contains(next.status), "\(next)")
                #expect(!next.stderr.contains("another sweep"), "\(next)")
            }
        }
    }

    @Test func `a sweep by hand beside the service says so`() async throws {
        try await withFixture(pace: .perItem(.milliseconds(250))) { fixture in
            let due = fixture.trashDue(20)
            try fixture.install { $0.purge = #"{ "schedule": "*:*:*" }"# }
            #expect(try await fixture.sweep(purgeNow: false).status == 0)
            try await fixture.withService { service in
                try await wait(until: "the service purges") { !fixture.destroyed.isEmpty }
                let byHand = try await fixture.sweep()
                #expect(byHand.status == 75, "\(byHand)")
                try await wait(until: "the service is done") { try fixture.audit.items("purged").count == due.count }
                try await service.stop()
            }
            try fixture.expectAuditIsTrue()
        }
    }

    /// Two machines, or two state directories: no lock can separate them. No protected item may suffer, and neither may
    /// claim anything wrong.
    @Test func `two that know nothing of each other destroy nothing that must stay`() async throws {
        try await withFixture(pace: .perItem(.milliseconds(20))) { fixture in
            let due = fixture.trashDue(40)
            let wanted = (1...10).map { fixture.trash("contract \($0).pdf", days: 20) }
            let young = fixture.trash("young.txt", days: 1)
            let held = fixture.trash("evidence.txt", days: 25)
            try fixture.install {
                $0.rules = [
                    PolicyText.restore("*contract*", fallback: fixture.rescue), PolicyText.hold("evidence*"),
                ]
            }
            let others = ["other", "third"].map { name in
                [
                    "sweep", "--purge-now", "--policy", fixture.policyPath, "--state-directory",
                    "\(fixture.directory.path)/\(name)",
                    "--audit-log", "\(fixture.directory.path)/\(name).jsonl",
                ]
            }
            let results = try await withThrowingTaskGroup(of: CommandResult.self) { group in
                for arguments in others + [fixture.arguments(["sweep", "--purge-now"])] {
                    group.addTask { try await run(try fixture.program, arguments, outputIn: fixture.outputs) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(results.allSatisfy { [0, 1, 75].contains($0.status) }, "\(results)")
            try await wait(until: "the portal is done") { fixture.trashed.isDisjoint(with: due) }
            #expect(fixture.destroyed == Set(due))
            #expect(fixture.trashed == [young, held])
            #expect(fixture.restored == Set(wanted))

            var announced: Set<String> = []
            for name in ["audit", "other", "third"] {
                let lines = try AuditLog.lines(at: "\(fixture.directory.path)/\(name).jsonl")
                #expect(Set(lines.items("purged")).isSubset(of: due.map(\.description)))
                #expect(Set(lines.items("restored")).isSubset(of: wanted.map(\.description)))
                // This one announced everything that it requested.
                #expect(Set(lines.items("purged")).isSubset(of: lines.items("purge-requested")))
                announced.formUnion(lines.items("purge-requested"))
            }
            #expect(announced == Set(due.map(\.description)), "something was destroyed without an announcement")
        }
    }
}
