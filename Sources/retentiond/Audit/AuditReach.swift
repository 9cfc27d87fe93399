import Dispatch
import FoundationEssentials
import Glibc
import Platform
import RetentionAdapters
import RetentionEngine
import Synchronization
import Systemd

/// How far back the service's audit trail reaches, for its status: records that flood the journal shorten it.
///
/// The trail is read on a separate queue and only now and then, because a journal may be slow; each status shows the
/// last result.
final class AuditReach: Sendable {
    /// How long a result is valid.
    private static let period = Duration.seconds(300)
    /// Foreign records in a row after which the search for ours ends.
    private static let maxForeign = 10_000

    private struct State {
        var oldest: Date?
        var readAt: ContinuousClock.Instant?
        var isReading = false
    }

    private let store: StateStore
    /// Nil: the journal.
    private let auditLog: String?
    private let writers: TrustedWriters
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "retentiond.audit-reach", qos: .utility)

    /// - Parameter auditLog: the file that records go to, if there is one; the journal then needn't keep any.
    init(store: StateStore, auditLog: String?) {
        self.store = store
        self.auditLog = auditLog
        writers = TrustedWriters(owner: FileOwner.of(store.directory))
    }

    /// The same ports; each published status says how far the trail reaches.
    func observing(_ ports: SweepService.Ports) -> SweepService.Ports {
        var observed = ports
        observed.publish = { [self] status in
            var status = status
            status.auditReachesBackTo = known()
            ports.publish(status)
        }
        return observed
    }

    /// The last result; starts a new search if it is old.
    private func known() -> Date? {
        let (oldest, mustRead) = state.withLock { state in
            let isDue = state.oldest == nil || state.readAt.map { ContinuousClock.now - $0 >= Self.period } ?? true
            let mustRead = isDue && !state.isReading
            if mustRead { state.isReading = true }
            return (state.oldest, mustRead)
        }
        if mustRead {
            queue.async { [self] in
                let found = Self.oldest(store, auditLog, writers)
                state.withLock { $0 = State(oldest: found, readAt: .now) }
            }
        }
        return oldest
    }

    /// When the oldest record of the state directory's chain was made that the trail still has.
    ///
    /// - Returns: nil if there is none, or the trail can't be read.
    static func oldest(_ store: StateStore, _ auditLog: String?, _ writers: TrustedWriters) -> Date? {
        if let auditLog { return (try? FileSource(paths: [auditLog]).next())?.time }
        guard let chain = (try? ChainHead.read(store))?.chain else { return nil }
        do {
            let reader = try JournalReader(.allNamespaces, fields: .beginning(StoredRecord.journalFields))
            try reader.addMatch(JournalField("RETENTIOND_AUDIT_CHAIN", chain))
            for _ in 0..<maxForeign {
                do throws(SystemdError) {
                    guard try reader.advance() else { return nil }
                    let record = StoredRecord(try reader.entry())
                    if writers.trusts(record.origin) { return record.time }
                } catch {
                    // Reading continues after a damaged record.
                    guard error.errno == EBADMSG else { throw error }
                }
            }
        } catch {}
        return nil
    }
}
