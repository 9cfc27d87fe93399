import Foundation
import Retention
import RetentionEngine
import Synchronization

@testable import DocSpaceSimulator

/// A whole run: daemons in sequence, first troubled days, then quiet ones.
enum Run {
    /// Enough for a clock that was days ahead, and for a day of quarantine, a grace and a purge.
    private static let quietDays = 8

    /// The result.
    struct Report: Sendable {
        let violations: [String]
        /// Of all requests and answers.
        let digest: UInt64
        let transcript: [String]
        let tally: [String: Int]
        let requests: Int
        let maxPerHour: Int
        let days: Int
    }

    static func execute(_ scenario: Scenario) async -> Report {
        let directory = "\(scratch)/retentiond-run-\(UUID().uuidString)"
        try! FileManager.default.createDirectory(
            atPath: "\(directory)/state-1", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let simulation = Simulation(scenario, directory: directory)
        let troubled = Duration.seconds(scenario.days * 86_400)
        var number = 1
        while simulation.elapsed < troubled, simulation.isUnbroken {
            let daemon = Daemon(simulation, number: number, directory: "\(directory)/state-\(number)")
            await daemon.run(until: troubled)
            if daemon.isDead { number += 1 }
            if simulation.elapsed < troubled { simulation.advance(by: simulation.downtime()) }
        }
        simulation.calm()
        if simulation.isUnbroken {
            await quietDays(simulation, Daemon(simulation, number: number, directory: "\(directory)/state-\(number)"))
        }
        return simulation.report(scenario.days + quietDays)
    }

    /// In memory if possible: these runs sync many files.
    private static var scratch: String {
        FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
    }

    private static func quietDays(_ simulation: Simulation, _ daemon: Daemon) async {
        let end = simulation.elapsed + .seconds(quietDays * 86_400)
        simulation.story.withLock { story in
            story.variant.schedule = PurgeTime.all[0]
            story.variant.skipsMissed = false
            if story.variant.retentionDays == nil, story.variant.scratchDays == nil { story.variant.retentionDays = 7 }
        }
        await daemon.run(until: end)
        let store = StateStore(directory: daemon.directory)
        simulation.judgeEnd(
            state: try! store.load(account: "alice"),
            requests: try! RequestFile(store: store, account: "alice").ledger)
    }
}

extension Simulation {
    var isUnbroken: Bool { story.withLock { $0.violations.isEmpty } }

    /// The time until a person or systemd starts the daemon again.
    func downtime() -> Duration {
        story.withLock { story in
            let longest = [5, 60, 600, 40_000, 400_000].randomElement(using: &story.streams.crashes)!
            return .seconds(Int.random(in: 1...longest, using: &story.streams.crashes))
        }
    }

    /// After the quiet days all due items are gone, all wanted ones are back, and no request is open.
    func judgeEnd(state: AccountState, requests: RequestLedger) {
        let truths = portal.update { portal in
            story.withLock { portal.database.truths(of: alice.id, finance: $0.finance, author: zoe.id) }
        }
        let wrong = story.withLock { story -> [String] in
            var wrong = story.oracle.judgeEnd()
            let variant = story.oracle.inForce
            let settled = self.now(story).addingTimeInterval(-2 * 86_400)
            let held = story.oracle.trail.items.filter(\.value.isHeldForAPerson)
            for (item, truth) in truths.sorted(by: { $0.key.description < $1.key.description }) {
                var counted = truth
                counted.trashedAt = max(truth.trashedAt, story.oracle.leftOut[item] ?? truth.trashedAt)
                if held[item] == nil, variant.mustDestroy(counted, at: settled) {
                    wrong.append("\(item) is due and still there: \(truth)")
                }
                let restores = state.restores.first { $0.key.description == item.description }?.value.count ?? 0
                if held[item] == nil, variant.mustRestore(truth), restores < Variant.maxRestores,
                    truth.trashedAt < settled
                {
                    wrong.append("\(item) is wanted and still in the trash: \(truth)")
                }
            }
            if !requests.isEmpty { wrong.append("requests are still open: \(requests.open)") }
            if let blocked = state.blocked { wrong.append("still blocked: \(blocked.reason)") }
            return wrong
        }
        for message in wrong + chainProblems(state) { fail("at the end: \(message)") }
    }

    private func chainProblems(_ state: AccountState) -> [String] {
        var verifier = AuditVerifier()
        for record in journal.records {
            verifier.add(StoredRecord(fields: record.fields.map { ($0.key, Array($0.value.utf8)) }))
        }
        let reports = verifier.reports(end: nil) { _ throws(Never) in .file }
        var problems = reports.flatMap(\.damages).map { "the chain is damaged: \($0)" }
        if reports.count > 1 { problems.append("there are \(reports.count) chains") }
        let last = story.withLock { $0.oracle.trail.lastSequence }
        if let end = reports.first?.numbers?.upperBound, Int(end) != last {
            problems.append("the journal ends with \(end), not with \(last)")
        }
        return problems
    }

    func report(_ days: Int) -> Run.Report {
        story.withLock { story in
            Run.Report(
                violations: story.violations, digest: story.digest, transcript: story.transcript, tally: story.tally,
                requests: story.pace.total, maxPerHour: story.pace.maximum, days: days)
        }
    }
}
