package import FoundationEssentials
import Time

/// Decides for every trashed item.
///
/// - Parameters:
///   - items: the whole trash, in any order; keys are unique. Empty is fine.
///   - now: the instant to measure against. The core never reads a clock.
/// - Returns: one decision and reason per item, in the order given. Depends only on the arguments, and for each item on
///   no other item. See `docs/reference/semantics.md` for the rules and their boundary cases.
package func plan(items: some Collection<TrashedItem>, policy: Policy, now: Date) -> Plan {
    var history = SweepHistory()
    history.origins = OriginFacts()
    return plan(items: items, policy: policy, now: now, history: history).plan
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
        inForce = policy.rules.enumerated().map { number, rule in
            if case .hold(let until?, _) = rule.action, now >= until { return nil }
            return RuleInForce(rule, number)
        }
    }

    /// Shared by all its readers: copying a rule costs more than most answers.
    final class RuleInForce: Sendable {
        let rule: Rule
        /// Its index in the policy.
        let number: Int
        /// The reason why it holds an item. Empty for a rule that doesn't hold.
        let heldReason: String

        fileprivate init(_ rule: Rule, _ number: Int) {
            self.rule = rule
            self.number = number
            heldReason =
                if case .hold(let until, _) = rule.action {
                    until.map { "held until \(Planner.text($0))" } ?? "held without end"
                } else { "" }
        }
    }

    var rulesInForce: [Rule] { inForce.compactMap { $0?.rule } }

    /// The rule in force with that index.
    func rule(_ number: Int?) -> RuleInForce? { number.flatMap { inForce[$0] } }

    /// The rules in force that the item may meet, in the order of the policy.
    func candidates(for item: ItemReading) -> some Sequence<RuleInForce> {
        index.candidates(for: item).lazy.compactMap { [inForce] number in inForce[number] }
    }

    /// The rules that an item meets, or may meet.
    typealias Verdicts = [(rule: RuleInForce, truth: TernaryResult)]

    /// Leaves out rules that the item doesn't meet: they decide nothing.
    func verdicts(_ item: ItemReading) -> Verdicts {
        var verdicts: Verdicts = []
        for rule in candidates(for: item) {
            let truth = rule.rule.match.evaluate(item, now: now)
            if truth != .no { verdicts.append((rule, truth)) }
        }
        return verdicts
    }

    /// Hold beats restore beats purge; an unknown answer protects.
    func ruling(on reading: ItemReading) -> Ruling {
        let (item, verdicts) = (reading.item, verdicts(reading))
        return held(item, verdicts) ?? restored(verdicts) ?? doubtful(item, verdicts) ?? rescued(item)
            ?? left(item, timed(item, verdicts))
    }

    private func held(_ item: TrashedItem, _ verdicts: Verdicts) -> Ruling? {
        for case let (rule, .yes) in verdicts {
            guard case .hold = rule.rule.action else { continue }
            return hold(item, .heldByRule, rule: rule.number)
        }
        return nil
    }

    private func restored(_ verdicts: Verdicts) -> Ruling? {
        for case let (rule, .yes) in verdicts {
            guard case .restore = rule.rule.action else { continue }
            return Ruling(.restore, .restoredByRule, rule: rule.number)
        }
        return nil
    }

    /// A rule that might protect the item, with more knowledge of it, protects it.
    private func doubtful(_ item: TrashedItem, _ verdicts: Verdicts) -> Ruling? {
        for case let (rule, .unknown) in verdicts {
            if case .purge = rule.rule.action { continue }
            return hold(item, .maybeProtected, rule: rule.number)
        }
        return nil
    }

    /// A folder with contents that a rule might protect, under a policy that rescues those.
    private func rescued(_ item: TrashedItem) -> Ruling? {
        policy.folders == .rescue && item.isUnseen ? hold(item, .unseen, rule: nil) : nil
    }

    /// The ruling for an item that nothing protects; a folder that the policy leaves to the portal becomes `left`.
    private func left(_ item: TrashedItem, _ ruling: Ruling) -> Ruling {
        guard policy.folders == .hold, item.isUnseen else { return ruling }
        var ruling = ruling
        ruling.marks.insert(.leftWhenDue)
        if usableEnd(of: item) == nil { ruling.marks.insert(.endUnknown) }
        if ruling.decision == .purge { ruling.decision = .left }
        return ruling
    }

    /// When the portal destroys the item. Nil if its date of deletion is missing or in the future.
    private func usableEnd(of item: TrashedItem) -> Date? {
        item.trashedAt.map { $0 <= now } == true ? item.portalPurgesAt : nil
    }

    private func hold(_ item: TrashedItem, _ ground: Ruling.Ground, rule: Int?) -> Ruling {
        var ruling = Ruling(.hold, ground, rule: rule)
        let isRescued: Bool
        if let end = usableEnd(of: item) {
            isRescued = now >= end.addingTimeInterval(-policy.rescueBefore.timeInterval)
        } else {
            ruling.marks.insert(.endUnknown)
            isRescued = mayBeDestroyedSoon(item)
        }
        guard isRescued else { return ruling }
        ruling.decision = .restore
        ruling.marks.insert(.rescued)
        return ruling
    }

    /// Whether the portal may destroy an item without a date before the margin for rescues is over. A listing that did
    /// not show it proves that it was trashed later. A date in the future counts as a date: the portal uses it, too,
    /// and waits longer.
    private func mayBeDestroyedSoon(_ item: TrashedItem) -> Bool {
        guard item.trashedAt == nil else { return false }
        guard let earliest = item.notInTrashBefore?.addingTimeInterval(Portal.retentionInterval) else { return true }
        return now >= earliest.addingTimeInterval(-policy.rescueBefore.timeInterval)
    }

    /// The same for an item that a person holds. It is rescued to the destination of the rules, or else to its origin.
    ///
    /// - Parameter ruled: the ruling without the hold.
    func ruling(onHeld item: TrashedItem, insteadOf ruled: Ruling) -> Ruling {
        hold(item, .heldByPerson, rule: ruled.decision == .restore ? ruled.rule : nil)
    }

    static func text(_ date: Date) -> String { UTCText.of(date) }
}

