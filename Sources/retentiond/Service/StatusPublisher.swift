import FoundationEssentials
import Glibc
import Logging
import RetentionEngine
import Synchronization
import Systemd

/// Reports the service's status to systemd and `retentiond status`.
final class StatusPublisher: Sendable {
    private let outbox: NotificationOutbox
    private let file: Mutex<StatusFile>
    private let log: Logger
    private let shown = Mutex(Shown())

    private struct Shown {
        var line = ""
        var status: ServiceStatus?
        /// The last progress of sweeps under way, by account.
        var progress: [String: String] = [:]
        /// Then no progress is worth a line.
        var isStopping = false
    }

    init(store: StateStore, log: Logger) {
        file = Mutex(StatusFile(writingFor: store))
        self.log = log
        outbox = NotificationOutbox { log.error("systemd not notified", metadata: ["reason": "\($0)"]) }
    }

    /// Writes the status file through a store that stays usable.
    func use(_ store: StateStore) { file.withLock { $0 = StatusFile(writingFor: store) } }

    func starting() { outbox.notify([.status("Reading the policy and the keys")]) }

    /// Started, or reloaded: with the line that was shown before.
    func ready() {
        let line = shown.withLock { $0.line }
        outbox.notify(line.isEmpty ? [.ready] : [.ready, .status(line)])
    }

    func reloading() {
        outbox.notify([.reloading(monotonicMicroseconds: ServiceNotifier.monotonicMicroseconds())])
    }

    /// Why the service can't start: the last line that `systemctl status` shows.
    func failed(_ failure: CommandError) {
        let error: ServiceNotifier.Assignment? = failure.status == .badConfiguration ? .errno(Int(EINVAL)) : nil
        outbox.notify([.status(failure.summary)] + [error].compactMap { $0 })
    }

    func extendTimeout(_ duration: Duration) {
        outbox.notify([
            .extendTimeout(duration), .status("Reloading: waiting for the last call under the earlier policy"),
        ])
    }

    func stopping() {
        shown.withLock { $0.isStopping = true }
        outbox.notify([.stopping, .status("Stopping; pending requests are checked at the next start")])
    }

    /// The last published status; nil before the first one.
    var latest: ServiceStatus? { shown.withLock(\.status) }

    /// Feeds the watchdog. Has no effect without one.
    func alive() { outbox.notify([.watchdog]) }

    /// A new status of the service: `STATUS=` and the status file.
    func publish(_ status: ServiceStatus) {
        shown.withLock { shown in
            let isNews = shown.status?.isSame(as: status) != true
            shown.status = status
            let busy = Set(status.accounts.filter { $0.activity != nil }.map(\.name))
            shown.progress = shown.progress.filter { busy.contains($0.key) }
            let line = shown.line
            show(&shown)
            guard isNews || line != shown.line else { return }
            do { try file.withLock { try $0.write(status) } } catch {
                log.error("status file not written", metadata: ["reason": "\(error)"])
            }
        }
    }

    /// The progress of a long sweep, at each change of the whole percentage.
    func progress(_ account: String, _ progress: SweepProgress) {
        guard let line = StatusLine.text(account, progress) else { return }
        shown.withLock { shown in
            shown.progress[account] = line
            show(&shown)
        }
    }

    private func show(_ shown: inout Shown) {
        guard let status = shown.status, !shown.isStopping else { return }
        let line = StatusLine.text(status, progress: shown.progress)
        guard line != shown.line else { return }
        shown.line = line
        outbox.notify([.status(line)])
    }
}

extension ServiceStatus {
    /// Equal except for the clock.
    fileprivate func isSame(as other: ServiceStatus) -> Bool {
        func key(_ status: ServiceStatus) -> [String] {
            status.accounts.map {
                "\($0.name) \($0.health) \($0.activity ?? "") \($0.lastSweep?.id ?? "") \($0.problem ?? "")"
            }
                + [status.policyDigest, status.policyProblem ?? ""] + (status.problems ?? [])
        }
        return key(self) == key(other)
    }
}
