package import FoundationEssentials

/// The effects of each rule of a policy on one trash.
package struct PolicySelfCheck: Sendable {
    /// One per rule, in the order of the policy.
    package internal(set) var effects: [RuleEffect]
    /// Items in the trash.
    package let items: Int
    /// Items that would be purged only because a rule protects. There must be none: hold beats restore beats purge.
    package internal(set) var enlargements: [ItemKey] = []

    /// Tries the policy with and without each of its rules, and with a rule that holds and one that restores everything.
    ///
    /// - Parameters:
    ///   - items: the whole trash.
    ///   - history: as for `plan`. Grace, quarantine and restore counts are left out, because they hide the effects of
    ///     rules.
    package init(items: some Collection<TrashedItem>, policy: Policy, now: Date, history: SweepHistory) {
        let trial = Trial(policy: policy, now: now, history: history.withoutRestraints)
        self.items = items.count
        effects = policy.rules.map { RuleEffect(rule: $0.name, action: $0.action, isOver: !trial.isInForce($0)) }
        var touched = effects.map { _ in [TrashedItem]() }
        for item in items {
            let planned = trial.whole.decide(item)
            for (number, truth) in trial.verdicts(planned.item) {
                touched[number].append(item)
                if truth == .yes { effects[number].met += 1 }
            }
            if let number = planned.rule.flatMap({ trial.numbers[$0] }) { effects[number].add(planned) }
        }
        for number in policy.rules.indices {
            let rest = policy.without(number)
            // The rule alone may be why folders with contents are left alone: then it concerns items that never meet
            // it.
            let concerned = rest.folders == policy.folders ? touched[number] : Array(items)
            let without = trial.with(rest)
            for item in concerned {
                compare(number, item.key, trial.whole.decision(on: item), without.decision(on: item))
            }
        }
        for action in [Rule.Action.hold(until: nil, rescueTo: Self.anywhere), .restore(to: Self.anywhere)] {
            var more = policy
            more.rules.append(Rule(name: "", match: .all([]), action: action))
            let planner = trial.with(more)
            enlargements += items.lazy.filter { planner.decision(on: $0) == .purge }.map(\.key)
        }
    }

    private static let anywhere = RestoreTarget.fixed(.myDocuments)

    private mutating func compare(_ number: Int, _ key: ItemKey, _ with: Decision, _ without: Decision) {
        guard with != without else { return }
        effects[number].withoutIt[.init(from: with, to: without), default: 0] += 1
        if case .purge = effects[number].action { return }
        if with == .purge { enlargements.append(key) }
    }
}

/// Planners of a policy and of variants that differ by a rule.
private struct Trial {
    let whole: ConstrainedPlanner
    /// The index of each rule in the policy, by name.
    let numbers: [String: Int]
    private let rules: Planner
    private let inForce: Set<String>
    private let now: Date
    private let history: SweepHistory

    init(policy: Policy, now: Date, history: SweepHistory) {
        self.now = now
        self.history = history
        whole = ConstrainedPlanner(policy: policy, now: now, history: history)
        rules = Planner(policy: policy, now: now)
        numbers = Dictionary(policy.rules.enumerated().map { ($1.name, $0) }) { first, _ in first }
        inForce = Set(rules.rulesInForce.map(\.name))
    }

    func isInForce(_ rule: Rule) -> Bool { inForce.contains(rule.name) }

    func with(_ policy: Policy) -> ConstrainedPlanner {
        ConstrainedPlanner(policy: policy, now: now, history: history)
    }

    /// The rules that the item meets, or may meet.
    func verdicts(_ item: TrashedItem) -> [(number: Int, truth: TernaryResult)] {
        rules.verdicts(ItemReading(item)).map { ($0.rule.number, $0.truth) }
    }
}

extension ConstrainedPlanner {
    fileprivate func decide(_ item: TrashedItem) -> PlannedItem {
        var unused = PolicyDifference()
        return decide(item, &unused)
    }

    fileprivate func decision(on item: TrashedItem) -> Decision {
        var unused = PolicyDifference()
        return ruling(on: item, &unused).decision
    }
}

extension SweepHistory {
    /// The knowledge about the items, without the restraints that hide the effects of rules.
    fileprivate var withoutRestraints: SweepHistory {
        var history = self
        history.grace = nil
        history.quarantine = [:]
        history.restores = [:]
        return history
    }
}

extension Policy {
    /// The policy without one rule.
    fileprivate func without(_ number: Int) -> Policy {
        var policy = self
        policy.rules.remove(at: number)
        if isFolderRuleDefault { policy.folders = Self.defaultFolders(policy.rules) }
        return policy
    }
}
