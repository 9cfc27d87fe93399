import DocSpaceSimulator
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("A sweep that is interrupted", .timeLimit(.minutes(10)))
struct InterruptionTests {
    /// Runs a sweep and interrupts it once the portal works on it.
    private func interrupt(_ fixture: CLIFixture, with signal: Int32) async throws -> CommandResult {
        try await withBackgroundProcess(
            fixture.program, fixture.arguments(["sweep", "--purge-now"]), outputIn: fixture.outputs
        ) { sweep in
            try await wait(until: "something is destroyed") { !fixture.destroyed.isEmpty }
            sweep.signal(signal)
            return try await sweep.ended()
        }
    }

    @Test func `killed in the middle its outcome is recorded once by another`() async throws {
        try await withFixture(pace: .perItem(.milliseconds(60))) { fixture in
            let due = fixture.trashDue(30)
            let killed = try await interrupt(fixture, with: SIGKILL)
            #expect(killed.status == 128 + SIGKILL)
            let atDeath = try fixture.audit
            #expect(Set(atDeath.items("purge-requested")) == Set(due.map(\.description)))
            #expect(atDeath.items("purged").isEmpty, "recorded before the outcome was known")

            // The portal finishes the request.
            try await wait(until: "the portal is done") { fixture.destroyed == Set(due) }
            try fixture.ageRequests()
            let next = try await fixture.sweep()
            #expect(next.status == 0, "\(next)")
            try fixture.expectAuditIsTrue()
            #expect(fixture.writes.count == 1)

            let last = try await fixture.sweep()
            #expect(last.status == 0, "\(last)")
            #expect(try fixture.audit.items("purged").count == due.count)
        }
    }

    @Test func `unfinished requests are done and recorded once by the next sweep`() async throws {
        try await withFixture(pace: .perItem(.milliseconds(60))) { fixture in
            let due = fixture.trashDue(30)
            _ = try await interrupt(fixture, with: SIGKILL)
            fixture.portal.perform(.restartWorker)
            let done = fixture.destroyed
            #expect(!done.isEmpty && done.count < due.count)
            fixture.portal.settings.pace = .instant
            try fixture.ageRequests()
            // Its list still shows the operation that no longer runs: that is left for later.
            #expect(try await fixture.sweep().status == 1)
            #expect(fixture.destroyed == done)
            fixture.portal.perform(.advanceClock(.seconds(130)))
            let next = try await fixture.sweep()
            #expect(next.status == 0, "\(next)")
            #expect(fixture.destroyed == Set(due))
            let audit = try fixture.audit
            #expect(audit.items("purged").sorted() == due.map(\.description).sorted())
            for item in done { #expect(audit.events(about: "\(item)") == ["purge-requested", "purged"]) }
        }
    }

    @Test func `the next sweep right away leaves nothing unaccounted for`() async throws {
        try await withFixture(pace: .perItem(.milliseconds(60))) { fixture in
            let due = fixture.trashDue(30)
            let young = fixture.trash("young.txt", days: 1)
            _ = try await interrupt(fixture, with: SIGKILL)
            // While the portal still works on the first request, until the second comes.
            fixture.portal.on(
                .before, RequestMatch(method: "PUT", path: "fileops/delete"), do: .advanceClock(.milliseconds(600)))
            _ = try await fixture.sweep()
            try await wait(until: "the portal is done") { fixture.destroyed == Set(due) }
            #expect(fixture.trashed == [young])
            try fixture.ageRequestsIfAny()
            #expect(try await fixture.sweep().status == 0)
            let audit = try fixture.audit
            #expect(audit.items("purged").sorted() == due.map(\.description).sorted())
        }
    }

    @Test func `a restore that was under way is recorded once too`() async throws {
        try await withFixture(pace: .perItem(.milliseconds(60))) { fixture in
            let wanted = (1...30).map { fixture.trash("contract \($0).pdf", days: 20) }
            try fixture.install { $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)] }
            try await withBackgroundProcess(
                fixture.program, fixture.arguments(["sweep"]), outputIn: fixture.outputs
            ) { sweep in
                try await wait(until: "something is restored") { !fixture.restored.isEmpty }
                sweep.signal(SIGKILL)
                _ = try await sweep.ended()
            }
            try await wait(until: "the portal is done") { fixture.restored == Set(wanted) }
            try fixture.ageRequests()
            #expect(try await fixture.sweep().status == 0)
            #expect(try fixture.audit.items("restored").sorted() == wanted.map(\.description).sorted())
            #expect(fixture.destroyed.isEmpty)
        }
    }

    @Test(arguments: [SIGTERM, SIGINT]) func `politely stopped it claims nothing`(_ signal: Int32) async throws {
        try await withFixture(pace: .perItem(.milliseconds(60))) { fixture in
            let due = fixture.trashDue(30)
            let stopped = try await interrupt(fixture, with: signal)
            #expect(stopped.status != 0)
            #expect(Set(try fixture.audit.items("purged")).isSubset(of: fixture.destroyed.map(\.description)))
            try await wait(until: "the portal is done") { fixture.destroyed == Set(due) }
            try fixture.ageRequestsIfAny()
            #expect(try await fixture.sweep().status == 0)
            #expect(try fixture.audit.items("purged").sorted() == due.map(\.description).sorted())
        }
    }
}

extension CLIFixture {
    func ageRequestsIfAny() throws {
        guard text(requestsPath)?.contains(#""action":"#) == true else { return }
        try ageRequests()
    }
}
