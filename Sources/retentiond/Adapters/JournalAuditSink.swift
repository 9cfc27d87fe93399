import RetentionEngine
import Systemd

/// The audit trail in the systemd journal: one native record per event.
struct JournalAuditTrail: AuditTrail {
    private let presence = JournalPresence()
    private let writer = JournalWriter()

    var isPresent: Bool { presence.isPresent }

    func check() throws {
        try presence.check()
    }

    func append(_ records: [AuditRecord]) throws {
        for record in records {
            let fields = record.fields.filter { !["MESSAGE", "MESSAGE_ID", "PRIORITY"].contains($0.name) }
            let delivery = try writer.write(
                JournalRecord(
                    record.message, priority: JournalPriority(rawValue: UInt8(record.priority.rawValue)) ?? .notice,
                    messageID: JournalMessageID(validating: record.event.messageID),
                    fields: [JournalField(.syslogIdentifier, "retentiond")]
                        + fields.compactMap { field in
                            JournalField.Name(validating: field.name).map { JournalField($0, field.value) }
                        }))
            guard delivery == .sent else { throw AuditUnavailable() }
        }
    }
}

/// There is no place for the records.
struct AuditUnavailable: Error, CustomStringConvertible {
    var description: String { "no journal takes the audit records" }
}
