import FoundationEssentials
package import RetentionEngine
package import Systemd

extension StoredRecord {
    package init(_ entry: JournalEntry) {
        var fields = entry.fields.map { (name: $0.key, value: $0.value) }
        for (name, values) in entry.furtherValues { fields += values.map { (name, $0) } }
        self.init(
            fields: fields,
            receivedAt: Date(timeIntervalSince1970: Double(entry.realtimeMicroseconds) / 1_000_000),
            namespace: entry.text("_NAMESPACE"),
            origin: Origin(userID: entry.text("_UID").flatMap { UInt32($0) }, unit: entry.text("_SYSTEMD_UNIT")))
    }

    /// The fields of a record, and of its writer.
    package static let journalFields = [
        "RETENTIOND_", "MESSAGE", "PRIORITY=", "SYSLOG_IDENTIFIER=", "_UID=", "_SYSTEMD_UNIT=", "_NAMESPACE=",
    ]
}
