import Foundation
import Testing

@testable import Retention

/// An item is never older than the last complete listing that did not show it (issue 13, point 5).
@Suite struct AbsentBeforeTests {
    private func planned(_ item: TrashedItem, _ policy: Policy, absent: Date?) -> PlannedItem {
        var history = SweepHistory()
        history.notInTrashBefore = { $0 == item.key ? absent : nil }
        return plan(items: [item], policy: policy, now: now, history: history).plan.items[0]
    }

    /// Some versions date a trashed file by its last edit: trashed a moment ago, and twenty days old by its date.
    @Test func `a file that a later listing did not show is not as old as its date`() {
        let fresh = planned(.file(trashed: ago(20)), .with(retention: days(14)), absent: ago(1))
        #expect(fresh.decision == .keep)
        #expect(fresh.dueAt == ago(-13))
        #expect(
            fresh.reason
                == "younger than 14d, counted from the listing of 2026-11-22T09:00:00Z that did not show it yet")
        #expect(fresh.item.countsSince == ago(1))
    }

    @Test func `its time still comes`() {
        let item = TrashedItem.file(trashed: ago(20))
        #expect(planned(item, .with(retention: days(14)), absent: ago(14)).decision == .purge)
        #expect(planned(item, .with(retention: days(14)), absent: ago(14, -1)).decision == .keep)
    }

    @Test(arguments: [nil, ago(21), ago(20)])
    func `a listing before its date changes nothing`(absent: Date?) {
        let planned = planned(.file(trashed: ago(20)), .with(retention: days(14)), absent: absent)
        #expect(planned.decision == .purge && planned.reason == "older than 14d" && planned.dueAt == ago(6))
    }

    @Test func `clocks that agree leave the reason as it is`() {
        let planned = planned(.file(trashed: ago(20)), .with(retention: days(14)), absent: ago(20, -300))
        #expect(planned.reason == "older than 14d" && planned.dueAt == ago(6, -300))
    }

    @Test(arguments: [nil, ago(-1)])
    func `it never replaces the date of the portal`(date: Date?) {
        #expect(planned(.file(trashed: date), .with(retention: days(14)), absent: ago(20)).decision == .keep)
    }

    /// The portal's own cleaner goes by its date, right or wrong.
    @Test func `a rescue comes before the portal's date and not ours`() {
        let planned = planned(.file(trashed: ago(28)), .with([.hold("h", .anything)]), absent: ago(1))
        #expect(planned.decision == .restore && planned.restore?.isRescue == true)
    }

    @Test func `the items own bound counts as well`() {
        let item = TrashedItem.file(trashed: ago(20)) { $0.notInTrashBefore = ago(2) }
        for absent in [nil, ago(10)] {
            #expect(planned(item, .with(retention: days(14)), absent: absent).dueAt == ago(-12))
        }
        #expect(planned(item, .with(retention: days(14)), absent: ago(1)).dueAt == ago(-13))
    }
}
