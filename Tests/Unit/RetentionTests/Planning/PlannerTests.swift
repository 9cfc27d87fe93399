import Foundation
import Testing

@testable import Retention

/// The boundary cases of `docs/reference/semantics.md`, one by one.
@Suite struct PlannerTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let item: TrashedItem
        let policy: Policy
        let decision: Decision
        let rule: String?

        init(_ name: String, _ item: TrashedItem, _ policy: Policy, _ decision: Decision, rule: String? = nil) {
            (testDescription, self.item, self.policy, self.decision, self.rule) = (name, item, policy, decision, rule)
        }
    }

    private static let hold = Rule.hold("h", .title("*.pdf"))
    private static let restore = Rule.restore("r", .title("a*"))
    private static let purge = Rule.purge("p", .anything, after: days(1))
    private static let roomHold = Rule.hold("room", .room("Finance *"))
    private static let roomRestore = Rule.restore("room", .room("Finance *"))
    private static let roomPurge = Rule.purge("room", .room("Finance *"), after: days(20))
    private static let roomless = TrashedItem.file { $0.originFolder = nil }

    static let due = [
        Case("due to the second is due", .file(trashed: ago(14)), .with(retention: days(14)), .purge),
        Case("a second early is not", .file(trashed: ago(14, -1)), .with(retention: days(14)), .keep),
        Case("without a retention nothing is due", .file(trashed: ago(29)), .with(), .keep),
        Case("without a date nothing is due", .file(trashed: nil), .with(retention: days(1)), .keep),
        Case("from the future nothing is due", .file(trashed: ago(0, -1)), .with(retention: days(1)), .keep),
        Case("from the future not even at zero", .file(trashed: ago(0, -1)), .with(retention: days(0)), .keep),
        Case("a purge rule needs a date too", .file(trashed: nil), .with([purge]), .keep, rule: "p"),
        Case(
            "a longer purge rule overrides the policy's retention", .file(trashed: ago(10)),
            .with([.purge("p", .anything, after: days(20))], retention: days(2)), .keep, rule: "p"),
        Case(
            "a shorter purge rule overrides it too", .file(trashed: ago(1)), .with([purge], retention: days(20)),
            .purge, rule: "p"),
        Case(
            "an item that no purge rule matches follows the policy", .file(trashed: ago(2)),
            .with([.purge("p", .title("x"), after: days(20))], retention: days(2)), .purge),
    ]

    static let several = [
        Case(
            "the shortest of several retentions wins", .file(trashed: ago(6)),
            .with([.purge("long", .anything, after: days(20)), .purge("short", .anything, after: days(5))]),
            .purge, rule: "short"),
        Case(
            "the first due rule gives the name", .file(trashed: ago(6)),
            .with([.purge("a", .anything, after: days(6)), .purge("b", .anything, after: days(5))]), .purge, rule: "a"),
        Case(
            "before any is due the shortest gives the name", .file(trashed: ago(1)),
            .with([.purge("a", .anything, after: days(6)), .purge("b", .anything, after: days(5))]), .keep, rule: "b"),
        Case(
            "an undecided purge rule doesn't purge", roomless, .with([.purge("room", .room("*"), after: days(1))]),
            .keep),
        Case("an undecided longer rule keeps longer", roomless, .with([roomPurge], retention: days(5)), .keep),
        Case(
            "an undecided shorter rule changes nothing", roomless,
            .with([.purge("room", .room("*"), after: days(1))], retention: days(10)), .purge),
        Case("an undecided rule yields to one that matches", roomless, .with([roomPurge, purge]), .purge, rule: "p"),
    ]

    static let precedence = [
        Case("hold beats restore", .file(), .with([restore, hold]), .hold, rule: "h"),
        Case("hold beats restore in any order", .file(), .with([hold, restore]), .hold, rule: "h"),
        Case("hold beats purge in any order", .file(), .with([purge, hold]), .hold, rule: "h"),
        Case("restore beats purge in any order", .file(), .with([purge, restore]), .restore, rule: "r"),
        Case(
            "the first hold gives the name", .file(), .with([.hold("1", .anything), .hold("2", .anything)]), .hold,
            rule: "1"),
        Case(
            "a hold ends at its until", .file(), .with([.hold("h", .anything, until: now)], retention: days(1)), .purge),
        Case(
            "a hold lasts until just before", .file(),
            .with([.hold("h", .anything, until: ago(0, -1))], retention: days(1)), .hold, rule: "h"),
        Case(
            "an ended hold doesn't protect by doubt either", roomless,
            .with([.hold("h", .room("*"), until: now)], retention: days(1)), .purge),
        Case("an undecided hold protects", roomless, .with([purge, roomHold]), .hold, rule: "room"),
        Case("an undecided restore holds", roomless, .with([purge, roomRestore]), .hold, rule: "room"),
        Case(
            "a negated unknown protects too", roomless,
            .with([purge, .hold("not", .not(.room("Finance *")))]), .hold, rule: "not"),
        Case("a certain restore beats an undecided hold", roomless, .with([roomHold, restore]), .restore, rule: "r"),
        Case(
            "a known origin without a room isn't held for a room", .file(), .with([purge, roomHold]), .purge, rule: "p"),
        Case(
            "an undecided part that can't matter protects nothing", roomless,
            .with([purge, .hold("h", .all([.room("*"), .title("x")]))]), .purge, rule: "p"),
    ]

    private static func full(_ folders: NonEmptyFolders) -> Policy { .with([purge], folders: folders) }

    static let folders = [
        Case("a folder with contents is left", .folder(children: 1), full(.hold), .left),
        Case("a folder of unknown contents is left", .folder(children: nil), full(.hold), .left),
        Case("an empty folder is purged", .folder(children: 0), full(.hold), .purge, rule: "p"),
        Case("rescue holds until the margin", .folder(children: 1), full(.rescue), .hold),
        Case("rescue restores in the margin", .folder(children: 1, trashed: ago(27)), full(.rescue), .restore),
        Case("a folder that is left isn't rescued", .folder(children: 1, trashed: ago(29)), full(.hold), .left),
        Case("purge takes a folder as one unit", .folder(children: 1), full(.purge), .purge, rule: "p"),
        Case("purge waits until it is due", .folder(children: 1, trashed: ago(0.5)), full(.purge), .keep, rule: "p"),
        Case(
            "a restore rule restores a folder with contents", .folder(1, "abc", children: 5), .with([restore]),
            .restore, rule: "r"),
        Case("a hold rule names itself on a folder", .folder(1, "x.pdf", children: 5), .with([hold]), .hold, rule: "h"),
    ]

    @Test(arguments: due + several + precedence + folders)
    func decides(_ example: Case) {
        let planned = decision(example.item, example.policy)
        #expect(planned.decision == example.decision, "\(planned.reason)")
        #expect(planned.rule == example.rule)
        #expect((planned.restore != nil) == (planned.decision == .restore), "only a restore has a destination")
    }
}
