import Logging
import Retention
import RetentionEngine
import RetentionMetrics
import Synchronization

/// Publishes the service's status for monitoring, if configured. A failure is reported and doesn't stop sweeps: any
/// local user may take the port.
final class ServiceMetrics: Sendable {
    /// How long until an address, or a file, is tried again.
    private static let pause = Duration.seconds(10)

    private struct State {
        var totals = SweepTotals()
        /// Nil until the service has published its first status.
        var status: ServiceStatus?
        var file: MetricsFile?
        var server: MetricsServer?
        /// Tries until there is a server.
        var starting: Task<Void, Never>?
    }

    private let path: String?
    private let address: MetricsAddress?
    private let stateDirectory: String
    private let webhook: Webhook?
    private let problems: ServiceProblems
    private let log: Logger
    private let state = Mutex(State())

    /// - Throws: `CommandError` (78) for an invalid address or an empty name, which only an edit can fix.
    init(
        _ options: MetricsOptions, store: StateStore, webhook: Webhook?, problems: ServiceProblems, log: Logger
    ) throws(CommandError) {
        self.webhook = webhook
        self.problems = problems
        self.log = log
        stateDirectory = store.directory
        path = options.metricsFile ?? UnitSettings.own["RETENTIOND_METRICS_FILE"]
        let listen = options.metricsListen ?? UnitSettings.own["RETENTIOND_METRICS_LISTEN"]
        do throws(MetricsAddress.ParseError) {
            address = if let text = listen { try MetricsAddress(parsing: text) } else { nil }
        } catch {
            throw CommandError(.badConfiguration, error.description, hint: error.hint)
        }
        if path?.isEmpty == true {
            throw CommandError(
                .badConfiguration, "the metrics file can't be written: its name is empty",
                hint: "give --metrics-file a path, or leave it out")
        }
    }

    /// The same ports, observed: each sweep is counted as it ends, each status passed on.
    func observing(_ ports: SweepService.Ports) -> SweepService.Ports {
        guard path != nil || address != nil else { return ports }
        var watched = ports
        watched.sweep = { [self] account, active, gate in
            let report = await ports.sweep(account, active, gate)
            count(report, of: account.name)
            return report
        }
        watched.publish = { [self] status in
            ports.publish(status)
            publish(status)
        }
        return watched
    }

    /// Counts a sweep that has ended.
    func count(_ report: SweepService.Report, of account: String) {
        state.withLock { $0.totals.count(report, of: account) }
    }

    /// Starts serving, as soon as possible.
    func start() {
        guard let address else { return }
        let starting = Task { [self] in
            while !Task.isCancelled {
                do throws(MetricsError) {
                    let server = try await MetricsServer.start(at: address) { [self] in snapshot }
                    state.withLock { $0.server = server }
                    return reportProblem(nil, of: "listener")
                } catch {
                    reportProblem(error, of: "listener")
                }
                try? await Task.sleep(for: Self.pause)
            }
        }
        state.withLock { $0.starting = starting }
    }

    func publish(_ status: ServiceStatus) {
        state.withLock { $0.status = status }
        if let snapshot { file?.publish(snapshot) }
    }

    /// Made when it is first needed and, if that failed, with the next status.
    private var file: MetricsFile? {
        guard let path else { return nil }
        if let file = state.withLock(\.file) { return file }
        do throws(MetricsError) {
            let file = try MetricsFile(path: path) { [self] in reportProblem($0, of: "file") }
            state.withLock { $0.file = file }
            reportProblem(nil, of: "file")
            return file
        } catch {
            reportProblem(error, of: "file")
            return nil
        }
    }

    private func reportProblem(_ error: MetricsError?, of part: String) {
        guard problems.set(error?.description, for: "metrics \(part)") else { return }
        guard let error else { return log.notice("metrics are published again") }
        let hint =
            part == "file"
            ? "its folder must exist and be writable for the service"
            : "find the listener with `ss -lxtp`; any user may take a port, but not unix:/run/retentiond/metrics.sock"
        log.error("metrics not published", metadata: ["reason": "\(error)", "hint": "\(hint)"])
    }

    /// Removes file and socket.
    func stop() async {
        let starting = state.withLock(\.starting)
        starting?.cancel()
        await starting?.value
        let (file, server) = state.withLock { state in
            defer { (state.file, state.server) = (nil, nil) }
            return (state.file, state.server)
        }
        file?.remove()
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
