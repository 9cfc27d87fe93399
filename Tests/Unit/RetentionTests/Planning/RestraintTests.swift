import Foundation
import Testing

@testable import Retention

/// The state of earlier sweeps prevents purges and restores, and never adds one.
@Suite struct RestraintTests {
    private static let key = ItemKey(.file, 1)
    private static let due = Policy.with(retention: days(1))
    private static let restoring = Policy.with([.restore("r", .anything)])

    private func planned(
        _ policy: Policy, _ change: (inout SweepHistory) -> Void, items: [TrashedItem] = [.file()]
    ) -> (item: PlannedItem, difference: PolicyDifference?) {
        var history = SweepHistory()
        change(&history)
        let result = plan(items: items, policy: policy, now: now, history: history)
        return (result.plan.items[0], result.difference)
    }

    private func inGrace(until: Date = ago(-1), after settled: Policy?) -> (
        item: PlannedItem, difference: PolicyDifference?
    ) {
        planned(Self.due) { $0.grace = SweepHistory.Grace(until: until, earlier: [settled]) }
    }

    @Test func `the first policy purges nothing while in grace`() {
        let (item, difference) = inGrace(after: nil)
        #expect(item.decision == .keep)
        #expect(item.reason == "older than 1d, but only since the policy changed: in grace until 2026-11-24T09:00:00Z")
        #expect(difference?.newlyPurgeable == 1)
    }

    @Test func `grace ends at its very instant`() {
        #expect(inGrace(until: now, after: nil).item.decision == .purge)
        #expect(inGrace(until: now, after: nil).difference == nil)
        #expect(inGrace(until: ago(0, -1), after: nil).item.decision == .keep)
    }

    @Test func `items due before the change are still purged`() {
        let (item, difference) = inGrace(after: .with(retention: days(5)))
        #expect(item.decision == .purge)
        #expect(difference == PolicyDifference())
    }

    @Test(arguments: [Policy.with(retention: days(20)), .with()])
    func `items kept before the change are kept`(settled: Policy) {
        let (item, difference) = inGrace(after: settled)
        #expect(item.decision == .keep)
        #expect(difference?.newlyPurgeable == 1)
        #expect(difference?.noLongerProtected == 0)
    }

    @Test(arguments: [Policy.with([.hold("h", .anything)]), .with([.restore("r", .anything)])])
    func `items protected before the change are kept and counted`(settled: Policy) {
        let (item, difference) = inGrace(after: settled)
        #expect(item.decision == .keep)
        #expect(difference?.newlyPurgeable == 1)
        #expect(difference?.noLongerProtected == 1)
    }

    @Test func `grace leaves restores and holds alone`() {
        #expect(
            planned(Self.restoring) { $0.grace = SweepHistory.Grace(until: ago(-1), earlier: [nil]) }.item.decision
                == .restore)
    }

    @Test func `a person who trashes a restored item again outranks the rule`() {
        #expect(planned(Self.restoring) { $0.restores = [Self.key: 2] }.item.decision == .restore)
        for count in [3, 4] {
            let item = planned(Self.restoring) { $0.restores = [Self.key: count] }.item
            #expect(item.decision == .keep)
            #expect(item.restore == nil)
            #expect(item.warnings == ["the portal itself will destroy it on 2026-12-13T09:00:00Z"])
        }
    }

    @Test func `the limit of restores does not purge`() {
        let policy = Policy.with([.restore("r", .anything)], retention: days(1))
        #expect(planned(policy) { $0.restores = [Self.key: 99] }.item.decision == .keep)
    }

    @Test func `restores of a folder with the same ID dont count`() {
        #expect(planned(Self.restoring) { $0.restores = [ItemKey(.folder, 1): 99] }.item.decision == .restore)
    }

    @Test func `quarantine keeps instead of purging`() {
        let entry = SweepHistory.Quarantined(until: ago(0, -1), reason: "locked")
        let item = planned(Self.due) { $0.quarantine = [Self.key: entry] }.item
        #expect(item.decision == .keep)
        #expect(item.reason == "in quarantine until 2026-11-23T09:00:01Z: locked")
    }

    @Test func `quarantine holds instead of restoring`() {
        let entry = SweepHistory.Quarantined(until: ago(-1), reason: "locked")
        let item = planned(Self.restoring) { $0.quarantine = [Self.key: entry] }.item
        #expect(item.decision == .hold)
        #expect(item.restore == nil)
    }

    @Test func `quarantine ends at its very instant`() {
        let entry = SweepHistory.Quarantined(until: now, reason: "locked")
        #expect(planned(Self.due) { $0.quarantine = [Self.key: entry] }.item.decision == .purge)
    }

    @Test(arguments: UInt64(1)...8)
    func `restraints never add a purge or a restore`(seed: UInt64) {
        var random = RandomChoices(seed: seed)
        for round in 0..<120 {
            let (policy, items) = (random.policy(), random.trash(12))
            let free = plan(items: items, policy: policy, now: now).items
            let history = random.history(of: items)
            let restrained = plan(items: items, policy: policy, now: now, history: history).plan.items
            for (before, after) in zip(free, restrained) where before.decision != after.decision {
                let isHarmless = after.decision == .keep || after.decision == .hold && before.decision == .restore
                #expect(isHarmless, "seed \(seed), round \(round): \(before) became \(after)")
            }
            #expect(restrained.allSatisfy { ($0.restore != nil) == ($0.decision == .restore) })
        }
    }
}

extension RandomChoices {
    fileprivate mutating func history(of items: [TrashedItem]) -> SweepHistory {
        var history = SweepHistory()
        for item in items {
            if chance(30) { history.restores[item.key] = Int.random(in: 1...4, using: &self) }
            if chance(30) {
                history.quarantine[item.key] = SweepHistory.Quarantined(
                    until: one(of: [ago(1), now, ago(-1)]), reason: "locked")
            }
        }
        let settled = maybe(missing: 30) { $0.policy() }
        history.grace = maybe(missing: 30) {
            SweepHistory.Grace(until: $0.one(of: [ago(1), now, ago(-1)]), earlier: [settled])
        }
        return history
    }
}
