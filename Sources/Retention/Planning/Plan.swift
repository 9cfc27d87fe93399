package import FoundationEssentials

/// The decision of a sweep about an item.
package enum Decision: String, Sendable, Codable, CaseIterable {
    case restore, hold, keep, purge
    /// A due folder that no rule protects, and whose contents can't be listed: the portal destroys it on day 30.
    case left
}

/// One item with its decision and the reason.
package struct PlannedItem: Sendable {
    package var item: TrashedItem
    package var decision: Decision
    /// When its retention ends. Nil if none applies, or if a rule protects it.
    package var dueAt: Date?
    /// The rule that decided; nil for the policy's own retention and for folders whose contents can't be listed.
    package var rule: String?
    /// One clause, in lower case, without a period: `older than 14d`.
    package var reason: String
    /// Where to restore to. Set exactly when `decision` is `.restore`.
    package var restore: RestoreOrder?
    /// Other facts that a person should know, such as rules that could not be judged.
    package var warnings: [String] = []
    /// Whether it is a folder that is left to the portal, now or once it is due: we never purge it.
    package var isLeftWhenDue = false

    /// When the portal itself destroys it. Nil if the date of deletion is unknown.
    package var portalPurgesAt: Date? { item.portalPurgesAt }
}

/// A restore that a rule requires, or the rescue of a held item.
package struct RestoreOrder: Hashable, Sendable {
    package let target: RestoreTarget
    package let isRescue: Bool
}

/// The decisions of a sweep, in the order in which the items were given.
package struct Plan: Sendable {
    package var items: PlannedItems

    package func count(_ decision: Decision) -> Int { items.count(decision) }

    /// The items with that decision, in the order in which they were given.
    package func items(_ decision: Decision) -> [PlannedItem] { items.items(with: decision) }

    /// Indices of the items with one of those decisions, in the order in which they were given.
    package func indices(_ decisions: Set<Decision>) -> [Int] { items.indices(decisions) }

    /// The number of items to purge, as limits count them.
    package var purgeWeight: Int { items.listed(.purge).reduce(0) { $0 + $1.weight } }

    /// Bytes of the files to purge; folders have no size.
    package var purgeBytes: Int64 {
        items.listed(.purge).reduce(0) { $0.addingSaturated($1.bytes ?? 0) }
    }
}

extension TrashedItem {
    /// When the portal's own cleaner destroys it (docspace-api.md §9). Nil without a date of deletion.
    package var portalPurgesAt: Date? { trashedAt?.addingTimeInterval(Portal.retentionInterval) }
}

extension PlannedItem {
    /// An item that a person wants restored, regardless of the rules.
    package init(restoring item: TrashedItem, to target: RestoreTarget, reason: String) {
        self.init(
            item: item, decision: .restore, reason: reason, restore: RestoreOrder(target: target, isRescue: false))
    }
}
