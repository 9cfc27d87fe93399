import Foundation
import Testing

@testable import Retention

/// The origin folders that must be inspected before a plan (issue 13, point 3).
@Suite struct OriginQuestionsTests {
    private static let finance = Rule.hold("finance", .room("Finance *"))
    private static let notFinance = Rule.purge("rest", .not(.room("Finance *")), after: days(1))
    private static let mine = Rule.purge("mine", .criterion(.originFolder([.myDocuments])), after: days(1))

    /// A file from a folder for which the portal names no room.
    private static func from(_ folder: Int?, _ id: Int = 1, _ title: String = "a.pdf") -> TrashedItem {
        .file(id, title) {
            $0.originFolder = folder.map { FolderReference(id: $0, title: "Q3") }
            $0.originLocation = .unknown
        }
    }

    private func questions(_ items: [TrashedItem], _ policy: Policy, _ history: SweepHistory = SweepHistory()) -> [Int]
    {
        originFolders(toInspectFor: ItemList(items), policy: policy, now: now, history: history)
    }

    @Test(arguments: [finance, notFinance, mine])
    func `requests each folder once in the order of the items`(rule: Rule) {
        let items = [Self.from(7, 1), Self.from(3, 2), Self.from(7, 3), Self.from(5, 4), Self.from(3, 5)]
        #expect(questions(items, .with([rule])) == [7, 3, 5])
    }

    @Test(arguments: [
        Policy.with(retention: days(1)), .with([.hold("x", .title("*"))]),
        .with([.hold("over", .room("Finance *"), until: now)]),
        .with([.hold("place", .criterion(.originFolder([.id(7), .title(glob("Q*"))])))]),
    ])
    func `requests nothing for rules that do not need it`(policy: Policy) {
        #expect(questions([Self.from(7)], policy).isEmpty)
    }

    @Test func `requests nothing when the rest of the rule decides`() {
        let rule = Rule.hold("finance", .all([.title("*.docx"), .room("Finance *")]))
        #expect(questions([Self.from(7, 1, "a.pdf"), Self.from(8, 2, "a.docx")], .with([rule])) == [8])
        let any = Rule.hold("finance", .any([.title("*.pdf"), .room("Finance *")]))
        #expect(questions([Self.from(7, 1, "a.pdf"), Self.from(8, 2, "a.docx")], .with([any])) == [8])
    }

    @Test func `requests nothing when the answer is known or cannot be found`() {
        let named = TrashedItem.file(1) { $0.originRoom = FolderReference(id: 1, title: "Lab") }
        var known = SweepHistory()
        known.origins = OriginFacts([7: .unknown])
        #expect(questions([named], .with([Self.finance])).isEmpty)
        #expect(questions([Self.from(nil)], .with([Self.finance])).isEmpty)
        #expect(questions([Self.from(7), Self.from(8, 2)], .with([Self.finance]), known) == [8])
    }

    @Test func `includes policies before a change in its grace`() {
        var history = SweepHistory()
        history.grace = SweepHistory.Grace(until: ago(-1), earlier: [nil, .with([Self.finance])])
        #expect(questions([Self.from(7)], .with(retention: days(1)), history) == [7])
        history.grace = SweepHistory.Grace(until: ago(1), earlier: [.with([Self.finance])])
        #expect(questions([Self.from(7)], .with(retention: days(1)), history).isEmpty)
    }

    /// The fault itself: `Finance / Q3` was trashed after a file of it, and the file lost its room.
    @Test(arguments: [finance, Rule.restore("finance", .room("Finance *")), notFinance])
    func `an item that lost its room is purged only when its folder lies in my documents`(rule: Rule) {
        func decision(_ facts: OriginFacts) -> Decision {
            var history = SweepHistory()
            history.origins = facts
            let policy = Policy.with([rule], retention: rule.name == "rest" ? nil : days(5))
            return plan(items: [Self.from(7)], policy: policy, now: now, history: history).plan.items[0].decision
        }
        #expect(decision(OriginFacts([7: .myDocuments])) == .purge)
        for facts in [OriginFacts(), OriginFacts([7: .unknown]), OriginFacts([7: .elsewhere, 8: .myDocuments])] {
            #expect(decision(facts) != .purge)
        }
    }
}
