import FoundationEssentials
import Glibc
import Logging
import RetentionEngine
import Synchronization
import Systemd

/// Tells systemd, and whoever asks with `retentiond status`, how the service is doing.
final class ServiceNotices: Sendable {
    private let notifier = ServiceNotifier()
    private let file: StatusFile
    private let log: Logger
    private let shown = Mutex(Shown())

    private struct Shown {
        var line = ""
        var status: ServiceStatus?
        /// What sweeps under way have told last, by account.
        var progress: [String: String] = [:]
        /// After that, nothing that goes on is worth a line.
        var isStopping = false
    }

    init(store: StateStore, log: Logger) {
        file = StatusFile(writingFor: store)
        self.log = log
    }

    func starting() { notify { try $0.status("Reading the policy and the keys") } }

    /// Started, or reloaded: with the line that was shown before.
    func ready() {
        let line = shown.withLock { $0.line }
        notify { try $0.notify(line.isEmpty ? [.ready] : [.ready, .status(line)]) }
    }

    func reloading() { notify { try $0.reloading() } }

    /// Why the service can't start: the last words that `systemctl status` shows.
    func failed(_ failure: CommandFailure) {
        let error: ServiceNotifier.Assignment? = failure.status == .badConfiguration ? .errno(Int(EINVAL)) : nil
        notify { notifier in try notifier.notify([.status(failure.summary)] + [error].compactMap { $0 }) }
    }

    func extendTimeout(_ duration: Duration) {
        notify { notifier in
            try notifier.notify([
                .extendTimeout(duration), .status("Reloading: waiting for the last call under the earlier policy"),
            ])
        }
    }

    func stopping() {
        shown.withLock { $0.isStopping = true }
        notify { notifier in
            try notifier.notify([.stopping, .status("Stopping: what is under way is found out at the next start")])
        }
    }

    /// Feeds the watchdog. Without one, nobody minds.
    func alive() { notify { try $0.pingWatchdog() } }

    /// A new state of the service: `STATUS=` and the status file.
    func publish(_ status: ServiceStatus) {
        shown.withLock { shown in
            let isNews = shown.status?.isSame(as: status) != true
            shown.status = status
            let busy = Set(status.accounts.filter { $0.activity != nil }.map(\.name))
            shown.progress = shown.progress.filter { busy.contains($0.key) }
            let line = shown.line
            show(&shown)
            guard isNews || line != shown.line else { return }
            do { try file.write(status) } catch {
                log.error("status file not written", metadata: ["reason": "\(error)"])
            }
        }
    }

    /// The progress of a long sweep, as often as the whole percentage changes.
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
        notify { try $0.status(line) }
    }

    private func notify(_ send: (ServiceNotifier) throws -> ServiceNotifier.Delivery) {
        do { _ = try send(notifier) } catch { log.error("systemd not notified", metadata: ["reason": "\(error)"]) }
    }
}

extension ServiceStatus {
    /// The same but for the clock.
    fileprivate func isSame(as other: ServiceStatus) -> Bool {
        func key(_ status: ServiceStatus) -> [String] {
            status.accounts.map {
                "\($0.name) \($0.health) \($0.activity ?? "") \($0.lastSweep?.id ?? "") \($0.problem ?? "")"
            }
                + [status.policyDigest, status.policyProblem ?? ""]
        }
        return key(self) == key(other)
    }
}
