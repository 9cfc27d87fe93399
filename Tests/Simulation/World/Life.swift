import Foundation
import Retention
import RetentionEngine
import Synchronization

@testable import DocSpaceSimulator

/// A whole life: daemons in sequence, first troubled days, then quiet ones.
enum Life {
    /// Enough to catch up with a clock that was days ahead, and for a day of quarantine, a grace and a purge.
    private static let quietDays = 8

    /// The result.
    struct Report: Sendable {
        let violations: [String]
        /// Of all requests and answers.
        let digest: UInt64
        let transcript: [String]
        let tally: [String: Int]
        let requests: Int
        let mostPerHour: Int
        let days: Int
    }

    static func live(_ scenario: Scenario) async -> Report {
        let directory = "\(scratch)/retentiond-life-\(UUID().uuidString)"
        try! FileManager.default.createDirectory(
            atPath: "\(directory)/state-1", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let world = World(scenario, directory: directory)
        let troubled = Duration.seconds(scenario.days * 86_400)
        var number = 1
        while world.elapsed < troubled, world.isUnbroken {
            let daemon = Daemon(world, number: number, directory: "\(directory)/state-\(number)")
            await daemon.live(until: troubled)
            if daemon.isDead { number += 1 }
            if world.elapsed < troubled { world.advance(by: world.downtime()) }
        }
        world.calm()
        if world.isUnbroken {
            await quietDays(world, Daemon(world, number: number, directory: "\(directory)/state-\(number)"))
        }
        return world.report(scenario.days + quietDays)
    }

    /// In memory if possible: these lives sync many files.
    private static var scratch: String {
        FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
    }

    private static func quietDays(_ world: World, _ daemon: Daemon) async {
        let end = world.elapsed + .seconds(quietDays * 86_400)
        world.story.withLock { story in
            story.variant.schedule = PurgeTime.all[0]
            story.variant.skipsMissed = false
            if story.variant.retentionDays == nil, story.variant.scratchDays == nil { story.variant.retentionDays = 7 }
        }
        await daemon.live(until: end)
        let store = StateStore(directory: daemon.directory)
        world.judgeEnd(
            state: try! store.load(account: "alice"),
            requests: try! RequestFile(store: store, account: "alice").ledger)
    }
}

extension World {
    var isUnbroken: Bool { story.withLock { $0.violations.isEmpty } }

    /// How long until somebody, or systemd, starts the daemon again.
    func downtime() -> Duration {
        story.withLock { story in
            let longest = [5, 60, 600, 40_000, 400_000].randomElement(using: &story.dice.crashes)!
            return .seconds(Int.random(in: 1...longest, using: &story.dice.crashes))
        }
    }

    /// After the quiet days all due items are gone, all wanted ones are back, and no request is open.
    func judgeEnd(state: AccountState, requests: RequestLedger) {
        let truths = portal.update { portal in
            story.withLock { portal.truths(of: alice.id, finance: $0.finance, author: zoe.id) }
        }
        let wrong = story.withLock { story -> [String] in
            var wrong = story.oracle.judgeEnd()
            let variant = story.oracle.inForce
            let settled = self.now(story).addingTimeInterval(-2 * 86_400)
            let held = story.oracle.trail.items.filter(\.value.isHeldForAPerson)
            for (item, truth) in truths.sorted(by: { $0.key.description < $1.key.description }) {
                if held[item] == nil, variant.mustDestroy(truth, at: settled) {
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

    func report(_ days: Int) -> Life.Report {
        story.withLock { story in
            Life.Report(
                violations: story.violations, digest: story.digest, transcript: story.transcript, tally: story.tally,
                requests: story.pace.total, mostPerHour: story.pace.most, days: days)
        }
    }
}
