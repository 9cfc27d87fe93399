package import FoundationEssentials

/// Decides the fate of every trashed item.
///
/// - Parameters:
///   - items: the whole trash, in any order; keys are unique. Empty is fine.
///   - now: the instant to measure against. The core never reads a clock.
/// - Returns: one decision and reason per item, in the order given. Depends on nothing but the arguments, and for each
///   item on no other item. See `docs/reference/semantics.md` for the rules and their boundary cases.
package func plan(items: some Collection<TrashedItem>, policy: Policy, now: Date) -> Plan {
    var memory = Memory()
    memory.origins = OriginFacts()
    return plan(items: items, policy: policy, now: now, memory: memory).plan
}

/// The rules of one policy at one instant.
struct Planner: Sendable {
    let policy: Policy
    let now: Date
    private let index: RuleIndex
    /// In the order of the policy; nil for a hold that is over.
    private let inForce: [RuleInForce?]

    init(policy: Policy, now: Date) {
        self.policy = policy
        self.now = now
        index = RuleIndex(policy.rules)
        inForce = policy.rules.map { rule in
            if case .hold(let until?, _) = rule.action, now >= until { return nil }
            return RuleInForce(rule)
        }
    }

    /// Shared by all who look at it: copying a rule costs more than most answers.
    private final class RuleInForce: Sendable {
        let rule: Rule

        init(_ rule: Rule) { self.rule = rule }
    }

    var rulesInForce: [Rule] { inForce.compactMap { $0?.rule } }

    /// The rules in force that the item may meet, in the order of the policy.
    func candidates(for item: ItemReading) -> some Sequence<Rule> {
        index.candidates(for: item).lazy.compactMap { [inForce] number in inForce[number]?.rule }
    }

    /// Hold beats restore beats purge; what can't be told protects.
    func decide(_ item: TrashedItem) -> PlannedItem {
        let reading = ItemReading(item)
        // Rules that the item doesn't meet decide nothing.
        var verdicts: Verdicts = []
        for rule in candidates(for: reading) {
            let truth = rule.match.evaluate(reading, now: now)
            if truth != .no { verdicts.append((rule, truth)) }
        }
        if verdicts.isEmpty { return rescued(item) ?? left(unmatched(item)) }
        return held(item, verdicts) ?? restored(item, verdicts) ?? doubtful(item, verdicts) ?? rescued(item)
            ?? left(timed(item, verdicts))
    }

    private typealias Verdicts = [(rule: Rule, truth: Truth)]

    private func held(_ item: TrashedItem, _ verdicts: Verdicts) -> PlannedItem? {
        for case let (rule, .yes) in verdicts {
            guard case .hold(let until, let target) = rule.action else { continue }
            let reason = until.map { "held until \(Self.text($0))" } ?? "held without end"
            return hold(item, rule: rule.name, reason: reason, rescueTo: target)
        }
        return nil
    }

    private func restored(_ item: TrashedItem, _ verdicts: Verdicts) -> PlannedItem? {
        for case let (rule, .yes) in verdicts {
            guard case .restore(let target) = rule.action else { continue }
            return PlannedItem(
                item: item, decision: .restore, rule: rule.name, reason: "protected by its rule",
                restore: RestoreOrder(target: target, isRescue: false))
        }
        return nil
    }

    /// A rule that might protect the item, if we knew more of it, protects it.
    private func doubtful(_ item: TrashedItem, _ verdicts: Verdicts) -> PlannedItem? {
        for case let (rule, .unknown) in verdicts {
            let target: RestoreTarget
            switch rule.action {
            case .hold(_, let rescueTo): target = rescueTo
            case .restore(let to): target = to
            case .purge: continue
            }
            let reason = "may be protected: \(unknown(rule, of: item))"
            return hold(item, rule: rule.name, reason: reason, rescueTo: target)
        }
        return nil
    }

    /// Why nobody knows what the item contains. Nil for a file and for an empty folder.
    private func unseen(_ item: TrashedItem) -> String? {
        guard item.key.kind == .folder, item.childCount != 0 else { return nil }
        return item.childCount == nil
            ? "may not be empty, and nobody can look inside" : "not empty, and nobody can look inside"
    }

    /// A folder with contents that a rule might protect, under a policy that rescues those.
    private func rescued(_ item: TrashedItem) -> PlannedItem? {
        guard policy.folders == .rescue, let reason = unseen(item) else { return nil }
        return hold(item, rule: nil, reason: reason, rescueTo: .origin(fallback: .myDocuments))
    }

    /// The plan for an item that nothing protects, unless it is a folder that the policy leaves to the portal.
    private func left(_ planned: PlannedItem) -> PlannedItem {
        guard policy.folders == .hold, let reason = unseen(planned.item) else { return planned }
        var planned = planned
        planned.isLeftWhenDue = true
        if planned.decision == .purge {
            planned.decision = .left
            planned.rule = nil
            planned.reason += ", but \(reason)"
        } else {
            planned.warnings.append(reason)
        }
        planned.warnings.append(
            usableEnd(of: planned.item).map { "the portal itself will destroy it on \(Self.text($0))" }
                ?? Self.unknownEnd)
        return planned
    }

    private static let unknownEnd = "its date of deletion is unknown, so the portal may destroy it at any time"

    /// When the portal destroys the item. Nil when its date of deletion is missing or lies in the future.
    private func usableEnd(of item: TrashedItem) -> Date? {
        item.trashedAt.map { $0 <= now } == true ? item.portalPurgesAt : nil
    }

