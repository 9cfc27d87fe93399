import Testing

@testable import Retention

/// Two tasks decide on a large trash: the result is that of one.
@Suite struct RulingPassTests {
    @Test(arguments: UInt64(1)...8) func `any division gives the same`(seed: UInt64) {
        var random = RandomChoices(seed: seed)
        for round in 0..<60 {
            let (policy, items) = (random.policy(), random.trash(13))
            let planner = ConstrainedPlanner(policy: policy, now: now, history: random.anyHistory(of: items))
            let whole = RulingPass(ItemList(items), planner, split: items.count)
            #expect(whole.rulings.count == items.count)
            for split in 0..<items.count {
                let divided = RulingPass(ItemList(items), planner, split: split)
                #expect(divided.difference == whole.difference, "seed \(seed), round \(round), split at \(split)")
                let (mine, expected) = (divided.rulings.map(\.unpacked), whole.rulings.map(\.unpacked))
                #expect(mine == expected, "seed \(seed), round \(round), split at \(split)")
            }
        }
    }

    /// People and folders are left out where nothing depends on them.
    @Test(arguments: UInt64(1)...8) func `brief items have the same ruling and text`(seed: UInt64) {
        var random = RandomChoices(seed: seed)
        for round in 0..<60 {
            let (policy, items) = (random.policy(), random.trash(13))
            let history = random.anyHistory(of: items)
            let planner = ConstrainedPlanner(policy: policy, now: now, history: history)
            let planned = plan(items: items, policy: policy, now: now, history: history).plan.items
            for index in items.indices {
                var unused = PolicyDifference()
                let (brief, whole) = (planned.brief(index), planner.decide(items[index], &unused))
                let comment: Comment = "seed \(seed), round \(round), item \(index)"
                #expect(brief.decision == whole.decision && brief.rule == whole.rule, comment)
                #expect(brief.reason == whole.reason && brief.warnings == whole.warnings, comment)
                #expect(brief.dueAt == whole.dueAt && brief.restore == whole.restore, comment)
                #expect(brief.isLeftWhenDue == whole.isLeftWhenDue && brief.item.key == whole.item.key, comment)
                #expect(brief.item.title == whole.item.title && brief.item.bytes == whole.item.bytes, comment)
                #expect(brief.item.countsSince == whole.item.countsSince, comment)
            }
        }
    }

    @Test func `a large trash is decided in its order`() {
        let items = (1...30_001).map { TrashedItem.file($0, $0 % 3 == 0 ? "held.txt" : "\($0).txt") }
        let policy = Policy.with([.hold("h", .title("held*"))], retention: days(1))
        let plan = plan(items: items, policy: policy, now: now)
        #expect(plan.indices([.hold]) == items.indices.filter { ($0 + 1) % 3 == 0 })
    }

    @Test func `an empty trash has no rulings`() {
        let planner = ConstrainedPlanner(policy: .with([]), now: now, history: SweepHistory())
        #expect(RulingPass(ItemList(), planner, split: 0).rulings.isEmpty)
    }
}
