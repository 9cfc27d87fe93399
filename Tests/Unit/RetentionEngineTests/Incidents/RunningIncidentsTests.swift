import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

/// Incident classes I26 to I30 (`docs/concepts/incidents.md`): failures of a tool that runs for months.
@Suite struct RunningIncidentsTests {
    /// A portal that refuses all writes, for a day on the service's own schedule: most of the 10,000 writes a day
    /// (docspace-api.md §8) remain for the user who shares them.
    @Test(arguments: [PortalError.throttled, .timedOut, .denied])
    func `incident 26: retry storm`(failure: PortalError) async throws {
        let policy = ActivePolicy.of(#""retention":"1d","check":{"every":"15min","jitter":"0s"}"#)
        let harness = SweepHarness(files(1...250))
        harness.trash.follow { _, call throws(PortalError) in
            if call.isChange { throw failure }
            return nil
        }
        var schedule = AccountSchedule(monotonic: .zero, nextPurge: nil)
        var passed = Duration.zero
        var failures = 0
        var sweeps = 0
        while passed < .seconds(86_400), sweeps < 200 {
            sweeps += 1
            let wait = schedule.wait(monotonic: passed, wall: harness.clock.now)
            passed += wait
            harness.clock.advance(wait / .seconds(1))
            let began = harness.clock.now
            failures = await harness.sweep(policy).problem == nil ? 0 : failures + 1
            schedule.swept(startedAt: began, monotonic: passed, failures: failures, policy: policy.policy, random: 0)
        }
        #expect(sweeps < 200, "one each quarter of an hour, and a few at first")
        #expect(harness.changes.count < 5_000)
        #expect(harness.trash.now.calls.count < 20_000)
        #expect(harness.audit.of(.purged).isEmpty)
        harness.trash.follow { _, _ throws(PortalError) in nil }
        harness.clock.advance(86_400)
        await harness.sweep(policy)
        #expect(harness.keysLeft.isEmpty, "and then it works again")
    }

    /// A state that lost any one of its members, or all of them: a blocked account doesn't purge because of that.
    @Test func `incident 27: state file damage`() async throws {
        let policy = ActivePolicy.of(#""retention":"1d","policyChangeGrace":"1h","limits":{"maxPurgeItems":2}"#)
        let harness = SweepHarness(files(1...3))
        await harness.sweep(policy, purgeNow: false)
        harness.clock.advance(7_200)
        await harness.sweep(policy)
        let whole = try Data(contentsOf: URL(filePath: harness.statePath))
        let members = try #require(JSONSerialization.jsonObject(with: whole) as? [String: Any])
        #expect(members["blocked"] != nil && members.count > 8)
        for lost in members.keys {
            let rest = members.filter { $0.key != lost }
            try JSONSerialization.data(withJSONObject: rest).write(to: URL(filePath: harness.statePath))
            await harness.sweep(policy)
            #expect(harness.changes.isEmpty, "without \(lost)")
        }
        try FileManager.default.removeItem(atPath: harness.directory)
        harness.trash.change { $0.items.removeLast() }
        await harness.sweep(policy)
        #expect(harness.changes.isEmpty, "without a state everything is in grace, also what no limit forbids")
    }

    /// The portal is down at noon, the service is stopped, and an edited policy with the same schedule comes into force: the
    /// purge of noon still happens, once.
    @Test func `incident 28: schedule lost on upgrade`() async throws {
        let noon = #""purge":{"schedule":"*-*-* 12:00:00 UTC"}"#
        let harness = SweepHarness(files(1...3))
        await harness.sweep(.of(#""retention":"2d",\#(noon)"#), purgeNow: false)
        harness.clock.advance(3 * 3_600)
        harness.trash.follow { _, call throws(PortalError) in
            if call == .list { throw .unreachable }
            return nil
        }
        await harness.sweep(.of(#""retention":"2d",\#(noon)"#), purgeNow: false)
        harness.trash.follow { _, _ throws(PortalError) in nil }
        harness.clock.advance(5 * 3_600)
        let edited = ActivePolicy.of(#""retention":"1d",\#(noon)"#)
        #expect(await harness.sweep(edited, purgeNow: false).counts.purged == 3)
        harness.trash.change { $0.items = files(4...5) }
        harness.clock.advance(3_600)
        #expect(await harness.sweep(edited, purgeNow: false).counts.purged == 0)
        harness.clock.advance(18 * 3_600)
        #expect(await harness.sweep(edited, purgeNow: false).counts.purged == 2, "and the next noon comes as well")
    }

    /// A hold, a wrong clock and a policy, checked each hour for two days: each is reported once. One that ended and
    /// came back is reported again.
    @Test func `incident 29: alarm on each run`() async throws {
        let holding = ActivePolicy.of(
            #""retention":"1d","purge":{"schedule":"daily"},"#
                + #""rules":[{"name":"h","action":"hold","match":{"title":["*"]}}]"#)
        let harness = SweepHarness(files(1...3))
        harness.trash.change { $0.skew = 3_600 }
        await harness.sweep(holding, purgeNow: false)
        for _ in 0..<48 {
            harness.clock.advance(3_600)
            await harness.sweep(holding, purgeNow: false)
        }
        #expect(harness.audit.keys(.held) == [key(1), key(2), key(3)])
        #expect(harness.audit.of(.limitRefused).count == 1)
        harness.trash.change {
            $0.items.removeFirst()
            $0.skew = 0
        }
        await harness.sweep(holding, purgeNow: false)
        harness.trash.change { $0.items.append(.file(1)) }
        for _ in 0..<2 { await harness.sweep(holding, purgeNow: false) }
        #expect(harness.audit.keys(.held) == [key(1), key(2), key(3), key(1)])
        #expect(harness.audit.of(.policyLoaded).count == 1, "in force since the clock is right, and recorded then")
    }

    /// Ransomware that trashes a thousand documents in portions, each too small to raise an alarm: the day's total
    /// counts.
    @Test func `incident 30: mass deletion in portions`() async throws {
        let harness = SweepHarness([])
        for day in 0..<14 {
            harness.trash.change { $0.items = (0..<10).map { .file(day * 100 + $0 + 1, daysAgo: -Double(day)) } }
            harness.clock.advance(86_400)
            #expect(await harness.sweep(.day, purgeNow: false).problem == nil)
        }
        for portion in 0..<24 {
            let first = 10_000 + portion * 42
            harness.trash.change { $0.items += (first..<first + 42).map { .file($0, daysAgo: -14) } }
            harness.clock.advance(3_600)
            await harness.sweep(.day, purgeNow: false)
        }
        #expect(42 < Inflow.calm)
        #expect(harness.audit.of(.limitRefused).count == 1)
        harness.clock.advance(3 * 86_400)
        await harness.sweep(.day)
        #expect(harness.changes.isEmpty, "also after that day: a person must review it")
    }
}
