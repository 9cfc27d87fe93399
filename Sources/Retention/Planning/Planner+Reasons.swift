import FoundationEssentials

/// Makes the text of rulings. Decides nothing.
extension Planner {
    /// - Parameters:
    ///   - item: the one of the ruling, with everything that was known of it then.
    ///   - person: the hold that decided, if one did.
    func planned(_ item: consuming TrashedItem, _ ruling: Ruling, heldBy person: ItemHold?) -> PlannedItem {
        let rule = rule(ruling.rule)
        // A person's hold and a folder that is left have no rule, even if one also counts.
        let hasRule = ruling.ground != .heldByPerson && ruling.decision != .left
        let reason = reason(ruling, item, rule, person)
        var planned = PlannedItem(
            item: item, decision: ruling.decision, rule: hasRule ? rule?.rule.name : nil, reason: reason)
        switch ruling.ground {
        case .young, .due: describeAge(&planned, ruling, rule)
        case .heldByRule, .maybeProtected, .unseen, .heldByPerson: describeEnd(&planned, ruling)
        case .noRetention, .noDate, .dateInFuture, .restoredByRule: break
        }
        if ruling.decision == .restore {
            planned.restore = RestoreOrder(target: Self.target(rule), isRescue: ruling.ground != .restoredByRule)
        }
        if ruling.marks.contains(.undecidedRules) { describeUndecided(&planned) }
        if ruling.marks.contains(.leftWhenDue) { describeLeft(&planned, ruling) }
        return planned
    }

    private func reason(
        _ ruling: Ruling, _ item: TrashedItem, _ rule: RuleInForce?, _ person: ItemHold?
    ) -> String {
        switch ruling.ground {
        case .noRetention: "no retention applies"
        case .noDate: "the portal sent no date of deletion"
        case .dateInFuture: "its date of deletion lies in the future"
        // Follows from the retention.
        case .young, .due: ""
        case .heldByRule: rule?.heldReason ?? ""
        case .restoredByRule: "protected by its rule"
        case .maybeProtected: "may be protected: \(rule.map { unknown($0.rule, of: item) } ?? "")"
        case .unseen: Self.unseen(item)
        case .heldByPerson: person?.text ?? ""
        }
    }

    private func describeAge(_ planned: inout PlannedItem, _ ruling: Ruling, _ rule: RuleInForce?) {
        guard let start = planned.item.countsSince, let retention = retention(ruling, planned.item, rule) else {
            return
        }
        planned.dueAt = start.addingTimeInterval(retention.timeInterval)
        planned.reason = ruling.ground == .due ? retention.olderThan : retention.youngerThan
        if ruling.marks.contains(.countedFromListing) {
            planned.reason += ", counted from the listing of \(Self.text(start)) that did not show it yet"
        }
    }

    /// The retention that the item's age was compared with.
    private func retention(_ ruling: Ruling, _ item: TrashedItem, _ rule: RuleInForce?) -> Span? {
        if case .purge(let retention) = rule?.rule.action { return retention }
        return ruling.marks.contains(.undecidedRules) ? ownRetention(verdicts(ItemReading(item))) : policy.retention
    }

    private func describeEnd(_ planned: inout PlannedItem, _ ruling: Ruling) {
        let isUnknown = ruling.marks.contains(.endUnknown)
        if ruling.marks.contains(.rescued) {
            planned.reason +=
                "; rescued, for "
                + (isUnknown
                    ? Self.unknownEnd : "the portal itself would destroy it on \(Self.text(planned.portalPurgesAt))")
        } else if isUnknown {
            planned.warnings.append(Self.unknownEnd)
        }
    }

    private static func target(_ rule: RuleInForce?) -> RestoreTarget {
        switch rule?.rule.action {
        case .hold(_, let target), .restore(let target): target
        case .purge, nil: .origin(fallback: .myDocuments)
        }
    }

    private func describeUndecided(_ planned: inout PlannedItem) {
        for (rule, truth) in verdicts(ItemReading(planned.item)) where truth == .unknown {
            planned.warnings.append("rule \"\(rule.rule.name)\" doesn't purge: \(unknown(rule.rule, of: planned.item))")
        }
    }

    private func describeLeft(_ planned: inout PlannedItem, _ ruling: Ruling) {
        planned.isLeftWhenDue = true
        if ruling.decision == .left {
            planned.reason += ", but \(Self.unseen(planned.item))"
        } else {
            planned.warnings.append(Self.unseen(planned.item))
        }
        planned.warnings.append(
            ruling.marks.contains(.endUnknown) ? Self.unknownEnd : Self.end(Self.text(planned.portalPurgesAt)))
    }

    static func end(_ date: String) -> String { "the portal itself will destroy it on \(date)" }

    private static let unknownEnd = "its date of deletion is unknown, so the portal may destroy it at any time"

    private static func text(_ date: Date?) -> String { date.map(text) ?? "" }

    /// Why the contents of a folder are unknown.
    private static func unseen(_ item: TrashedItem) -> String {
        item.childCount == nil
            ? "may not be empty, and its contents can't be listed" : "not empty, and its contents can't be listed"
    }

    /// Why a rule can't be judged.
    private func unknown(_ rule: Rule, of item: TrashedItem) -> String {
        let names = rule.match.unknownCriteria(item, now: now)
        guard let last = names.last, names.count > 1 else { return "its \(names.joined()) is unknown" }
        return "its \(names.dropLast().joined(separator: ", ")) and \(last) are unknown"
    }
}
