import Systemd
import TestSupport
import Testing

@Suite struct WatchdogGateTests {
    private let start = SuspendingClock.now

    @Test(arguments: [
        ("at the start", Duration.zero, true),
        ("within the budget", .seconds(29), true),
        ("at its very end", .seconds(30), true),
        ("just behind it", .seconds(30) + .nanoseconds(1), false),
        ("long after", .seconds(86_400), false),
        ("before the start", .seconds(-1), true),
    ])
    func `pings within the budget only`(name: String, age: Duration, pings: Bool) {
        let gate = WatchdogGate(budget: .seconds(30), startedAt: start)
        #expect(gate.shouldPing(now: start + age) == pings)
    }

    @Test func `opens again with progress`() {
        var gate = WatchdogGate(budget: .seconds(30), startedAt: start)
        #expect(!gate.shouldPing(now: start + .seconds(60)))
        gate.progressed(at: start + .seconds(60))
        #expect(gate.shouldPing(now: start + .seconds(60)))
    }

    @Test func `takes the budget of the phase`() {
        var gate = WatchdogGate(budget: .seconds(30), startedAt: start)
        gate.progressed(at: start, nextWithin: .seconds(300))
        #expect(gate.shouldPing(now: start + .seconds(299)))
        gate.progressed(at: start + .seconds(10), nextWithin: .seconds(5))
        #expect(!gate.shouldPing(now: start + .seconds(16)))
    }

    @Test func `ignores progress reported late`() {
        var gate = WatchdogGate(budget: .seconds(30), startedAt: start)
        gate.progressed(at: start - .seconds(1), nextWithin: .seconds(9000))
        #expect(gate.lastProgress == start && gate.budget == .seconds(30))
    }

    /// For any reports in any order, the gate agrees with the newest one.
    @Test(arguments: UInt64(1)...100)
    func `agrees with the newest report`(seed: UInt64) {
        var random = RandomSource(seed: seed)
        let budget = Duration.seconds(Int64.random(in: 0...60, using: &random))
        var gate = WatchdogGate(budget: budget, startedAt: start)
        var newest = start
        for _ in 0..<50 {
            let report = start + .seconds(Int64.random(in: -10...600, using: &random))
            gate.progressed(at: report)
            newest = max(newest, report)
            let now = start + .seconds(Int64.random(in: -10...700, using: &random))
            #expect(gate.shouldPing(now: now) == (now <= newest + budget), "seed \(seed)")
        }
    }

    /// Without progress, a gate once shut stays shut.
    @Test(arguments: UInt64(1)...20)
    func `stays shut without progress`(seed: UInt64) {
        var random = RandomSource(seed: seed)
        let gate = WatchdogGate(budget: .seconds(Int64.random(in: 0...60, using: &random)), startedAt: start)
        let answers = (0...120).map { gate.shouldPing(now: start + .seconds($0)) }
        let firstShut = answers.firstIndex(of: false)
        #expect(firstShut != nil, "seed \(seed)")
        #expect(answers[(firstShut ?? 0)...].allSatisfy { !$0 }, "seed \(seed)")
    }
}
