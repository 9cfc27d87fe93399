import FoundationEssentials
import Glibc
import Retention
import RetentionEngine
import Systemd

/// The trail in the systemd journal, in all its namespaces. Records of writers that nobody trusts are left out.
final class JournalSource: AuditSource {
    private let reader: JournalReader
    private let writers: TrustedWriters
    /// Records received later than that are skipped unread, unless they were sent once more.
    private let latestMicroseconds: UInt64?
    private var foreign = 0
    private var damaged = 0

    /// How long a record may take from its making to the journal. One that is sent again takes as long as it likes.
    private static let longestWay: TimeInterval = 600
    /// Then it isn't records that are damaged.
    private static let mostDamaged = 10_000

    /// - Parameters:
    ///   - filter: narrows what is read where the journal has an index for it; more may come than it accepts.
    ///   - newest: begins with so many of the newest records; nil: at the beginning of the filter's time.
    init(filter: AuditFilter, writers: TrustedWriters, newest: UInt64? = nil) throws(CommandFailure) {
        self.writers = writers
        latestMicroseconds = filter.until.map { Self.microseconds($0.addingTimeInterval(Self.longestWay)) }
        do throws(SystemdError) {
            reader = try JournalReader(.allNamespaces, fields: .beginning(Self.wanted))
            for field in filter.journalMatches { try reader.addMatch(field) }
            if let since = filter.since {
                try reader.seek(toRealtimeMicroseconds: Self.microseconds(since))
            } else if let newest {
                try reader.seek(beforeLast: newest)
            }
        } catch { throw CommandFailure(error) }
    }

    func next() throws(CommandFailure) -> StoredRecord? {
        do throws(SystemdError) {
            while true {
                do throws(SystemdError) {
                    guard try reader.advance() else { return nil }
                    if try isTooLate() { continue }
                    let record = StoredRecord(try reader.entry())
                    if writers.trusts(record.origin) { return record }
                    foreign += 1
                } catch {
                    // The following call goes on behind a damaged record.
                    guard error.errno == EBADMSG, damaged < Self.mostDamaged else { throw error }
                    damaged += 1
                }
            }
        } catch { throw CommandFailure(error) }
    }

    func wait(atMost limit: Duration) throws(CommandFailure) {
        let microseconds = UInt64(max(0, limit / .microseconds(1)))
        do throws(SystemdError) { _ = try reader.wait(upToMicroseconds: microseconds) } catch {
            throw CommandFailure(error)
        }
    }

    var hasForeignRecords: Bool { foreign > 0 }

    var omissions: [String] {
        var omissions: [String] = []
        if foreign > 0 { omissions.append("\(foreign) record\(foreign == 1 ? "" : "s") by others ignored") }
        if damaged > 0 {
            omissions.append("\(damaged) damaged record\(damaged == 1 ? "" : "s") of the journal left out")
        }
        return omissions
    }

    private func isTooLate() throws(SystemdError) -> Bool {
        guard let latestMicroseconds, try reader.realtimeMicroseconds() > latestMicroseconds else { return false }
        return try !reader.has("RETENTIOND_AUDIT_RESENT")
    }

    private static let wanted = [
        "RETENTIOND_", "MESSAGE", "PRIORITY=", "SYSLOG_IDENTIFIER=", "_UID=", "_SYSTEMD_UNIT=", "_NAMESPACE=",
    ]

    private static func microseconds(_ date: Date) -> UInt64 {
        UInt64(min(max(0, date.timeIntervalSince1970 * 1_000_000), 9e18))
    }
}

extension JournalSource {
    /// When the oldest record was received that stands in the same journal as another, and is as long-lived.
    ///
    /// - Parameter record: nil asks about the system's journal.
    /// - Returns: nil when there is none.
    static func oldest(beside record: StoredRecord?) throws(CommandFailure) -> Date? {
        do throws(SystemdError) {
            let reader = try JournalReader(
                record?.namespace.map(JournalReader.Source.namespace) ?? .local, fields: .beginning([]))
            // journald keeps the records of people in files of their own, which it drops at other times.
            let user = record?.origin?.userID ?? 0
            try reader.addMatch(.userID, isPerson(user) ? "\(user)" : "0")
            guard try reader.advance() else { return nil }
            return Date(timeIntervalSince1970: Double(try reader.realtimeMicroseconds()) / 1_000_000)
        } catch { throw CommandFailure(error) }
    }

    /// Neither the system's, nor made up for a service, nor nobody: users_groups of systemd, "UIDS-GIDS".
    private static func isPerson(_ user: UInt32) -> Bool {
        user >= 1000 && !(61184...65519).contains(user) && user != 65534
    }
}

extension StoredRecord {
    fileprivate init(_ entry: JournalEntry) {
        var fields = entry.fields.map { (name: $0.key, value: $0.value) }
        for (name, values) in entry.furtherValues { fields += values.map { (name, $0) } }
        self.init(
            fields: fields,
            receivedAt: Date(timeIntervalSince1970: Double(entry.realtimeMicroseconds) / 1_000_000),
            namespace: entry.text("_NAMESPACE"),
            origin: Origin(userID: entry.text("_UID").flatMap { UInt32($0) }, unit: entry.text("_SYSTEMD_UNIT")))
    }
}

extension CommandFailure {
    init(_ error: SystemdError) {
        self.init(.unavailable, "the journal can't be read: \(error)", hint: "see whether journalctl works")
    }
}
