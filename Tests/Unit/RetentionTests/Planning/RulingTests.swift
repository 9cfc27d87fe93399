import Foundation
import Testing

@testable import Retention

/// A decision as it is stored, and as it is read again.
@Suite struct RulingTests {
    @Test(arguments: Decision.allCases) func `four bytes hold a whole ruling`(decision: Decision) {
        #expect(MemoryLayout<PackedRuling>.size == 4)
        for ground in Ruling.Ground.allCases {
            for rule in [nil, 0, 1, 255, 4_096, PackedRuling.maxRule] {
                for mark in 0..<10 {
                    var ruling = Ruling(decision, ground, rule: rule)
                    ruling.marks = Ruling.Marks(rawValue: (1 << mark | 1) & Ruling.Marks.all.rawValue)
                    let packed = PackedRuling(ruling)
                    #expect(packed.unpacked == ruling)
                    #expect(Decision.allCases.filter(packed.has) == [decision])
                }
            }
        }
    }

    @Test func `a rule without room is not taken for another`() {
        for rule in [PackedRuling.maxRule + 1, PackedRuling.maxRule + 2, 1 << 20] {
            let packed = PackedRuling(Ruling(.hold, .heldByRule, rule: rule))
            #expect(packed.unpacked == nil)
            #expect(packed.decision == .hold)
        }
    }

    @Test func `another decision leaves the grounds`() {
        var packed = PackedRuling(Ruling(.purge, .due, rule: 3))
        packed.decision = .keep
        #expect(packed.unpacked == Ruling(.keep, .due, rule: 3))
    }

    /// The last of 65,600 rules decides.
    @Test func `items of very long policies are read as decided`() {
        let others = (0..<65_599).map { Rule.hold("h\($0)", .criterion(.fileExtension(["x\($0)"]))) }
        let policy = Policy.with(others + [.hold("last", .criterion(.fileExtension(["pdf"])))], retention: days(1))
        let planned = plan(items: [TrashedItem.file()], policy: policy, now: now).items[0]
        #expect(planned.decision == .hold && planned.rule == "last" && planned.reason == "held without end")
    }

    /// Under every possible state of earlier sweeps, item after item and in any order.
    @Test(arguments: UInt64(1)...8) func `a ruling reads back as decided`(seed: UInt64) {
        var random = RandomChoices(seed: seed)
        for round in 0..<100 {
            let (policy, items) = (random.policy(), random.trash(12))
            let history = random.anyHistory(of: items)
            let plan = plan(items: items, policy: policy, now: now, history: history).plan
            for index in items.indices.shuffled(using: &random) {
                // A separate planner, which sees no other item.
                let alone = Retention.plan(items: [items[index]], policy: policy, now: now, history: history).plan
                let (mine, expected) = ("\(plan.items[index])", "\(alone.items[0])")
                #expect(mine == expected, "seed \(seed), round \(round)")
                #expect(plan.indices([plan.items[index].decision]).contains(index))
            }
        }
    }
}

extension RandomChoices {
    /// All possible state of earlier sweeps.
    mutating func anyHistory(of items: [TrashedItem]) -> SweepHistory {
        var history = SweepHistory()
        history.account = maybe(missing: 50) { $0.one(of: ["hr-1", "an account with a long name"]) }
        for item in items {
            if chance(15) { history.restores[item.key] = Int.random(in: 1...4, using: &self) }
            if chance(15) { history.quarantine[item.key] = .init(until: one(of: [now, ago(-1)]), reason: "locked") }
            if chance(20) {
                history.holds[item.key] = ItemHold(
                    key: item.key, reason: "lawsuit", until: maybe(missing: 40) { $0.one(of: [now, ago(-1)]) })
            }
        }
        let earlier = (0..<Int.random(in: 0...2, using: &self)).map { _ in maybe(missing: 20) { $0.policy() } }
        history.grace = maybe(missing: 40) { .init(until: $0.one(of: [now, ago(-1)]), earlier: earlier) }
        history.holdsProblem = maybe(missing: 80) { _ in "unreadable" }
        history.origins = OriginFacts([50: one(of: OriginLocation.allCases)])
        let moment = moment()
        history.notInTrashBefore = { $0.id % 3 == 0 ? moment : nil }
        return history
    }
}
