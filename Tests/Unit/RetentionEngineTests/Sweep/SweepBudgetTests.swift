import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

/// Issue 17, point 14: the first purge of a full trash is spread over days.
@Suite struct SweepBudgetTests {
    private static let policy = ActivePolicy.of(
        #""retention":"1d","purge":{"schedule":"*-*-* 09:00:00 UTC"},"limits":{"maxPurgeItemsPerDay":3}"#)

    @Test func theOldestGoFirstAndTheRestFollowsDayByDay() async throws {
        let bench = Bench((1...8).map { .file($0, daysAgo: Double(20 - $0)) })
        await bench.sweep(Self.policy, purgeNow: false)
        bench.clock.advance(86_400)
        let first = await bench.sweep(Self.policy, purgeNow: false)
        #expect(first.problem == nil)
        #expect(bench.keysLeft == (4...8).map(key))
        #expect(first.backlogEndsAt == bench.clock.now.addingTimeInterval(2 * 86_400))
        #expect(try bench.state().backlogEndsAt == first.backlogEndsAt)
        bench.clock.advance(3_600)
        let calls = bench.changes
        #expect(await bench.sweep(Self.policy, purgeNow: false).counts.purged == 0)
        #expect(bench.changes == calls, "today's are gone")
        bench.clock.advance(82_800)
        await bench.sweep(Self.policy, purgeNow: false)
        #expect(bench.keysLeft == [key(7), key(8)])
        bench.clock.advance(86_400)
        let last = await bench.sweep(Self.policy, purgeNow: false)
        #expect(bench.keysLeft.isEmpty)
        #expect(last.backlogEndsAt == nil)
        #expect(try bench.state().pendingSlot == nil)
        #expect(try bench.state().backlogEndsAt == nil)
    }

    /// Also with a schedule that comes once a year.
    @Test func theRestDoesNotWaitForTheSchedule() async throws {
        let policy = ActivePolicy.of(
            #""retention":"1d","purge":{"schedule":"*-11-23 10:00:00 UTC"},"limits":{"maxPurgeItemsPerDay":3}"#)
        let bench = Bench(files(1...5))
        await bench.sweep(policy, purgeNow: false)
        bench.clock.advance(3_600)
        await bench.sweep(policy, purgeNow: false)
        #expect(bench.keysLeft.count == 2)
        bench.clock.advance(86_400)
        await bench.sweep(policy, purgeNow: false)
        #expect(bench.keysLeft.isEmpty)
    }

    @Test func purgesByHandShareTheDay() async {
        let bench = Bench(files(1...5))
        #expect(await bench.sweep(Self.policy).counts.purged == 3)
        #expect(await bench.sweep(Self.policy).counts.purged == 0)
        bench.clock.advance(86_400)
        #expect(await bench.sweep(Self.policy).counts.purged == 2)
    }

    /// More than maxPurgeItems are due, but no day has that many.
    @Test func theOtherLimitsLookAtWhatGoesInADay() async {
        let policy = ActivePolicy.of(#""retention":"1d","limits":{"maxPurgeItems":4,"maxPurgeItemsPerDay":3}"#)
        let bench = Bench(files(1...9))
        let outcome = await bench.sweep(policy)
        #expect(outcome.problem == nil)
        #expect(outcome.counts.purged == 3)
    }
}
