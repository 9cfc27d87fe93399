package import Retention

/// The items of a saved plan: a sweep may treat them as saved, if they haven't changed, and no others.
package struct PlanSelection: Sendable {
    package struct Entry: Sendable {
        package let decision: Decision
        package let fingerprint: String
        package let title: String

        package init(decision: Decision, fingerprint: String, title: String) {
            self.decision = decision
            self.fingerprint = fingerprint
            self.title = title
        }
    }

    private let entries: [ItemKey: Entry]

    package init(_ entries: [ItemKey: Entry]) {
        self.entries = entries
    }

    /// Removes items from a plan that were not saved that way.
    ///
    /// - Returns: saved actions that are no longer possible, with the reasons, in a fixed order.
    func restrict(_ plan: inout Plan) -> [SweepOutcome.Failure] {
        var dropped = entries.filter { $0.value.decision.isAction }
        var reasons: [ItemKey: String] = [:]
        for index in plan.items.indices {
            let planned = plan.items[index]
            let key = planned.item.key
            if let entry = dropped[key] {
                reasons[key] = entry.difference(planned)
                if reasons[key] == nil { dropped[key] = nil }
            }
            if planned.decision.isAction, entries[key]?.difference(planned) != nil || entries[key] == nil {
                plan.items[index].leave("not in the saved plan; without that plan: \(planned.reason)")
            }
        }
        return dropped.sorted { $0.key < $1.key }.map { key, entry in
            SweepOutcome.Failure(
                item: TrashedItem(key: key, title: entry.title), reason: reasons[key] ?? "it is no longer in the trash")
        }
    }
}

extension PlanSelection.Entry {
    /// Why the saved action differs from the present plan; nil if it doesn't.
    fileprivate func difference(_ planned: PlannedItem) -> String? {
        if planned.item.fingerprint != fingerprint { return "it has changed since the plan was made" }
        if planned.decision != decision { return "its decision is now \(planned.decision.rawValue): \(planned.reason)" }
        return nil
    }
}

extension Decision {
    fileprivate var isAction: Bool { self == .restore || self == .purge }
}

extension PlannedItem {
    fileprivate mutating func leave(_ reason: String) {
        decision = .keep
        restore = nil
        self.reason = reason
    }
}
