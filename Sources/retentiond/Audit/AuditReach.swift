import Dispatch
import FoundationEssentials
import Glibc
import RetentionEngine
import Synchronization
import Systemd

/// How far back the service's audit trail reaches, for its status: whoever floods the journal shortens it.
///
/// The trail is read on a queue of its own and once in a while, for a journal may be slow; each status shows what was found last.
final class AuditReach: Sendable {
    /// How long what was found counts.
    private static let period = Duration.seconds(300)
    /// Records of others, one after the other, before ours are given up.
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

    /// - Parameter auditLog: the file that records go to, if there is one; the journal needn't keep any then.
    init(store: StateStore, auditLog: String?) {
        self.store = store
        self.auditLog = auditLog
        writers = TrustedWriters(owner: FileOwner.of(store.directory))
    }

    /// The same ports; each status that is published says how far the trail reaches.
    func observing(_ ports: SweepService.Ports) -> SweepService.Ports {
        var observed = ports
        observed.publish = { [self] status in
            var status = status
            status.auditReachesBackTo = known()
            ports.publish(status)
        }
        return observed
    }

    /// What was found last; has it looked for again when that is long ago.
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
    /// - Returns: nil when there is none, or the trail can't be read.
    static func oldest(_ store: StateStore, _ auditLog: String?, _ writers: TrustedWriters) -> Date? {
        if let auditLog { return (try? FileSource(paths: [auditLog]).next())?.time }
        guard let chain = (try? ChainHead.read(store))?.chain else { return nil }
        do {
            let reader = try JournalReader(.allNamespaces, fields: .beginning(JournalSource.wanted))
            try reader.addMatch(JournalField("RETENTIOND_AUDIT_CHAIN", chain))
            for _ in 0..<maxForeign {
                do throws(SystemdError) {
                    guard try reader.advance() else { return nil }
                    let record = StoredRecord(try reader.entry())
                    if writers.trusts(record.origin) { return record.time }
                } catch {
                    // Behind a damaged record it goes on.
                    guard error.errno == EBADMSG else { throw error }
                }
            }
        } catch {}
        return nil
    }
}
