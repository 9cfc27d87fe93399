import FoundationEssentials
import Retention
import RetentionEngine
import Systemd

/// The records to show.
struct AuditFilter {
    /// Made at this time or later.
    var since: Date?
    /// Made before this time.
    var until: Date?
    var account: String?
    /// Nil: all.
    var events: Set<AuditEvent>?
    var item: ItemKey?
    var rule: String?

    func accepts(_ record: StoredRecord) -> Bool {
        if since != nil || until != nil {
            guard let time = record.time, time >= since ?? .distantPast, time < until ?? .distantFuture else {
                return false
            }
        }
        if let events, !events.contains(where: { $0.rawValue == record["EVENT"] }) { return false }
        return fields.allSatisfy { record[$0.name] == $0.value }
    }

    /// The fields that must have a value, without their prefix.
    private var fields: [(name: String, value: String)] {
        [
            ("ACCOUNT", account), ("RULE", rule), ("ITEM_KIND", item?.kind.rawValue),
            ("ITEM_ID", item.map { "\($0.id)" }),
        ].compactMap { name, value in value.map { (name, $0) } }
    }

    /// The same for the journal's index. At least the kinds of records, because others are not ours.
    var journalMatches: [JournalField] {
        let events = events ?? Set(AuditEvent.allCases)
        return events.map { JournalField("RETENTIOND_EVENT", $0.rawValue) }
            + fields.compactMap { field in
                JournalField.Name(validating: "RETENTIOND_\(field.name)").map { JournalField($0, field.value) }
            }
    }
}
