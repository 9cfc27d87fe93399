import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

/// Issue 17, point 14: the first purge of a full trash is spread over days.
@Suite struct SweepBudgetTests {
    private static let policy = ActivePolicy.of(
        #""retention":"1d","purge":{"schedule":"*-*-* 09:00:00 UTC"},"limits":{"maxPurgeItemsPerDay":3}"#)

    @Test func `the oldest go first and the rest follows day by day`() async throws {
        let harness = SweepHarness((1...8).map { .file($0, daysAgo: Double(20 - $0)) })
        await harness.sweep(Self.policy, purgeNow: false)
        harness.clock.advance(86_400)
        let first = await harness.sweep(Self.policy, purgeNow: false)
        #expect(first.problem == nil)
        #expect(harness.keysLeft == (4...8).map(key))
        #expect(first.backlogEndsAt == harness.clock.now.addingTimeInterval(2 * 86_400))
        #expect(try harness.state().backlogEndsAt == first.backlogEndsAt)
        harness.clock.advance(3_600)
        let calls = harness.changes
        #expect(await harness.sweep(Self.policy, purgeNow: false).counts.purged == 0)
        #expect(harness.changes == calls, "today's are gone")
        harness.clock.advance(82_800)
        await harness.sweep(Self.policy, purgeNow: false)
        #expect(harness.keysLeft == [key(7), key(8)])
        harness.clock.advance(86_400)
        let last = await harness.sweep(Self.policy, purgeNow: false)
        #expect(harness.keysLeft.isEmpty)
        #expect(last.backlogEndsAt == nil)
        #expect(try harness.state().pendingSlot == nil)
        #expect(try harness.state().backlogEndsAt == nil)
    }

    /// Also with a schedule that comes once a year.
    @Test func `the rest does not wait for the schedule`() async throws {
        let policy = ActivePolicy.of(
            #""retention":"1d","purge":{"schedule":"*-11-23 10:00:00 UTC"},"limits":{"maxPurgeItemsPerDay":3}"#)
        let harness = SweepHarness(files(1...5))
        await harness.sweep(policy, purgeNow: false)
        harness.clock.advance(3_600)
        await harness.sweep(policy, purgeNow: false)
        #expect(harness.keysLeft.count == 2)
        harness.clock.advance(86_400)
        await harness.sweep(policy, purgeNow: false)
        #expect(harness.keysLeft.isEmpty)
    }

    @Test func `purges by hand share the day`() async {
        let harness = SweepHarness(files(1...5))
        #expect(await harness.sweep(Self.policy).counts.purged == 3)
        #expect(await harness.sweep(Self.policy).counts.purged == 0)
        harness.clock.advance(86_400)
        #expect(await harness.sweep(Self.policy).counts.purged == 2)
    }

    /// More than maxPurgeItems are due, but no day has that many.
    @Test func `the other limits count the purges of a day`() async {
        let policy = ActivePolicy.of(#""retention":"1d","limits":{"maxPurgeItems":4,"maxPurgeItemsPerDay":3}"#)
        let harness = SweepHarness(files(1...9))
        let outcome = await harness.sweep(policy)
        #expect(outcome.problem == nil)
        #expect(outcome.counts.purged == 3)
    }
}
