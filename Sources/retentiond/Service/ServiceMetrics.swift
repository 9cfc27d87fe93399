import Logging
import Retention
import RetentionEngine
import RetentionMetrics
import Synchronization

/// Shows monitoring how the service is doing, if it was asked to.
final class ServiceMetrics: Sendable {
    private struct State {
        var totals = SweepTotals()
        /// Nil until the service has told how it is for the first time.
        var status: ServiceStatus?
        var server: MetricsServer?
    }

    private let file: MetricsFile?
    private let address: MetricsAddress?
    private let stateDirectory: String
    private let webhook: Webhook?
    private let state = Mutex(State())

    /// - Throws: `CommandFailure` for an address that is none (78: no restart mends it) or a file that can't be written.
    init(
        _ options: MetricsOptions, store: StateStore, webhook: Webhook?, log: Logger
    ) throws(CommandFailure) {
        self.webhook = webhook
        stateDirectory = store.directory
        do throws(MetricsAddress.Malformed) {
            address = if let text = options.metricsListen { try MetricsAddress(parsing: text) } else { nil }
        } catch {
            throw CommandFailure(.badConfiguration, error.description, hint: error.hint)
        }
        do throws(MetricsError) {
            file =
                if let path = options.metricsFile {
                    try MetricsFile(path: path) { log.error("metrics not written", metadata: ["reason": "\($0)"]) }
                } else {
                    nil
                }
        } catch {
            throw CommandFailure(
                .cannotCreate, error.description,
                hint: "its folder must exist and be writable for the service; docs/metrics.md shows a drop-in")
        }
    }

    /// The same ports, watched: each sweep is counted as it ends, each status passed on.
    func observing(_ ports: SweepService.Ports) -> SweepService.Ports {
        guard file != nil || address != nil else { return ports }
        var watched = ports
        watched.sweep = { [self] account, active, gate in
            let report = await ports.sweep(account, active, gate)
            state.withLock { $0.totals.count(report, of: account.name) }
            return report
        }
        watched.publish = { [self] status in
            ports.publish(status)
            publish(status)
        }
        return watched
    }

    /// - Throws: `CommandFailure` when nothing can listen at the address.
    func start() async throws(CommandFailure) {
        guard let address else { return }
        do throws(MetricsError) {
            let server = try await MetricsServer.start(at: address) { [self] in snapshot }
            state.withLock { $0.server = server }
        } catch {
            throw CommandFailure(
                .unavailable, error.description,
                hint: "see who listens there with `ss -lxtp`, or give another address with --metrics-listen")
        }
    }

    func publish(_ status: ServiceStatus) {
        state.withLock { $0.status = status }
        if let file, let snapshot { file.publish(snapshot) }
    }

    /// Takes file and socket away.
    func stop() async {
        file?.remove()
        let server = state.withLock { state in
            defer { state.server = nil }
            return state.server
        }
        await server?.stop()
    }

    private var snapshot: MetricsSnapshot? {
        let notifications = webhook?.totals
        return state.withLock { state in
            state.status.map {
                MetricsSnapshot(
                    version: Retentiond.version, stateDirectory: stateDirectory, status: $0, totals: state.totals,
                    notifications: notifications)
            }
        }
    }
}