extension Planner {
    /// Nothing protects the item: only its age counts.
    ///
    /// - Parameter verdicts: those of rules that purge.
    private func timed(_ item: TrashedItem, _ verdicts: Verdicts) -> Ruling {
        guard !verdicts.isEmpty else { return aged(item, policy.retention, rule: nil) }
        let matching = Self.retentions(verdicts, .yes)
        let first =
            matching.first { isDue(item, $0.retention) }
            ?? matching.min { $0.retention.duration < $1.retention.duration }
        var ruling =
            first.map { aged(item, $0.retention, rule: $0.rule) } ?? aged(item, ownRetention(verdicts), rule: nil)
        if verdicts.contains(where: { $0.truth == .unknown }) { ruling.marks.insert(.undecidedRules) }
        return ruling
    }

    private static func retentions(_ verdicts: Verdicts, _ wanted: TernaryResult) -> [(rule: Int, retention: Span)] {
        verdicts.compactMap { rule, truth in
            guard case .purge(let retention) = rule.rule.action, truth == wanted else { return nil }
            return (rule.number, retention)
        }
    }

    /// The policy's retention, or that of an undecided rule if it is longer. Nil if the policy has none.
    func ownRetention(_ verdicts: Verdicts) -> Span? {
        policy.retention.map { own in
            Self.retentions(verdicts, .unknown).map(\.retention).reduce(own) { $0.duration < $1.duration ? $1 : $0 }
        }
    }

    private func isDue(_ item: TrashedItem, _ retention: Span) -> Bool {
        guard let start = item.countsSince, start <= now else { return false }
        return now >= start.addingTimeInterval(retention.timeInterval)
    }

    /// - Parameter retention: nil if none applies.
    private func aged(_ item: TrashedItem, _ retention: Span?, rule: Int?) -> Ruling {
        guard let retention else { return Ruling(.keep, .noRetention) }
        guard let trashedAt = item.trashedAt, let start = item.countsSince else {
            return Ruling(.keep, .noDate, rule: rule)
        }
        guard trashedAt <= now else { return Ruling(.keep, .dateInFuture, rule: rule) }
        let isDue = isDue(item, retention)
        var ruling = Ruling(isDue ? .purge : .keep, isDue ? .due : .young, rule: rule)
        // Two clocks that agree well enough may differ by that much.
        if start.timeIntervalSince(trashedAt) > Guardrail.longestClockSkew { ruling.marks.insert(.countedFromListing) }
        return ruling
    }
}

extension TrashedItem {
    /// Whether it is a folder that may have contents, which can't be listed.
    var isUnseen: Bool { key.kind == .folder && childCount != 0 }
}
