import TestSupport
import Testing

@testable import Retention

/// The planner and the naive second implementation agree on everything that the generators make.
@Suite struct PlannerOracleTests {
    private static let policiesPerSeed = 250
    private static let itemsPerPolicy = 16

    @Test(arguments: UInt64(1)...16)
    func `agrees with the naive oracle`(seed: UInt64) {
        var random = RandomChoices(seed: seed)
        for round in 0..<Self.policiesPerSeed {
            let policy = random.policy()
            let items = random.trash(Self.itemsPerPolicy)
            let planned = plan(items: items, policy: policy, now: now).items
            let oracle = NaiveOracle(policy: policy, now: now)
            for (item, mine) in zip(items, planned) {
                let theirs = oracle.verdict(item)
                guard mine.verdict == theirs else {
                    Issue.record(
                        """
                        seed \(seed), round \(round): \(difference(mine.verdict, theirs)) for
                          \(item.brief)
                          \(policy.brief)
                        """)
                    return
                }
            }
        }
    }

    /// A differential test proves little if the generators never make the interesting cases.
    @Test func `the dice throw every kind of verdict`() {
        var random = RandomChoices(seed: 1)
        var seen: [String: Int] = [:]
        for _ in 0..<Self.policiesPerSeed {
            let policy = random.policy()
            for item in plan(items: random.trash(Self.itemsPerPolicy), policy: policy, now: now).items {
                let kind = "\(item.decision)\(item.restore?.isRescue == true ? " rescue" : "")"
                seen["\(kind), \(item.rule == nil ? "no rule" : "rule")", default: 0] += 1
                if !item.warnings.isEmpty, item.decision == .purge { seen["purge with warnings", default: 0] += 1 }
                if item.reason.hasPrefix("may be protected") { seen["doubtful", default: 0] += 1 }
            }
        }
        let wanted = [
            "restore rescue, rule", "restore rescue, no rule", "restore, rule", "hold, rule", "hold, no rule",
            "keep, rule",
            "keep, no rule", "purge, rule", "purge, no rule", "purge with warnings", "doubtful",
        ]
        for kind in wanted { #expect(seen[kind, default: 0] >= 10, "\(kind): \(seen)") }
    }
}

extension PlannedItem {
    /// The parts of the decision that the oracle makes, too.
    fileprivate var verdict: NaiveOracle.Verdict {
        let undecided = warnings.filter { $0.hasPrefix("rule \"") }.map { String($0.split(separator: "\"")[1]) }
        return NaiveOracle.Verdict(
            decision: decision.rawValue, rule: rule, dueAt: dueAt, target: restore?.target,
            isRescue: restore?.isRescue ?? false, undecided: Set(undecided))
    }
}
