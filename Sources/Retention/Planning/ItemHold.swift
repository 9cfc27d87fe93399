package import FoundationEssentials
import Time

/// A person's decision for one item: it is not purged, regardless of the rules.
package struct ItemHold: Hashable, Sendable {
    package let key: ItemKey
    /// The person's reason.
    package let reason: String
    /// The hold ends at this instant. Nil: it lasts until it is released.
    package let until: Date?
    /// A case or request that it belongs to, such as `LEGAL-7`.
    package let ticket: String?
    /// Who added it, as audit records name operators; nil for a hold from a file that doesn't say.
    package let addedBy: String?

    package init(key: ItemKey, reason: String, until: Date? = nil, ticket: String? = nil, addedBy: String? = nil) {
        self.key = key
        self.reason = reason
        self.until = until
        self.ticket = ticket
        self.addedBy = addedBy
    }

    /// Whether it protects at an instant.
    package func isInForce(at instant: Date) -> Bool { until.map { instant < $0 } ?? true }

    /// One clause for people: `held by root (uid 0) until 2027-01-01T00:00:00Z: lawsuit (LEGAL-7)`.
    package var text: String {
        let who = addedBy.map { " by \($0)" } ?? " by a person"
        let end = until.map { " until \(UTCText.of($0))" } ?? ""
        return "held\(who)\(end): \(reason)" + (ticket.map { " (\($0))" } ?? "")
    }

    /// Whether it protects for longer than another one of the same item.
    package func outlasts(_ other: ItemHold) -> Bool {
        guard let otherEnd = other.until else { return false }
        return until.map { $0 > otherEnd } ?? true
    }
}
