import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

/// The scope of `--confirm-limits`: its own sweep, or at most the blocked items. Contract §3, "Limits".
@Suite struct SweepConfirmationTests {
    private static let atMostTwo = ActivePolicy.of(#""retention":"1d","limits":{"maxPurgeItems":2}"#)

    /// Three items due, a limit of two, and a sweep that was refused for it.
    private func blocked() async -> Bench {
        let bench = Bench(files(1...3))
        await bench.sweep(Self.atMostTwo)
        return bench
    }

    private func confirm(_ bench: Bench, _ policy: ActivePolicy = atMostTwo) async -> SweepOutcome {
        await bench.sweep(policy, purgeNow: false, confirmLimits: true)
    }

    @Test func withoutAPurgeItWaitsForTheNextOne() async throws {
        let bench = await blocked()
        #expect(await confirm(bench).blocked == nil)
        #expect(bench.changes.isEmpty)
        #expect(await bench.sweep(Self.atMostTwo).counts.purged == 3)
        bench.trash.change { $0.items = files(11...13) }
        #expect(await bench.sweep(Self.atMostTwo).counts.purged == 0, "it is used up")
    }

    /// Every limit was off until the next purge, and what somebody deleted meanwhile was destroyed.
    @Test func withoutABlockNothingIsConfirmed() async throws {
        let bench = Bench(files(1...3))
        let outcome = await confirm(bench)
        #expect(outcome.warnings.contains { $0.contains("nothing to confirm") })
        #expect(try bench.state().confirmation == nil)
        let refused = await bench.sweep(Self.atMostTwo)
        #expect(refused.counts.purged == 0 && refused.blocked != nil)
        #expect(bench.changes.isEmpty)
    }

    @Test func coversNoMoreItemsThanWereBlocked() async throws {
        let bench = await blocked()
        _ = await confirm(bench)
        bench.trash.change { $0.items = files(1...4) }
        let refused = await bench.sweep(Self.atMostTwo)
        #expect(refused.counts.purged == 0)
        #expect(bench.changes.isEmpty)
        #expect(try bench.state().confirmation == nil, "the new block cancels it")
        bench.trash.change { $0.items = files(1...3) }
        #expect(await bench.sweep(Self.atMostTwo).counts.purged == 0)
    }

    @Test func coversNoOtherPolicy() async throws {
        let bench = await blocked()
        _ = await confirm(bench)
        let other = ActivePolicy.of(#""retention":"2d","limits":{"maxPurgeItems":2}"#)
        #expect(await bench.sweep(other).counts.purged == 0)
        #expect(bench.changes.isEmpty)
    }

    @Test func aNewInflowCancelsIt() async throws {
        let bench = Bench([])
        await bench.sweep(Self.atMostTwo, purgeNow: false)
        bench.trash.change { $0.items = files(1...3, daysAgo: 5) }
        bench.clock.advance(900)
        await bench.sweep(Self.atMostTwo)
        _ = await confirm(bench)
        #expect(try bench.state().confirmation?.items == 3)
        bench.trash.change { $0.items += files(101...1_100, daysAgo: 0) }
        bench.clock.advance(900)
        await bench.sweep(Self.atMostTwo, purgeNow: false)
        #expect(try bench.state().confirmation == nil)
        bench.clock.advance(2 * 86_400)
        #expect(await bench.sweep(Self.atMostTwo).counts.purged == 0)
        #expect(bench.changes.isEmpty)
    }

    /// Nobody has reviewed items that arrive while a person reviews the plan.
    @Test func anInflowFoundByTheConfirmingSweepBlocks() async throws {
        let bench = await blocked()
        bench.trash.change { $0.items += files(101...1_100, daysAgo: 0) }
        bench.clock.advance(900)
        let outcome = await confirm(bench)
        #expect(outcome.blocked?.contains("maxInflowFactor") == true)
        #expect(try bench.state().confirmation == nil)
        #expect(await bench.sweep(Self.atMostTwo).counts.purged == 0)
    }

    /// Without a block there is nothing to confirm, so the inflow still counts.
    @Test func aConfirmationOfNothingForgetsNoInflow() async throws {
        let bench = Bench([])
        await bench.sweep(.day, purgeNow: false)
        bench.trash.change { $0.items = files(1...40, daysAgo: 0) }
        bench.clock.advance(900)
        _ = await confirm(bench, .day)
        bench.trash.change { $0.items = files(1...80, daysAgo: 0) }
        bench.clock.advance(900)
        #expect(await bench.sweep(.day, purgeNow: false).blocked != nil)
    }

    @Test func aSweepThatCouldNotPurgeLeavesTheBlock() async throws {
        let bench = await blocked()
        bench.trash.change { $0.incompleteReason = "a page failed" }
        await bench.sweep(Self.atMostTwo, confirmLimits: true)
        #expect(bench.changes.isEmpty)
        #expect(try bench.state().blocked != nil)
        bench.trash.change { $0.incompleteReason = nil }
        #expect(await bench.sweep(Self.atMostTwo).counts.purged == 0)
    }

    /// A confirmation of a block that an earlier version of this program wrote, without a number, covers nothing.
    @Test func aBlockWithoutANumberCoversNothing() async throws {
        let bench = await blocked()
        var state = try bench.state()
        state.blocked?.items = nil
        try bench.store.save(state, account: "alice")
        _ = await confirm(bench)
        #expect(await bench.sweep(Self.atMostTwo).counts.purged == 0)
    }
}
