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
    private func bench(_ items: [TrashedItem] = []) async -> Bench {
        let bench = Bench(items, limitsAges: true)
        await bench.sweep(.day)
        bench.clock.advance(3_600)
        bench.trash.change { $0.items.append(Self.misdated) }
        return bench
    }

    @Test func anItemIsNoOlderThanTheListingThatDidNotShowIt() async {
        let bench = await bench()
        #expect(await bench.sweep(.day).counts.purged == 0)
        bench.clock.advance(80_000)
        #expect(await bench.sweep(.day).counts.purged == 0, "the bound outlasts the listings that show it")
        bench.clock.advance(3_000)
        #expect(await bench.sweep(.day).counts.purged == 1, "a day after the listing without it")
    }

    @Test func aFirstSweepTakesThePortalsDates() async {
        let bench = Bench([Self.misdated], limitsAges: true)
        #expect(await bench.sweep(.day).counts.purged == 1)
    }

    @Test func anIncompleteListingProvesNoAbsence() async {
        let bench = Bench(files(1...1, daysAgo: 0), limitsAges: true)
        await bench.sweep(.day)
        bench.clock.advance(80_000)
        bench.trash.change { $0.incompleteReason = "a page failed" }
        await bench.sweep(.day)
        bench.clock.advance(7_000)
        bench.trash.change { contents in
            contents.incompleteReason = nil
            contents.items = [Self.misdated]
        }
        #expect(await bench.sweep(.day).counts.purged == 1, "a day after the complete one")
    }

    /// Items that an incomplete listing left out were there before.
    @Test func anItemThatAnIncompleteListingLeftOutGetsNoYounger() async {
        let bench = Bench([Self.misdated], limitsAges: true)
        await bench.sweep(.day, purgeNow: false)
        bench.clock.advance(3_600)
        bench.trash.change { contents in
            contents.items = []
            contents.announcedTotal = 1
        }
        await bench.sweep(.day, purgeNow: false)
        bench.trash.change { $0.items = [Self.misdated] }
        #expect(await bench.sweep(.day).counts.purged == 1)
    }

    @Test func aLostStateTakesThePortalsDatesAgain() async throws {
        let bench = await bench()
        try FileManager.default.removeItem(atPath: bench.directory)
        #expect(await bench.sweep(.day).counts.purged == 1)
    }

    @Test func aChangeOfThePolicyForgetsNoBound() async {
        let bench = await bench()
        #expect(await bench.sweep(.of(#""retention":"12h""#)).counts.purged == 0)
        bench.clock.advance(43_200)
        #expect(await bench.sweep(.of(#""retention":"11h""#)).counts.purged == 1)
    }

    /// The bound is by the portal's clock: ours may be wrong, and later right again.
    @Test func aClockThatIsSetRightLeavesNoBoundInTheFuture() async {
        let bench = Bench([], limitsAges: true)
        bench.clock.advance(30 * 86_400)
        bench.trash.change { $0.skew = 30 * 86_400 }
        await bench.sweep(.day)
        bench.clock.set(Bench.start.addingTimeInterval(3_600))
        bench.trash.change { contents in
            contents.skew = 0
            contents.items = [Self.misdated]
        }
        await bench.sweep(.day, purgeNow: false)
        bench.clock.advance(86_400)
        #expect(await bench.sweep(.day).counts.purged == 1)
    }

    @Test func bothClocksSetBackLeaveNoBoundInTheFuture() async {
        let bench = Bench([], limitsAges: true)
        bench.clock.advance(300 * 86_400)
        await bench.sweep(.day)
        bench.trash.change { $0.items = [Self.misdated] }
        await bench.sweep(.day)
        bench.clock.set(Bench.start)
        #expect(await bench.sweep(.day).counts.purged == 0)
        bench.clock.advance(86_400)
        #expect(await bench.sweep(.day).counts.purged == 1)
    }

    @Test func aSmallDistanceOfTheClocksIsTakenOff() async throws {
        let bench = Bench([], limitsAges: true)
        bench.trash.change { $0.skew = 200 }
        await bench.sweep(.day)
        #expect(try bench.state().listedAt == Bench.start.addingTimeInterval(-200))
    }

    @Test func thePlanJudgesAsTheSweepDoes() async throws {
        let bench = await bench()
        func survey() async throws -> Survey {
            try await Survey.take(
                of: "alice", reader: bench.trash, active: .day, state: try bench.state(), store: bench.store,
                now: { [clock = bench.clock] in clock.now }, progress: { _ in })
        }
        #expect(try await survey().plan.items.map(\.decision) == [.keep])
        await bench.sweep(.day)
        #expect(try await survey().plan.items.map(\.decision) == [.keep])
    }

    @Test func anotherPortalIsAnotherTrash() async {
        let bench = Bench([], limitsAges: true)
        await bench.sweep(.day)
        bench.trash.change { $0.items = [Self.misdated] }
        #expect(await bench.sweep(.day, portal: "https://other.example").counts.purged == 1)
    }
}
