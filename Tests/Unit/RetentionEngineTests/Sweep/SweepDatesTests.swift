import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

@Suite("Listings without readable dates")
struct SweepDatesTests {
    private func undated(_ id: Int, _ title: String = "a.pdf") -> TrashedItem {
        var item = TrashedItem.file(id, title)
        item.trashedAt = nil
        return item
    }

    private func hasNoDates(_ outcome: SweepOutcome) -> Bool {
        if case .noReadableDates = outcome.problem { true } else { false }
    }

    @Test func `are no success`() async throws {
        let harness = SweepHarness([undated(1), undated(2)])
        let outcome = await harness.sweep(.day)
        #expect(hasNoDates(outcome))
        #expect(harness.changes.isEmpty)
        #expect(harness.audit.of(.sweepFailed).last?.reason?.contains("date of deletion") == true)
        #expect(try harness.state().lastSweep?.problem?.contains("date of deletion") == true)
    }

    @Test func pass() async {
        let harness = SweepHarness([undated(1)])
        #expect(hasNoDates(await harness.sweep(.day)))
        harness.trash.change { $0.items = [TrashedItem.file(1)] }
        #expect(await harness.sweep(.day).problem == nil)
    }

    @Test func `one readable date is enough`() async {
        let harness = SweepHarness([undated(1), .file(2)])
        let outcome = await harness.sweep(.day)
        #expect(outcome.problem == nil && outcome.counts.purged == 1)
    }

    @Test func `an empty trash is not reported for its dates`() async {
        #expect(await SweepHarness([]).sweep(.day).problem == nil)
    }
}
