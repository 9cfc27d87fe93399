import Foundation
import Testing

@testable import Retention

/// The report of `check --online` about each rule. The expectations come from whole plans of policies that differ by a
/// rule.
@Suite("Self-check of a policy")
struct PolicySelfCheckTests {
    private let history = SweepHistory()

    private func check(_ items: [TrashedItem], _ policy: Policy, _ history: SweepHistory? = nil) -> PolicySelfCheck {
        PolicySelfCheck(items: items, policy: policy, now: now, history: history ?? self.history)
    }

    @Test func `says what each rule decides and what it saves`() {
        let items = (1...5).map { TrashedItem.file($0, "contract \($0).pdf") } + [.file(6, "scratch.tmp")]
        let policy = Policy.with(
            [
                .hold("contracts", .title("contract*")), .restore("first", .title("contract 1*")),
                .purge("scratch", .title("*.tmp"), after: days(1)), .hold("nothing", .title("invoice*")),
                .hold("over", .anything, until: ago(1)),
            ], retention: days(7))
        let effects = check(items, policy).effects
        #expect(effects.map(\.rule) == ["contracts", "first", "scratch", "nothing", "over"])
        #expect(effects.map(\.met) == [5, 1, 1, 0, 0])
        #expect(effects.map(\.decided) == [5, 0, 1, 0, 0])
        #expect(effects[0].examples.map(\.key.id) == [1, 2, 3])
        #expect(effects.map(\.isOver) == [false, false, false, false, true])
        typealias Change = RuleEffect.Change
        #expect(
            effects[0].withoutIt == [Change(from: .hold, to: .purge): 4, Change(from: .hold, to: .restore): 1])
        #expect(effects[1].withoutIt.isEmpty, "the hold beats it")
        #expect(effects[2].withoutIt.isEmpty, "it is due for the retention of all as well")
    }

    /// A folder whose contents can't be listed is left alone only because of a rule for files, unless the policy itself
    /// says so.
    @Test(arguments: [true, false]) func `a rule that alone keeps folders is seen to do that`(_ isDefault: Bool) {
        var policy = Policy.with([.hold("docs", .criterion(.fileExtension(["docx"])))], retention: days(7))
        policy.isFolderRuleDefault = isDefault
        let effects = check([.folder(1, children: 3)], policy).effects
        #expect(effects[0].met == 0)
        #expect(effects[0].withoutIt == (isDefault ? [RuleEffect.Change(from: .left, to: .purge): 1] : [:]))
    }

    @Test func `restraints of sweeps are left out`() {
        var history = SweepHistory()
        history.grace = SweepHistory.Grace(until: now.addingTimeInterval(60), earlier: [nil])
        history.quarantine = [ItemKey(.file, 1): .init(until: now.addingTimeInterval(60), reason: "refused")]
        history.restores = [ItemKey(.file, 2): 9]
        let policy = Policy.with([.restore("two", .title("2*"))], retention: days(7))
        let items = [TrashedItem.file(1, "1"), .file(2, "2")]
        #expect(check(items, policy, history).effects[0].withoutIt == [.init(from: .restore, to: .purge): 1])
    }

    /// Against plans of whole policies, made apart.
    @Test(arguments: 0..<300) func `agrees with plans with and without each rule`(_ seed: UInt64) {
        var random = RandomChoices(seed: seed)
        var policy = random.policy()
        policy.isFolderRuleDefault = random.chance(50)
        if policy.isFolderRuleDefault { policy.folders = Policy.defaultFolders(policy.rules) }
        let items = random.trash(30)
        let result = check(items, policy)
        #expect(result.enlargements.isEmpty)
        let with = plan(items: items, policy: policy, now: now).items.map(\.decision)
        for (number, effect) in result.effects.enumerated() {
            var other = policy
            other.rules.remove(at: number)
            if policy.isFolderRuleDefault { other.folders = Policy.defaultFolders(other.rules) }
            let without = plan(items: items, policy: other, now: now).items.map(\.decision)
            var changes: [RuleEffect.Change: Int] = [:]
            for (old, new) in zip(with, without) where old != new {
                changes[.init(from: old, to: new), default: 0] += 1
            }
            #expect(effect.withoutIt == changes, "\(effect.rule)")
        }
    }
}
