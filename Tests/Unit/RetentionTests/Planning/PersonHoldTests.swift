import Foundation
import Testing

@testable import Retention

/// A person's hold outranks every rule.
@Suite struct PersonHoldTests {
    private static let key = TrashedItem.file().key
    private static let due = Policy.with(retention: days(1))

    private func planned(
        _ policy: Policy, _ hold: ItemHold, item: TrashedItem = .file(),
        _ change: (inout SweepHistory) -> Void = { _ in }
    ) -> PlannedItem {
        var history = SweepHistory()
        history.holds = [hold.key: hold]
        change(&history)
        return plan(items: [item], policy: policy, now: now, history: history).plan.items[0]
    }

    private func hold(until: Date? = nil) -> ItemHold {
        ItemHold(key: Self.key, reason: "lawsuit", until: until, ticket: "LEGAL-7", addedBy: "ann (uid 1000)")
    }

    @Test func `outranks retention and rules`() {
        let policies = [
            Self.due, Policy.with([.purge("p", .anything, after: days(1))]), .with([.restore("r", .anything)]),
        ]
        for policy in policies {
            let item = planned(policy, hold())
            #expect(item.decision == .hold && item.rule == nil && item.restore == nil)
            #expect(item.reason == "held by ann (uid 1000): lawsuit (LEGAL-7)")
        }
    }

    @Test func `protects no other item`() {
        let other = ItemHold(key: ItemKey(.folder, Self.key.id), reason: "x")
        #expect(planned(Self.due, other).decision == .purge)
    }

    @Test func `ends at its very instant`() {
        #expect(planned(Self.due, hold(until: ago(0, -1))).decision == .hold)
        #expect(planned(Self.due, hold(until: now)).decision == .purge)
    }

    @Test func `is rescued before the portal takes it`() {
        let late = TrashedItem.file(trashed: ago(27))
        let item = planned(Self.due, hold(), item: late)
        #expect(item.restore == RestoreOrder(target: .origin(fallback: .myDocuments), isRescue: true))
        // If a rule names a destination for such items, it is used, however often the item was restored.
        let policy = Policy.with([.restore("r", .anything, to: .fixed(.folder(9)))])
        let again = planned(policy, hold(), item: late) { $0.restores = [Self.key: 99] }
        #expect(again.restore == RestoreOrder(target: .fixed(.folder(9)), isRescue: true))
    }

    @Test func `while holds are unknown nothing is due and rules still protect`() {
        let unknown: (inout SweepHistory) -> Void = { $0.holdsProblem = "x.json is not a valid hold" }
        let other = ItemHold(key: ItemKey(.file, 9_999), reason: "x")
        let item = planned(Self.due, other, unknown)
        #expect(item.decision == .keep)
        #expect(item.reason == "older than 1d, but it may be held: x.json is not a valid hold")
        #expect(planned(.with([.restore("r", .anything)]), other, unknown).decision == .restore)
    }

    @Test func `the longer hold outlasts the other`() {
        #expect(hold().outlasts(hold(until: now)) && !hold(until: now).outlasts(hold()))
        #expect(hold(until: ago(-2)).outlasts(hold(until: ago(-1))) && !hold().outlasts(hold()))
    }
}
