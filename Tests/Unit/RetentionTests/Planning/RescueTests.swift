import Foundation
import Testing

@testable import Retention

/// Held items against the portal's own thirty days.
@Suite struct RescueTests {
    private static let held = Policy.with([.hold("h", .title("a*"), to: .fixed(.folder(9)))])

    @Test func rescuesAtTheVeryStartOfTheMargin() {
        let planned = decision(.file(trashed: ago(27)), Self.held)
        #expect(planned.decision == .restore)
        #expect(planned.restore == RestoreOrder(target: .fixed(.folder(9)), isRescue: true))
    }

    @Test func holdsASecondBeforeTheMargin() {
        #expect(decision(.file(trashed: ago(27, -1)), Self.held).decision == .hold)
    }

    @Test func stillRescuesWhatThePortalHasNotTakenInTime() {
        #expect(decision(.file(trashed: ago(45)), Self.held).restore?.isRescue == true)
    }

    @Test func theMarginIsThePolicys() {
        var policy = Self.held
        policy.rescueBefore = .seconds(10 * 86_400)
        #expect(decision(.file(trashed: ago(20)), policy).decision == .restore)
        #expect(decision(.file(trashed: ago(20, -1)), policy).decision == .hold)
    }

    @Test func rescuesWhatMayBeProtected() {
        let item = TrashedItem.file(trashed: ago(28)) { $0.originFolder = nil }
        let policy = Policy.with([.restore("room", .room("*"), to: .origin(fallback: .folder(3)))])
        let planned = decision(item, policy)
        #expect(planned.restore == RestoreOrder(target: .origin(fallback: .folder(3)), isRescue: true))
        #expect(planned.reason.contains("its originRoom is unknown"))
    }

    @Test func rescuedFoldersGoToTheirOriginOrMyDocuments() {
        let planned = decision(.folder(children: 2, trashed: ago(28)), .with(folders: .rescue))
        #expect(planned.restore == RestoreOrder(target: .origin(fallback: .myDocuments), isRescue: true))
    }

    private static let warning = "its date of deletion is unknown, so the portal may destroy it at any time"

    /// The portal also uses this date.
    @Test func aDateInTheFutureIsNoReasonToRescueButToWarn() {
        let planned = decision(.file(trashed: ago(-1)), Self.held)
        #expect(planned.decision == .hold)
        #expect(planned.warnings == [Self.warning])
    }

    @Test func rescuesAtOnceWhatHasNoDate() {
        let planned = decision(.file(trashed: nil), Self.held)
        #expect(planned.restore == RestoreOrder(target: .fixed(.folder(9)), isRescue: true))
        #expect(planned.reason.hasSuffix("rescued, for \(Self.warning)"))
    }

    /// A listing that didn't show it proves that the portal's thirty days began later.
    @Test func waitsForTheMarginWithWhatAListingDidNotShow() {
        let held = decision(.file(trashed: nil) { $0.notInTrashBefore = ago(27, -1) }, Self.held)
        #expect(held.decision == .hold)
        #expect(held.warnings == [Self.warning])
        #expect(decision(.file(trashed: nil) { $0.notInTrashBefore = ago(27) }, Self.held).restore?.isRescue == true)
    }

    @Test func aFolderWithoutADateAndWithoutATargetIsKeptWithAWarning() {
        let planned = decision(.folder(children: 2, trashed: nil), .with(folders: .hold))
        #expect(planned.decision == .keep)
        #expect(planned.warnings.contains(Self.warning))
    }

    @Test func aFolderThatIsLeftNamesTheDayOfItsEnd() {
        let planned = decision(.folder(children: 2), .with(retention: days(1), folders: .hold))
        #expect(planned.decision == .left)
        #expect(planned.warnings == ["the portal itself will destroy it on 2026-12-13T09:00:00Z"])
        #expect(planned.reason == "older than 1d, but not empty, and its contents can't be listed")
    }

    /// Issue 17, point 8: an item that is not due yet is kept like everything else, and already shows its end.
    @Test func aFolderThatIsNotDueIsKeptAndNamesTheDayOfItsEnd() {
        let planned = decision(.folder(children: 2, trashed: ago(3)), .with(retention: days(14), folders: .hold))
        #expect(planned.decision == .keep)
        #expect(planned.dueAt == ago(-11))
        #expect(planned.warnings.first == "not empty, and its contents can't be listed")
        #expect(planned.warnings.last == "the portal itself will destroy it on \(Planner.text(ago(-27)))")
    }

    /// `plan` prints the exact instant, so that nobody has to count days (incident class I13).
    @Test func reportsWhenAnItemIsDue() {
        let planned = decision(.file(trashed: ago(1)), .with(retention: days(14)))
        #expect(planned.dueAt == ago(-13))
        #expect(planned.reason == "younger than 14d")
        #expect(decision(.file(trashed: ago(1)), Self.held).dueAt == nil)
    }

    @Test func listsTheRulesThatCouldNotBeJudged() {
        let item = TrashedItem.file { $0.originFolder = nil }
        let policy = Policy.with([.purge("scratch", .room("*"), after: days(1))], retention: days(2))
        #expect(decision(item, policy).warnings == ["rule \"scratch\" doesn't purge: its originRoom is unknown"])
    }
}
