package import FoundationEssentials
import Retention

extension RecordedEvent {
    /// Reads back what `AuditRecord.sealed` wrote; nil for anything else.
    init?(_ record: SealedRecord) {
        func field(_ name: String) -> String? { record.fields["RETENTIOND_\(name)"] }
        guard let event = field("EVENT").flatMap(AuditEvent.init), let at = record.date else { return nil }
        var item: TrashedItem?
        if let kind = field("ITEM_KIND"), let id = field("ITEM_ID"), let key = ItemKey("\(kind):\(id)") {
            item = TrashedItem(key: key, title: field("ITEM_TITLE") ?? "")
            item?.bytes = field("ITEM_BYTES").flatMap { Int64($0) }
        }
        self.init(
            event: event, sweepID: field("SWEEP_ID") ?? "", item: item, rule: field("RULE"), reason: field("REASON"),
            at: at)
    }
}

extension SealedRecord {
    /// `time` as a date.
    package var date: Date? { try? Date(time, strategy: AuditChain.timeStyle) }
}
