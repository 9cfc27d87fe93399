import DocSpaceSimulator
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("A sweep that is interrupted", .timeLimit(.minutes(10)))
struct InterruptionTests {
    /// Runs a sweep and interrupts it once the portal works on it.
    private func interrupt(_ scene: Scene, with signal: Int32) async throws -> CommandResult {
        try await withBackgroundProcess(
            scene.program, scene.arguments(["sweep", "--purge-now"]), outputIn: scene.outputs
        ) { sweep in
            try await wait(until: "something is destroyed") { !scene.destroyed.isEmpty }
            sweep.signal(signal)
            return try await sweep.ended()
        }
    }

    @Test func killedInTheMiddleItsOutcomeIsRecordedOnceByAnother() async throws {
        try await withScene(pace: .perItem(.milliseconds(60))) { scene in
            let due = scene.trashDue(30)
            let killed = try await interrupt(scene, with: SIGKILL)
            #expect(killed.status == 128 + SIGKILL)
            let atDeath = try scene.audit
            #expect(Set(atDeath.items("purge-requested")) == Set(due.map(\.description)))
            #expect(atDeath.items("purged").isEmpty, "told before it was known")

            // The portal finishes the request.
            try await wait(until: "the portal is done") { scene.destroyed == Set(due) }
            try scene.ageRequests()
            let next = try await scene.sweep()
            #expect(next.status == 0, "\(next)")
            try scene.expectAuditIsTrue()
            #expect(scene.writes.count == 1)

            let last = try await scene.sweep()
            #expect(last.status == 0, "\(last)")
            #expect(try scene.audit.items("purged").count == due.count)
        }
    }

    @Test func whatThePortalDidNotDoIsDoneAndToldOnceByTheNextSweep() async throws {
        try await withScene(pace: .perItem(.milliseconds(60))) { scene in
            let due = scene.trashDue(30)
            _ = try await interrupt(scene, with: SIGKILL)
            scene.portal.perform(.restartWorker)
            let done = scene.destroyed
            #expect(!done.isEmpty && done.count < due.count)
            scene.portal.settings.pace = .instant
            try scene.ageRequests()
            // Its list still shows the operation that no longer runs: that is left for later.
            #expect(try await scene.sweep().status == 1)
            #expect(scene.destroyed == done)
            scene.portal.perform(.advanceClock(.seconds(130)))
            let next = try await scene.sweep()
            #expect(next.status == 0, "\(next)")
            #expect(scene.destroyed == Set(due))
            let audit = try scene.audit
            #expect(audit.items("purged").sorted() == due.map(\.description).sorted())
            for item in done { #expect(audit.events(about: "\(item)") == ["purge-requested", "purged"]) }
        }
    }

    @Test func theNextSweepRightAwayLeavesNothingUnaccountedFor() async throws {
        try await withScene(pace: .perItem(.milliseconds(60))) { scene in
            let due = scene.trashDue(30)
            let young = scene.trash("young.txt", days: 1)
            _ = try await interrupt(scene, with: SIGKILL)
            // While the portal still works on the first request, until the second comes.
            scene.portal.on(
                .before, RequestMatch(method: "PUT", path: "fileops/delete"), do: .advanceClock(.milliseconds(600)))
            _ = try await scene.sweep()
            try await wait(until: "the portal is done") { scene.destroyed == Set(due) }
            #expect(scene.trashed == [young])
            try scene.ageRequestsIfAny()
            #expect(try await scene.sweep().status == 0)
            let audit = try scene.audit
            #expect(audit.items("purged").sorted() == due.map(\.description).sorted())
        }
    }

    @Test func aRestoreThatWasUnderWayIsRecordedOnceToo() async throws {
        try await withScene(pace: .perItem(.milliseconds(60))) { scene in
            let wanted = (1...30).map { scene.trash("contract \($0).pdf", days: 20) }
            try scene.install { $0.rules = [PolicyText.restore("*contract*", fallback: scene.rescue)] }
            try await withBackgroundProcess(
                scene.program, scene.arguments(["sweep"]), outputIn: scene.outputs
            ) { sweep in
                try await wait(until: "something is restored") { !scene.restored.isEmpty }
                sweep.signal(SIGKILL)
                _ = try await sweep.ended()
            }
            try await wait(until: "the portal is done") { scene.restored == Set(wanted) }
            try scene.ageRequests()
            #expect(try await scene.sweep().status == 0)
            #expect(try scene.audit.items("restored").sorted() == wanted.map(\.description).sorted())
            #expect(scene.destroyed.isEmpty)
        }
    }

    @Test(arguments: [SIGTERM, SIGINT]) func politelyStoppedItClaimsNothing(_ signal: Int32) async throws {
        try await withScene(pace: .perItem(.milliseconds(60))) { scene in
            let due = scene.trashDue(30)
            let stopped = try await interrupt(scene, with: signal)
            #expect(stopped.status != 0)
            #expect(Set(try scene.audit.items("purged")).isSubset(of: scene.destroyed.map(\.description)))
            try await wait(until: "the portal is done") { scene.destroyed == Set(due) }
            try scene.ageRequestsIfAny()
            #expect(try await scene.sweep().status == 0)
            #expect(try scene.audit.items("purged").sorted() == due.map(\.description).sorted())
        }
    }
}

extension Scene {
    func ageRequestsIfAny() throws {
        guard text(requestsPath)?.contains(#""action":"#) == true else { return }
        try ageRequests()
    }
}
