import Foundation
import Testing

@testable import Retention

/// Held items against the portal's own thirty days.
@Suite struct RescueTests {
    private static let held = Policy.with([.hold("h", .title("a*"), to: .fixed(.folder(9)))])

    @Test func `rescues at the very start of the margin`() {
        let planned = decision(.file(trashed: ago(27)), Self.held)
        #expect(planned.decision == .restore)
        #expect(planned.restore == RestoreOrder(target: .fixed(.folder(9)), isRescue: true))
    }

    @Test func `holds a second before the margin`() {
        #expect(decision(.file(trashed: ago(27, -1)), Self.held).decision == .hold)
    }

    @Test func `still rescues what the portal has not taken in time`() {
        #expect(decision(.file(trashed: ago(45)), Self.held).restore?.isRescue == true)
    }

    @Test func `the margin is the policys`() {
        var policy = Self.held
        policy.rescueBefore = .seconds(10 * 86_400)
        #expect(decision(.file(trashed: ago(20)), policy).decision == .restore)
        #expect(decision(.file(trashed: ago(20, -1)), policy).decision == .hold)
    }

    @Test func `rescues what may be protected`() {
        let item = TrashedItem.file(trashed: ago(28)) { $0.originFolder = nil }
        let policy = Policy.with([.restore("room", .room("*"), to: .origin(fallback: .folder(3)))])
        let planned = decision(item, policy)
        #expect(planned.restore == RestoreOrder(target: .origin(fallback: .folder(3)), isRescue: true))
        #expect(planned.reason.contains("its originRoom is unknown"))
    }

    @Test func `rescued folders go to their origin or my documents`() {
        let planned = decision(.folder(children: 2, trashed: ago(28)), .with(folders: .rescue))
        #expect(planned.restore == RestoreOrder(target: .origin(fallback: .myDocuments), isRescue: true))
    }

    private static let warning = "its date of deletion is unknown, so the portal may destroy it at any time"

    /// The portal also uses this date.
    @Test func `a date in the future causes a warning and not a rescue`() {
        let planned = decision(.file(trashed: ago(-1)), Self.held)
        #expect(planned.decision == .hold)
        #expect(planned.warnings == [Self.warning])
    }

    @Test func `rescues at once what has no date`() {
        let planned = decision(.file(trashed: nil), Self.held)
        #expect(planned.restore == RestoreOrder(target: .fixed(.folder(9)), isRescue: true))
        #expect(planned.reason.hasSuffix("rescued, for \(Self.warning)"))
    }

    /// A listing that didn't show it proves that the portal's thirty days began later.
    @Test func `waits for the margin with what a listing did not show`() {
        let held = decision(.file(trashed: nil) { $0.notInTrashBefore = ago(27, -1) }, Self.held)
        #expect(held.decision == .hold)
        #expect(held.warnings == [Self.warning])
        #expect(decision(.file(trashed: nil) { $0.notInTrashBefore = ago(27) }, Self.held).restore?.isRescue == true)
    }

    @Test func `a folder without a date and without a target is kept with a warning`() {
        let planned = decision(.folder(children: 2, trashed: nil), .with(folders: .hold))
        #expect(planned.decision == .keep)
        #expect(planned.warnings.contains(Self.warning))
    }

    @Test func `a folder that is left names the day of its end`() {
        let planned = decision(.folder(children: 2), .with(retention: days(1), folders: .hold))
        #expect(planned.decision == .left)
        #expect(planned.warnings == ["the portal itself will destroy it on 2026-12-13T09:00:00Z"])
        #expect(planned.reason == "older than 1d, but not empty, and its contents can't be listed")
    }

    /// Issue 17, point 8: an item that is not due yet is kept like everything else, and already shows its end.
    @Test func `a folder that is not due is kept and names the day of its end`() {
        let planned = decision(.folder(children: 2, trashed: ago(3)), .with(retention: days(14), folders: .hold))
        #expect(planned.decision == .keep)
        #expect(planned.dueAt == ago(-11))
        #expect(planned.warnings.first == "not empty, and its contents can't be listed")
        #expect(planned.warnings.last == "the portal itself will destroy it on \(Planner.text(ago(-27)))")
    }

    /// `plan` prints the exact instant, so that nobody has to count days (incident class I13).
    @Test func `reports when an item is due`() {
        let planned = decision(.file(trashed: ago(1)), .with(retention: days(14)))
        #expect(planned.dueAt == ago(-13))
        #expect(planned.reason == "younger than 14d")
        #expect(decision(.file(trashed: ago(1)), Self.held).dueAt == nil)
    }

    @Test func `lists the rules that could not be judged`() {
        let item = TrashedItem.file { $0.originFolder = nil }
        let policy = Policy.with([.purge("scratch", .room("*"), after: days(1))], retention: days(2))
        #expect(decision(item, policy).warnings == ["rule \"scratch\" doesn't purge: its originRoom is unknown"])
    }
}
