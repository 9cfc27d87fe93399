import FoundationEssentials
import Retention
import RetentionEngine
import Time

/// One item under the policy: each rule's result leaf by leaf, the decision, both clocks, and other restraints.
struct Explanation: Encodable {
    let account: String
    let item: PlanReport.Item
    let rules: [RuleVerdict]
    let clocks: Clocks
    /// Restraints from earlier sweeps and from the whole trash, beside the rules.
    let guards: [String]

    struct RuleVerdict: Encodable {
        let name: String
        /// The effect of the rule, as text.
        let effect: String
        let matches: String
        /// Set for a hold that has ended.
        let expired: Bool
        /// Whether it is the one that decided.
        let decides: Bool
        let match: Node
    }

    struct Node: Encodable {
        let criterion: String
        let result: String
        let found: String?
        let parts: [Node]

        init(_ trace: Trace) {
            criterion = trace.label
            result = trace.truth.rawValue
            found = trace.found
            parts = trace.parts.map(Node.init)
        }
    }

    struct Clocks: Encodable {
        let now: Date
        let trashedAt: Date?
        let dueAt: Date?
        /// The first scheduled purge time at which it is due.
        let purgedAt: Date?
        let portalPurgesAt: Date?
        /// When a held item is restored, before the portal destroys it.
        let rescuedAt: Date?
    }

    /// - Returns: nil if the trash doesn't hold the item.
    init?(_ key: ItemKey, account: Account, _ report: AccountInspector.Report, _ active: ActivePolicy) {
        guard let planned = report.snapshot.plan.items.first(where: { $0.item.key == key }) else { return nil }
        let (policy, now) = (active.policy, report.snapshot.takenAt)
        self.account = account.name
        item = PlanReport.Item(planned)
        rules = policy.rules.map { rule in
            let isExpired = if case .hold(let until?, _) = rule.action { now >= until } else { false }
            let trace = rule.match.trace(planned.item, now: now)
            return RuleVerdict(
                name: rule.name, effect: PolicySummary.effect(rule.action), matches: trace.truth.rawValue,
                expired: isExpired, decides: planned.rule == rule.name, match: Node(trace))
        }
        clocks = Clocks(planned, policy, now, leftAloneUntil: Self.leftAloneUntil(key, report.snapshot.history))
        guards = Self.guards(planned.item.key, report, policy) + report.notes
    }

    /// When the later of grace and quarantine ends: until then the item is not purged at any age.
    private static func leftAloneUntil(_ key: ItemKey, _ history: SweepHistory) -> Date {
        max(history.grace?.until ?? .distantPast, history.quarantine[key]?.until ?? .distantPast)
    }

    private static func guards(_ key: ItemKey, _ report: AccountInspector.Report, _ policy: Policy) -> [String] {
        var guards: [String] = []
        if let hold = report.snapshot.history.holds[key] { guards.append(hold.text) }
        if let grace = report.snapshot.history.grace {
            guards.append(
                "the policy is new: items due only because of it are kept until \(grace.until.formatted(.iso8601))")
        }
        if let count = report.snapshot.history.restores[key] {
            guards.append("restored \(count) of at most \(policy.limits.maxRestoresPerItem) times")
        }
        if let entry = report.snapshot.history.quarantine[key] {
            guards.append("in quarantine until \(entry.until.formatted(.iso8601)): \(entry.reason)")
        }
        return guards
    }
}

extension Explanation.Clocks {
    fileprivate init(_ planned: PlannedItem, _ policy: Policy, _ now: Date, leftAloneUntil: Date) {
        self.now = now
        trashedAt = planned.item.countsSince
        dueAt = planned.dueAt
        portalPurgesAt = planned.portalPurgesAt
        let isSpared = planned.decision == .hold || planned.decision == .restore || planned.isLeftWhenDue
        purgedAt =
            isSpared ? nil : planned.dueAt.flatMap { policy.purge.schedule?.next(after: max(now, $0, leftAloneUntil)) }
        rescuedAt =
            planned.decision == .hold
            ? planned.portalPurgesAt?.addingTimeInterval(-policy.rescueBefore.timeInterval) : nil
    }
}
