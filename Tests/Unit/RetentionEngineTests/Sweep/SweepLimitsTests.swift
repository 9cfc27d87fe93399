import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

/// A sweep over a limit purges nothing, and later ones neither.
@Suite struct SweepLimitsTests {
    private static let atMostTwo = ActivePolicy.of(#""retention":"1d","limits":{"maxPurgeItems":2}"#)
    private static let half = ActivePolicy.of(#""retention":"1d","limits":{"maxPurgeFraction":0.5}"#)

    private func isRefused(_ outcome: SweepOutcome) -> Bool {
        if case .refused = outcome.problem { true } else { false }
    }

    private func isBlocked(_ outcome: SweepOutcome) -> Bool {
        if case .blocked = outcome.problem { true } else { false }
    }

    @Test func `over the limit nothing at all is purged`() async throws {
        let harness = SweepHarness(files(1...3))
        let outcome = await harness.sweep(Self.atMostTwo)
        #expect(isRefused(outcome))
        #expect(harness.changes.isEmpty)
        #expect(harness.audit.of(.limitRefused).count == 1)
        #expect(try harness.state().blocked?.policyDigest == Self.atMostTwo.digest)
    }

    @Test func `exactly at the limit everything is purged`() async {
        #expect(await SweepHarness(files(1...2)).sweep(Self.atMostTwo).counts.purged == 2)
        #expect(await SweepHarness(files(1...2) + files(3...4, daysAgo: 0)).sweep(Self.half).counts.purged == 2)
    }

    @Test func `still restores what is to be restored`() async {
        let policy = ActivePolicy.of(
            #""retention":"1d","limits":{"maxPurgeItems":2},"rules":[{"name":"c","action":"restore","#
                + #""match":{"title":["contract"]},"to":{"folder":7}}]"#)
        let harness = SweepHarness(files(1...3) + [.file(4, "contract")])
        let outcome = await harness.sweep(policy)
        #expect(isRefused(outcome))
        #expect(harness.changes == [.restore([key(4)], into: 7)])
    }

    /// The trash shrank between two listings: the share is that of the listing that the set comes from.
    @Test func `judges the very set that is sent`() async {
        let harness = SweepHarness(files(1...5) + files(6...10, daysAgo: 0))
        harness.trash.follow { contents, call throws(PortalError) in
            if call == .list, contents.count({ $0 == .list }) == 2 { contents.items.removeAll { $0.key.id > 5 } }
            return nil
        }
        #expect(isRefused(await harness.sweep(Self.half)))
        #expect(harness.changes.isEmpty)
    }

    @Test func `stays blocked even when the number is small again`() async throws {
        let harness = SweepHarness(files(1...3))
        await harness.sweep(Self.atMostTwo)
        harness.trash.change { $0.items.removeLast(2) }
        harness.clock.advance(86_400)
        #expect(isBlocked(await harness.sweep(Self.atMostTwo)))
        #expect(harness.changes.isEmpty)
    }

    @Test func `a person lifts the block`() async throws {
        let harness = SweepHarness(files(1...3))
        await harness.sweep(Self.atMostTwo)
        #expect(await harness.sweep(Self.atMostTwo, confirmLimits: true).counts.purged == 3)
        #expect(try harness.state().blocked == nil)
        harness.trash.change { $0.items = [.file(9)] }
        #expect(await harness.sweep(Self.atMostTwo).counts.purged == 1)
    }

    @Test func `another policy lifts the block`() async throws {
        let harness = SweepHarness(files(1...3))
        await harness.sweep(Self.atMostTwo)
        #expect(await harness.sweep(.day).counts.purged == 3)
    }

    @Test func `another policy with a limit refuses again`() async throws {
        let harness = SweepHarness(files(1...3))
        await harness.sweep(Self.atMostTwo)
        let other = ActivePolicy.of(#""retention":"2d","limits":{"maxPurgeItems":1}"#)
        #expect(isRefused(await harness.sweep(other)))
        #expect(harness.changes.isEmpty)
    }

    @Test func `confirming does not outlive its sweep`() async {
        let harness = SweepHarness(files(1...3))
        await harness.sweep(Self.atMostTwo, confirmLimits: true)
        harness.trash.change { $0.items = files(11...13) }
        #expect(isRefused(await harness.sweep(Self.atMostTwo)))
    }

    @Test func `without a purge in this sweep no limit is touched`() async throws {
        let harness = SweepHarness(files(1...3))
        #expect(await harness.sweep(Self.atMostTwo, purgeNow: false).problem == nil)
        #expect(try harness.state().blocked == nil)
    }

    /// With a wrong clock no purge time comes, so missing purges would go unnoticed if it weren't reported.
    @Test func `a clock that disagrees is recorded once and reported by each sweep`() async throws {
        let policy = ActivePolicy.of(#""retention":"1d","purge":{"schedule":"*-*-* 08:00:00 UTC"}"#)
        let harness = SweepHarness(files(1...2))
        harness.trash.change { $0.skew = 3_600 }
        for _ in 0..<3 {
            #expect(isRefused(await harness.sweep(policy, purgeNow: false)))
            harness.clock.advance(900)
        }
        #expect(harness.audit.of(.limitRefused).count == 1)
        harness.trash.change { $0.skew = 0 }
        #expect(await harness.sweep(policy, purgeNow: false).problem == nil)
        harness.trash.change { $0.skew = -3_600 }
        #expect(isRefused(await harness.sweep(policy, purgeNow: false)))
        #expect(harness.audit.of(.limitRefused).count == 2, "a new disagreement is news")
    }

    @Test(arguments: [301.0, -301])
    func `a clock that disagrees purges nothing but blocks nothing`(skew: Double) async throws {
        let harness = SweepHarness(files(1...2))
        harness.trash.change { $0.skew = skew }
        #expect(isRefused(await harness.sweep(.day, confirmLimits: true)))
        #expect(harness.changes.isEmpty)
        #expect(try harness.state().blocked == nil)
        harness.trash.change { $0.skew = 300 }
        #expect(await harness.sweep(.day).counts.purged == 2)
    }

    @Test func `the clock is checked again before the call`() async {
        let harness = SweepHarness(files(1...2))
        harness.trash.follow { contents, call throws(PortalError) in
            if call == .list, contents.count({ $0 == .list }) == 2 { contents.skew = 9_999 }
            return nil
        }
        #expect(isRefused(await harness.sweep(.day)))
        #expect(harness.changes.isEmpty)
    }

    /// A broken sync client: ten items a day for two weeks, then a thousand within an hour.
    @Test func `an unusual inflow suspends the purge until a person confirms`() async throws {
        let harness = SweepHarness([])
        for day in 0..<14 {
            harness.trash.change { contents in
                contents.items = (0..<10).map { .file(day * 100 + $0 + 1, daysAgo: -Double(day)) }
            }
            harness.clock.advance(86_400)
            #expect(await harness.sweep(.day, purgeNow: false).problem == nil)
        }
        harness.trash.change { contents in
            contents.items += (10_000..<11_000).map { .file($0, daysAgo: -13.5) }
        }
        harness.clock.advance(3_600)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.audit.of(.limitRefused).count == 1, "it is recorded at once, not when a purge is due")
        harness.clock.advance(2 * 86_400)
        for _ in 0..<2 { #expect(isBlocked(await harness.sweep(.day))) }
        #expect(harness.changes.isEmpty)
        #expect(await harness.sweep(.day, confirmLimits: true).counts.purged == 1_010)
    }

    private static let trees = ActivePolicy.of(
        #""retention":"1d","limits":{"maxPurgeItems":100},"folders":{"nonEmpty":"purge"}"#)

    private func tree(_ id: Int, holding count: Int?, daysAgo: Double = 10) -> TrashedItem {
        var folder = TrashedItem.folder(id, daysAgo: daysAgo)
        folder.childCount = count
        return folder
    }

    /// A deleted tree is one item of the trash, and may be all that somebody had.
    @Test func `a folder counts with what it contains`() async throws {
        let harness = SweepHarness(files(1...3) + [tree(9, holding: 97)])
        let outcome = await harness.sweep(Self.trees)
        guard case .refused(.tooManyItems(count: 101, limit: 100)) = outcome.problem else {
            return #expect(Bool(false), "\(outcome.problem as Any)")
        }
        #expect(harness.changes.isEmpty)
        #expect(try harness.state().blocked?.items == 101)
    }

    @Test func `exactly at the limit a folder is purged`() async {
        #expect(await SweepHarness(files(1...3) + [tree(9, holding: 96)]).sweep(Self.trees).counts.purged == 4)
    }

    /// The share is of everything in the trash.
    @Test func `the share counts what folders contain`() async {
        let policy = ActivePolicy.of(
            #""retention":"1d","limits":{"maxPurgeFraction":0.5},"folders":{"nonEmpty":"purge"}"#)
        let young = files(1...50, daysAgo: 0)
        #expect(isRefused(await SweepHarness(young + [tree(9, holding: 50)]).sweep(policy)))
        #expect(await SweepHarness(young + [tree(9, holding: 49)]).sweep(policy).counts.purged == 1)
    }

    /// One tree of a thousand files, deleted by a broken sync client.
    @Test func `a deleted tree is an unusual inflow`() async {
        let harness = SweepHarness(files(1...30, daysAgo: 0))
        await harness.sweep(.day, purgeNow: false)
        harness.trash.change { $0.items.append(self.tree(9, holding: 1_000, daysAgo: 0)) }
        harness.clock.advance(900)
        let outcome = await harness.sweep(.day, purgeNow: false)
        guard case .refused(.unusualInflow(received: 1_001, _, _)) = outcome.problem else {
            return #expect(Bool(false), "\(outcome.problem as Any)")
        }
    }

    /// The portal's counters may have any value; the state must stay readable.
    @Test(arguments: [Int.max, .min, -1]) func `absurd counters damage nothing`(count: Int) async throws {
        let harness = SweepHarness([tree(8, holding: count, daysAgo: 0)])
        await harness.sweep(Self.trees)
        harness.trash.change { $0.items += (100...1_200).map { self.tree($0, holding: count) } }
        harness.clock.advance(900)
        await harness.sweep(Self.trees)
        #expect(try harness.state().inflow != nil)
    }

    /// An inflow that a person has reviewed raises no alarm an hour later.
    @Test func `a confirmed inflow does not block the next sweep`() async {
        let harness = SweepHarness([])
        await harness.sweep(.day)
        harness.trash.change { $0.items = files(1...100, daysAgo: 2) }
        harness.clock.advance(3_600)
        #expect(isBlocked(await harness.sweep(.day)))
        #expect(await harness.sweep(.day, confirmLimits: true).counts.purged == 100)
        harness.trash.change { $0.items = files(201...210, daysAgo: 2) }
        harness.clock.advance(3_600)
        #expect(await harness.sweep(.day).counts.purged == 10)
    }
}
