import FoundationEssentials
import Glibc
package import RetentionEngine
package import Systemd

/// The systemd journal as a sink of audit records: one native record each.
///
/// journald confirms nothing: it may store a record or drop it, by its settings or for lack of space. So important
/// records are read back, see `JournalAuditSink+Proof.swift`.
package struct JournalAuditSink: AuditSink {
    private let presence = JournalPresence()
    private let writer = JournalWriter()
    /// The writers whose records `audit` accepts.
    let writers: TrustedWriters
    /// Whether the journal is the only sink, and must therefore be seen to keep the records.
    let isOnlySink: Bool
    let whyDropped: @Sendable () -> [String]

    /// journald writes to the disk later: `SyncIntervalSec=`.
    package let memory = AuditSinkMemory.mark("delivered")

    /// - Parameter whyDropped: why the journal may drop records, by its settings; called if one doesn't arrive.
    package init(writers: TrustedWriters, isOnlySink: Bool, whyDropped: @escaping @Sendable () -> [String]) {
        self.writers = writers
        self.isOnlySink = isOnlySink
        self.whyDropped = whyDropped
    }

    package var isPresent: Bool { presence.isPresent }

    package func check() throws {
        do { try presence.check() } catch { throw AuditSinkError(reason: error.description) }
    }

    package func write(_ records: [SealedRecord]) throws {
        for record in records { try send(JournalRecord(record)) }
    }

    func send(_ record: JournalRecord) throws {
        guard try writer.write(record) == .sent else { throw AuditSinkError(reason: "it went away") }
    }
}

extension JournalRecord {
    /// Every field of the record, unchanged.
    package init(_ record: SealedRecord) {
        var rest = record.fields
        let message = rest.removeValue(forKey: "MESSAGE") ?? ""
        let priority = rest.removeValue(forKey: "PRIORITY").flatMap { UInt8($0) }.flatMap(JournalPriority.init)
        let id = rest.removeValue(forKey: "MESSAGE_ID").flatMap { JournalMessageID(validating: $0) }
        let fields = rest.sorted { $0.key < $1.key }.compactMap { name, value in
            JournalField.Name(validating: name).map { JournalField($0, value) }
        }
        self.init(message, priority: priority ?? .notice, messageID: id, fields: fields)
    }
}

/// The journal doesn't accept records.
struct AuditSinkError: Error, CustomStringConvertible {
    let reason: String

    var description: String { "no journal accepts audit records, so nothing is changed: \(reason)" }
}
