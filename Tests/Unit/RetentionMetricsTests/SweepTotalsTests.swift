import Testing

@testable import RetentionEngine
@testable import RetentionMetrics

@Suite struct SweepTotalsTests {
    @Test func `adds up what sweeps did`() {
        var totals = SweepTotals()
        let first = Snapshots.report(.degraded) {
            ($0.restored, $0.rescued, $0.purged, $0.failed, $0.unknown) = (1, 2, 3, 4, 5)
            $0.purgedBytes = 100
        }
        totals.count(first, of: "alice")
        totals.count(Snapshots.report(.ok) { ($0.purged, $0.purgedBytes) = (10, 11) }, of: "alice")
        let alice = totals.accounts["alice"]
        #expect(alice?.items == [.restored: 1, .rescued: 2, .purged: 13, .failed: 4, .unknown: 5])
        #expect(alice?.purgedBytes == 111)
        #expect(alice?.sweeps == [.ok: 1, .degraded: 1])
    }

    @Test func `keeps accounts apart`() {
        var totals = SweepTotals()
        totals.count(Snapshots.report(.ok) { $0.purged = 1 }, of: "alice")
        totals.count(Snapshots.report(.ok) { $0.purged = 2 }, of: "bob")
        #expect(totals.accounts.mapValues { $0.items[.purged] } == ["alice": 1, "bob": 2])
    }

    @Test func `counts a sweep that could not begin`() {
        var totals = SweepTotals()
        totals.count(SweepService.Report(outcome: nil, problem: "no key", health: .failing), of: "alice")
        #expect(totals.accounts["alice"]?.sweeps == [.failing: 1])
    }

    /// A portal may claim any size.
    @Test func `sums do not overflow`() {
        var totals = SweepTotals()
        for _ in 1...3 { totals.count(Snapshots.report(.ok) { $0.purgedBytes = .max }, of: "alice") }
        #expect(totals.accounts["alice"]?.purgedBytes == 3 * Double(Int64.max))
    }
}
