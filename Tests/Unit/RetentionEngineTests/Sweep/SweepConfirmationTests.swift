import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

/// The scope of `--confirm-limits`: its own sweep, or at most the blocked items. Contract §3, "Limits".
@Suite struct SweepConfirmationTests {
    private static let atMostTwo = ActivePolicy.of(#""retention":"1d","limits":{"maxPurgeItems":2}"#)

    /// Three items due, a limit of two, and a sweep that was refused for it.
    private func blocked() async -> SweepHarness {
        let harness = SweepHarness(files(1...3))
        await harness.sweep(Self.atMostTwo)
        return harness
    }

    private func confirm(_ harness: SweepHarness, _ policy: ActivePolicy = atMostTwo) async -> SweepOutcome {
        await harness.sweep(policy, purgeNow: false, confirmLimits: true)
    }

    @Test func `without a purge it waits for the next one`() async throws {
        let harness = await blocked()
        #expect(await confirm(harness).blocked == nil)
        #expect(harness.changes.isEmpty)
        #expect(await harness.sweep(Self.atMostTwo).counts.purged == 3)
        harness.trash.change { $0.items = files(11...13) }
        #expect(await harness.sweep(Self.atMostTwo).counts.purged == 0, "it is used up")
    }

    /// An earlier version lifted all limits until the next purge, so items trashed meanwhile were destroyed.
    @Test func `without a block nothing is confirmed`() async throws {
        let harness = SweepHarness(files(1...3))
        let outcome = await confirm(harness)
        #expect(outcome.warnings.contains { $0.contains("nothing to confirm") })
        #expect(try harness.state().confirmation == nil)
        let refused = await harness.sweep(Self.atMostTwo)
        #expect(refused.counts.purged == 0 && refused.blocked != nil)
        #expect(harness.changes.isEmpty)
    }

    @Test func `covers no more items than were blocked`() async throws {
        let harness = await blocked()
        _ = await confirm(harness)
        harness.trash.change { $0.items = files(1...4) }
        let refused = await harness.sweep(Self.atMostTwo)
        #expect(refused.counts.purged == 0)
        #expect(harness.changes.isEmpty)
        #expect(try harness.state().confirmation == nil, "the new block cancels it")
        harness.trash.change { $0.items = files(1...3) }
        #expect(await harness.sweep(Self.atMostTwo).counts.purged == 0)
    }

    @Test func `covers no other policy`() async throws {
        let harness = await blocked()
        _ = await confirm(harness)
        let other = ActivePolicy.of(#""retention":"2d","limits":{"maxPurgeItems":2}"#)
        #expect(await harness.sweep(other).counts.purged == 0)
        #expect(harness.changes.isEmpty)
    }

    @Test func `a new inflow cancels it`() async throws {
        let harness = SweepHarness([])
        await harness.sweep(Self.atMostTwo, purgeNow: false)
        harness.trash.change { $0.items = files(1...3, daysAgo: 5) }
        harness.clock.advance(900)
        await harness.sweep(Self.atMostTwo)
        _ = await confirm(harness)
        #expect(try harness.state().confirmation?.items == 3)
        harness.trash.change { $0.items += files(101...1_100, daysAgo: 0) }
        harness.clock.advance(900)
        await harness.sweep(Self.atMostTwo, purgeNow: false)
        #expect(try harness.state().confirmation == nil)
        harness.clock.advance(2 * 86_400)
        #expect(await harness.sweep(Self.atMostTwo).counts.purged == 0)
        #expect(harness.changes.isEmpty)
    }

    /// Nobody has reviewed items that arrive while a person reviews the plan.
    @Test func `an inflow found by the confirming sweep blocks`() async throws {
        let harness = await blocked()
        harness.trash.change { $0.items += files(101...1_100, daysAgo: 0) }
        harness.clock.advance(900)
        let outcome = await confirm(harness)
        #expect(outcome.blocked?.contains("maxInflowFactor") == true)
        #expect(try harness.state().confirmation == nil)
        #expect(await harness.sweep(Self.atMostTwo).counts.purged == 0)
    }

    /// Without a block there is nothing to confirm, so the inflow still counts.
    @Test func `a confirmation of nothing forgets no inflow`() async throws {
        let harness = SweepHarness([])
        await harness.sweep(.day, purgeNow: false)
        harness.trash.change { $0.items = files(1...40, daysAgo: 0) }
        harness.clock.advance(900)
        _ = await confirm(harness, .day)
        harness.trash.change { $0.items = files(1...80, daysAgo: 0) }
        harness.clock.advance(900)
        #expect(await harness.sweep(.day, purgeNow: false).blocked != nil)
    }

    @Test func `a sweep that could not purge leaves the block`() async throws {
        let harness = await blocked()
        harness.trash.change { $0.incompleteReason = "a page failed" }
        await harness.sweep(Self.atMostTwo, confirmLimits: true)
        #expect(harness.changes.isEmpty)
        #expect(try harness.state().blocked != nil)
        harness.trash.change { $0.incompleteReason = nil }
        #expect(await harness.sweep(Self.atMostTwo).counts.purged == 0)
    }

    /// A confirmation of a block that an earlier version of this program wrote, without a number, covers nothing.
    @Test func `a block without a number covers nothing`() async throws {
        let harness = await blocked()
        var state = try harness.state()
        state.blocked?.items = nil
        try harness.store.save(state, account: "alice")
        _ = await confirm(harness)
        #expect(await harness.sweep(Self.atMostTwo).counts.purged == 0)
    }
}
