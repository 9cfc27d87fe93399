import FoundationEssentials
import Glibc
package import RetentionEngine
import Systemd

/// Reading back the records that were sent.
extension JournalAuditSink {
    /// Holds an unpredictable name. A record with it is not an audit record: it belongs to no chain and no event.
    private static let probeField: JournalField.Name = "RETENTIOND_PROBE"
    /// How long a busy journald may take to store a record.
    private static let patience = Duration.seconds(5)
    /// How often a reader is read before another one is opened; each attempt waits for up to a fifth of a second.
    private static let attemptsPerReader = 5
    /// The limit of records that are searched for one by one, by their numbers.
    private static let maxAlternatives = 500
    /// A record is received after it was made, but the clock may be corrected in between. In seconds.
    private static let margin: TimeInterval = 5

    package func prove() throws {
        guard isOnlySink else { return }
        if JournalAccess.check() == .denied { throw unavailable("it can't be read back: \(Self.closed)") }
        do {
            let id = UUID().uuidString.lowercased()
            // With the lowest priority of the audit records, so that a threshold lets both pass or neither.
            try send(
                JournalRecord(
                    "Testing whether the journal keeps audit records", priority: .info,
                    fields: [JournalField(.syslogIdentifier, "retentiond"), JournalField(Self.probeField, id)]))
            try awaitProbe(id)
        } catch let error as SystemdError {
            throw unavailable("it can't be read back: \(error)")
        }
    }

    package func present(_ records: [SealedRecord]) throws -> Set<Int>? {
        guard isOnlySink, let first = records.first else { return nil }
        do {
            let wanted = Dictionary(records.map { ($0.sequence, $0.hash) }) { $1 }
            var found = try read(wanted, first.chain) { reader in
                let since = first.date?.timeIntervalSince1970 ?? 0
                try reader.seek(toRealtimeMicroseconds: UInt64(max(0, since - Self.margin) * 1_000_000))
            }
            // After the clock was set back, a time doesn't give the position.
            let rest = wanted.filter { !found.contains($0.key) }
            guard !rest.isEmpty else { return found }
            found.formUnion(
                try read(rest, first.chain) { reader in
                    // Beyond that number, reading in order is faster.
                    guard rest.count <= Self.maxAlternatives else { return }
                    for number in rest.keys { try reader.addMatch(JournalField("RETENTIOND_AUDIT_SEQ", "\(number)")) }
                })
            return found
        } catch let error as SystemdError {
            throw unavailable("it can't be read back: \(error)")
        }
    }

    /// Waits for the probe, and reads the writer that journald recorded.
    private func awaitProbe(_ id: String) throws {
        let start = ContinuousClock.now
        repeat {
            // Opened repeatedly: a reader doesn't see the folder of a namespace that journald creates later.
            let reader = try JournalReader(.allNamespaces, fields: .beginning(["_UID=", "_SYSTEMD_UNIT="]))
            try reader.addMatch(JournalField(Self.probeField, id))
            for _ in 0..<Self.attemptsPerReader {
                if try reader.advance() {
                    let origin = StoredRecord(try reader.entry()).origin
                    guard writers.trusts(origin) else { throw unavailable(Self.strange(origin)) }
                    return
                }
                _ = try reader.wait(upToMicroseconds: 200_000)
            }
        } while ContinuousClock.now - start < Self.patience && !Task.isCancelled
        let causes = whyDropped()
        throw unavailable(
            "records written there can't be read back"
                + (causes.isEmpty ? "" : ": " + causes.joined(separator: "; ")))
    }

    /// The numbers of the records that are there, unchanged, and from a trusted writer.
    ///
    /// - Parameter wanted: hashes by numbers.
    private func read(
        _ wanted: [Int: String], _ chain: String, from position: (borrowing JournalReader) throws -> Void
    ) throws -> Set<Int> {
        let reader = try JournalReader(.allNamespaces, fields: .beginning(StoredRecord.journalFields))
        try reader.addMatch(JournalField("RETENTIOND_AUDIT_CHAIN", chain))
        try position(reader)
        var found: Set<Int> = []
        while found.count < wanted.count {
            do throws(SystemdError) {
                guard try reader.advance() else { break }
                let record = StoredRecord(try reader.entry())
                guard let number = record.sequence.flatMap({ Int(exactly: $0) }), let hash = wanted[number] else {
                    continue
                }
                if writers.trusts(record.origin), record.hash == hash { found.insert(number) }
            } catch {
                // Reading continues after a damaged record.
                guard error.errno == EBADMSG else { throw error }
            }
        }
        return found
    }

    private func unavailable(_ reason: String) -> AuditSinkError { AuditSinkError(reason: reason) }

    private static let closed = "add SupplementaryGroups=systemd-journal to the unit, or the user to that group"

    private static func strange(_ origin: StoredRecord.Origin?) -> String {
        let unit = origin?.unit ?? "no unit"
        let user = origin?.userID.map { "\($0)" } ?? "unknown"
        return "`retentiond audit` would ignore records of user \(user) in \(unit); "
            + "run as root, or in a unit whose name begins with retentiond-"
    }
}