    private func hold(_ item: TrashedItem, rule: String?, reason: String, rescueTo: RestoreTarget) -> PlannedItem {
        var planned = PlannedItem(item: item, decision: .hold, rule: rule, reason: reason)
        guard let end = usableEnd(of: item) else {
            guard mayBeDestroyedSoon(item) else {
                planned.warnings.append(Self.unknownEnd)
                return planned
            }
            planned.decision = .restore
            planned.restore = RestoreOrder(target: rescueTo, isRescue: true)
            planned.reason += "; rescued, for \(Self.unknownEnd)"
            return planned
        }
        if now >= end.addingTimeInterval(-policy.rescueBefore.timeInterval) {
            planned.decision = .restore
            planned.restore = RestoreOrder(target: rescueTo, isRescue: true)
            planned.reason += "; rescued, for the portal itself would destroy it on \(Self.text(end))"
        }
        return planned
    }

    /// Whether the portal may destroy an item without a date before the margin for rescues is over. A listing that did not show
    /// it proves that it was trashed later. A date in the future is one: the portal goes by it as well, and waits longer.
    private func mayBeDestroyedSoon(_ item: TrashedItem) -> Bool {
        guard item.trashedAt == nil else { return false }
        guard let earliest = item.notInTrashBefore?.addingTimeInterval(Portal.retentionInterval) else { return true }
        return now >= earliest.addingTimeInterval(-policy.rescueBefore.timeInterval)
    }

    /// The same for an item that a person holds. It is rescued to where the rules would put it, or else to where it came from.
    ///
    /// - Parameter ruled: what the rules alone decide.
    func held(_ item: TrashedItem, by person: ItemHold, insteadOf ruled: PlannedItem) -> PlannedItem {
        let target = ruled.restore?.target ?? .origin(fallback: .myDocuments)
        return hold(item, rule: nil, reason: person.text, rescueTo: target)
    }

    /// Why a rule can't be judged.
    private func unknown(_ rule: Rule, of item: TrashedItem) -> String {
        let names = rule.match.unknownCriteria(item, now: now)
        guard let last = names.last, names.count > 1 else { return "its \(names.joined()) is unknown" }
        return "its \(names.dropLast().joined(separator: ", ")) and \(last) are unknown"
    }

    static func text(_ date: Date) -> String { UTCText.of(date) }
}

extension Planner {
    /// No rule has to do with the item.
    private func unmatched(_ item: TrashedItem) -> PlannedItem {
        guard let retention = policy.retention else {
            return PlannedItem(item: item, decision: .keep, reason: "no retention applies")
        }
        return aged(item, retention, rule: nil)
    }

    /// Nothing protects the item: only its age counts.
    private func timed(_ item: TrashedItem, _ verdicts: [(rule: Rule, truth: Truth)]) -> PlannedItem {
        let purgeRules = verdicts.compactMap { verdict -> (name: String, retention: Span, truth: Truth)? in
            guard case .purge(let retention) = verdict.rule.action else { return nil }
            return (verdict.rule.name, retention, verdict.truth)
        }
        let warnings = verdicts.compactMap { rule, truth -> String? in
            guard case .purge = rule.action, truth == .unknown else { return nil }
            return "rule \"\(rule.name)\" doesn't purge: \(unknown(rule, of: item))"
        }
        let matching = purgeRules.filter { $0.truth == .yes }
        var planned: PlannedItem
        if let first = matching.first(where: { isDue(item, $0.retention) }) {
            planned = aged(item, first.retention, rule: first.name)
        } else if let next = matching.min(by: { $0.retention.duration < $1.retention.duration }) {
            planned = aged(item, next.retention, rule: next.name)
        } else if let retention = longest(policy.retention, purgeRules.filter { $0.truth == .unknown }.map(\.retention))
        {
            planned = aged(item, retention, rule: nil)
        } else {
            planned = unmatched(item)
        }
        planned.warnings += warnings
        return planned
    }

    /// The policy's retention, or that of an undecided rule if that keeps the item longer. Nil without a policy's own.
    private func longest(_ retention: Span?, _ undecided: [Span]) -> Span? {
        retention.map { own in ([own] + undecided).max { $0.duration < $1.duration }! }
    }

    private func isDue(_ item: TrashedItem, _ retention: Span) -> Bool {
        guard let start = item.countsSince, start <= now else { return false }
        return now >= start.addingTimeInterval(retention.timeInterval)
    }

    private func aged(_ item: TrashedItem, _ retention: Span, rule: String?) -> PlannedItem {
        guard let trashedAt = item.trashedAt, let start = item.countsSince else {
            return PlannedItem(item: item, decision: .keep, rule: rule, reason: "the portal sent no date of deletion")
        }
        guard trashedAt <= now else {
            return PlannedItem(
                item: item, decision: .keep, rule: rule, reason: "its date of deletion lies in the future")
        }
        let dueAt = start.addingTimeInterval(retention.timeInterval)
        let isDue = now >= dueAt
        var planned = PlannedItem(
            item: item, decision: isDue ? .purge : .keep, dueAt: dueAt, rule: rule,
            reason: isDue ? retention.olderThan : retention.youngerThan)
        // Two clocks that agree well enough may differ by that much.
        if start.timeIntervalSince(trashedAt) > Guardrail.longestClockSkew {
            planned.reason += ", counted from the listing of \(Self.text(start)) that did not show it yet"
        }
        return planned
    }
}
