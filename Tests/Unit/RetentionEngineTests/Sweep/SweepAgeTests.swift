import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

/// An item was trashed after the last complete listing that did not show it, even if its date is older.
@Suite("The age of items whose date is older than their time in the trash")
struct SweepAgeTests {
    /// Last edited 10 days ago, trashed just now.
    private static let misdated = TrashedItem.file(9, daysAgo: 10)

    /// A trash that was listed an hour ago, and has got a misdated file since.
    private func harness(_ items: [TrashedItem] = []) async -> SweepHarness {
        let harness = SweepHarness(items, limitsAges: true)
        await harness.sweep(.day)
        harness.clock.advance(3_600)
        harness.trash.change { $0.items.append(Self.misdated) }
        return harness
    }

    @Test func `an item is at most as old as the last listing without it`() async {
        let harness = await harness()
        #expect(await harness.sweep(.day).counts.purged == 0)
        harness.clock.advance(80_000)
        #expect(await harness.sweep(.day).counts.purged == 0, "the bound outlasts the listings that show it")
        harness.clock.advance(3_000)
        #expect(await harness.sweep(.day).counts.purged == 1, "a day after the listing without it")
    }

    @Test func `a first sweep takes the portal's dates`() async {
        let harness = SweepHarness([Self.misdated], limitsAges: true)
        #expect(await harness.sweep(.day).counts.purged == 1)
    }

    @Test func `an incomplete listing proves no absence`() async {
        let harness = SweepHarness(files(1...1, daysAgo: 0), limitsAges: true)
        await harness.sweep(.day)
        harness.clock.advance(80_000)
        harness.trash.change { $0.incompleteReason = "a page failed" }
        await harness.sweep(.day)
        harness.clock.advance(7_000)
        harness.trash.change { contents in
            contents.incompleteReason = nil
            contents.items = [Self.misdated]
        }
        #expect(await harness.sweep(.day).counts.purged == 1, "a day after the complete one")
    }

    /// Items that an incomplete listing left out were there before.
    @Test func `an item that an incomplete listing left out gets no younger`() async {
        let harness = SweepHarness([Self.misdated], limitsAges: true)
        await harness.sweep(.day, purgeNow: false)
        harness.clock.advance(3_600)
        harness.trash.change { contents in
            contents.items = []
            contents.announcedTotal = 1
        }
        await harness.sweep(.day, purgeNow: false)
        harness.trash.change { $0.items = [Self.misdated] }
        #expect(await harness.sweep(.day).counts.purged == 1)
    }

    @Test func `a lost state takes the portal's dates again`() async throws {
        let harness = await harness()
        try FileManager.default.removeItem(atPath: harness.directory)
        #expect(await harness.sweep(.day).counts.purged == 1)
    }

    @Test func `a change of the policy forgets no bound`() async {
        let harness = await harness()
        #expect(await harness.sweep(.of(#""retention":"12h""#)).counts.purged == 0)
        harness.clock.advance(43_200)
        #expect(await harness.sweep(.of(#""retention":"11h""#)).counts.purged == 1)
    }

    /// The bound is by the portal's clock: ours may be wrong, and later right again.
    @Test func `a clock that is set right leaves no bound in the future`() async {
        let harness = SweepHarness([], limitsAges: true)
        harness.clock.advance(30 * 86_400)
        harness.trash.change { $0.skew = 30 * 86_400 }
        await harness.sweep(.day)
        harness.clock.set(SweepHarness.start.addingTimeInterval(3_600))
        harness.trash.change { contents in
            contents.skew = 0
            contents.items = [Self.misdated]
        }
        await harness.sweep(.day, purgeNow: false)
        harness.clock.advance(86_400)
        #expect(await harness.sweep(.day).counts.purged == 1)
    }

    @Test func `both clocks set back leave no bound in the future`() async {
        let harness = SweepHarness([], limitsAges: true)
        harness.clock.advance(300 * 86_400)
        await harness.sweep(.day)
        harness.trash.change { $0.items = [Self.misdated] }
        await harness.sweep(.day)
        harness.clock.set(SweepHarness.start)
        #expect(await harness.sweep(.day).counts.purged == 0)
        harness.clock.advance(86_400)
        #expect(await harness.sweep(.day).counts.purged == 1)
    }

    @Test func `a small distance of the clocks is taken off`() async throws {
        let harness = SweepHarness([], limitsAges: true)
        harness.trash.change { $0.skew = 200 }
        await harness.sweep(.day)
        #expect(try harness.state().listedAt == SweepHarness.start.addingTimeInterval(-200))
    }

    @Test func `the plan judges as the sweep does`() async throws {
        let harness = await harness()
        func takeSnapshot() async throws -> TrashSnapshot {
            try await TrashSnapshot.take(
                of: "alice", reader: harness.trash, active: .day, state: try harness.state(), store: harness.store,
                now: { [clock = harness.clock] in clock.now }, progress: { _ in })
        }
        #expect(try await takeSnapshot().plan.items.map(\.decision) == [.keep])
        await harness.sweep(.day)
        #expect(try await takeSnapshot().plan.items.map(\.decision) == [.keep])
    }

    @Test func `another portal is another trash`() async {
        let harness = SweepHarness([], limitsAges: true)
        await harness.sweep(.day)
        harness.trash.change { $0.items = [Self.misdated] }
        #expect(await harness.sweep(.day, portal: "https://other.example").counts.purged == 1)
    }
}
