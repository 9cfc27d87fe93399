import FoundationEssentials
import Glibc
import Retention
import RetentionAdapters
import RetentionEngine
import Systemd

/// The trail in the systemd journal, in all its namespaces. Leaves out records of untrusted writers.
final class JournalSource: AuditSource {
    /// An open journal, and the range to read.
    private final class Opened {
        let reader: JournalReader

        init(_ source: JournalReader.Source, _ filter: AuditFilter) throws(SystemdError) {
            reader = try JournalReader(source, fields: .beginning(StoredRecord.journalFields))
            for field in filter.journalMatches { try reader.addMatch(field) }
            // A file that somebody put beside ours may come from another machine.
            if let machine = JournalAccess.machineID { try reader.addMatch(.machineID, machine) }
            if let since = filter.since { try reader.seek(toRealtimeMicroseconds: JournalSource.microseconds(since)) }
        }
    }

    /// First everything present at the beginning, then each namespace that came later, which libsystemd wouldn't see.
    private var opened: [Opened]
    private var namespaces: Set<String>
    private let filter: AuditFilter
    private let writers: TrustedWriters
    /// Records received later are skipped unread, unless they were sent again.
    private let latestMicroseconds: UInt64?
    private var foreign = 0
    private var damaged = 0

    /// The longest time from making a record to its arrival in the journal. One that is sent again may take any time.
    private static let longestWay: TimeInterval = 600
    /// How often new journals are searched for, and later ones are read.
    private static let newsEvery = Duration.seconds(1)
    /// If more fail, damaged records are not the cause.
    private static let maxDamaged = 10_000

    /// - Parameters:
    ///   - filter: narrows the reading where the journal has an index for it; more may come than it accepts.
    ///   - newest: begins with this number of the newest records; nil: at the beginning of the filter's time.
    init(filter: AuditFilter, writers: TrustedWriters, newest: UInt64? = nil) throws(CommandError) {
        self.writers = writers
        latestMicroseconds = filter.until.map { Self.microseconds($0.addingTimeInterval(Self.longestWay)) }
        self.filter = filter
        namespaces = JournalAccess.namespaces()
        do throws(SystemdError) {
            let all = try Opened(.allNamespaces, filter)
            if filter.since == nil, let newest { try all.reader.seek(beforeLast: newest) }
            opened = [all]
        } catch { throw CommandError(error) }
    }

    func next() throws(CommandError) -> StoredRecord? {
        for journal in opened {
            if let record = try next(in: journal.reader) { return record }
        }
        return nil
    }

    private func next(in reader: borrowing JournalReader) throws(CommandError) -> StoredRecord? {
        do throws(SystemdError) {
            while true {
                do throws(SystemdError) {
                    guard try reader.advance() else { return nil }
                    if try isTooLate(reader) { continue }
                    let record = StoredRecord(try reader.entry())
                    if writers.trusts(record.origin) { return record }
                    foreign += 1
                } catch {
                    // The following call continues after a damaged record.
                    guard error.errno == EBADMSG, damaged < Self.maxDamaged else { throw error }
                    damaged += 1
                }
            }
        } catch { throw CommandError(error) }
    }

    func wait(atMost limit: Duration) throws(CommandError) {
        let microseconds = UInt64(max(0, min(limit, Self.newsEvery) / .microseconds(1)))
        do throws(SystemdError) {
            _ = try opened[0].reader.wait(upToMicroseconds: microseconds)
            // They learn of new records by checking for them.
            for journal in opened.dropFirst() { _ = try journal.reader.wait(upToMicroseconds: 0) }
            for name in JournalAccess.namespaces().subtracting(namespaces) {
                opened.append(try Opened(.namespace(name), filter))
                namespaces.insert(name)
            }
        } catch {
            throw CommandError(error)
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

    private func isTooLate(_ reader: borrowing JournalReader) throws(SystemdError) -> Bool {
        guard let latestMicroseconds, try reader.realtimeMicroseconds() > latestMicroseconds else { return false }
        return try !reader.has("RETENTIOND_AUDIT_RESENT")
    }

    private static func microseconds(_ date: Date) -> UInt64 {
        UInt64(min(max(0, date.timeIntervalSince1970 * 1_000_000), 9e18))
    }
}

extension JournalSource {
    /// When the oldest record was received that is in the same journal as another, and is kept as long.
    ///
    /// - Parameter record: nil for the system's journal.
    /// - Returns: nil if there is none.
    static func oldest(beside record: StoredRecord?) throws(CommandError) -> Date? {
        do throws(SystemdError) {
            let reader = try JournalReader(
                record?.namespace.map(JournalReader.Source.namespace) ?? .local, fields: .beginning([]))
            // journald keeps the records of people in separate files, which it drops at other times.
            let user = record?.origin?.userID ?? 0
            try reader.addMatch(.userID, isPerson(user) ? "\(user)" : "0")
            guard try reader.advance() else { return nil }
            return Date(timeIntervalSince1970: Double(try reader.realtimeMicroseconds()) / 1_000_000)
        } catch { throw CommandError(error) }
    }

    /// Not the system's, nor a service's dynamic user, nor nobody: users_groups of systemd, "UIDS-GIDS".
    private static func isPerson(_ user: UInt32) -> Bool {
        user >= 1000 && !(61184...65519).contains(user) && user != 65534
    }
}

extension CommandError {
    init(_ error: SystemdError) {
        self.init(.unavailable, "the journal can't be read: \(error)", hint: "see whether journalctl works")
    }
}
