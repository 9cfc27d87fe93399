import ArgumentParser
import Glibc
import Logging
import Platform
import Retention
import RetentionControl
import RetentionEngine
import ServiceLifecycle
import Systemd
import UnixSignals

/// The service.
struct RunCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run as a service: sweep all accounts on their intervals until stopped.",
        discussion: """
            Usually started by systemd. Where no journal runs:
              retentiond run --policy policy.json --state-directory state --audit-log audit.jsonl
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var tuning: SweepOptions
    @OptionGroup var measured: MetricsOptions
    @OptionGroup var webhookOptions: WebhookOptions
    @OptionGroup var called: HeartbeatOptions

    func execute() async throws(CommandError) -> ExitStatus? {
        ServiceLog.bootstrap()
        let log = Logger(label: "service")
        let publisher = StatusPublisher(store: common.store, log: log)
        publisher.starting()
        do throws(CommandError) { try await serve(publisher, log) } catch {
            publisher.failed(error)
            throw error
        }
        return nil
    }

    private func serve(_ publisher: StatusPublisher, _ log: Logger) async throws(CommandError) {
        let receiver = try webhookOptions.target().map { target throws(CommandError) in try WebhookSender(target) }
        let monitor = try called.poster(try webhookOptions.connection())
        let loaded = try common.loadWithWarnings(.change)
        PolicyWarnings.log(loaded.warnings, to: log)
        let active = loaded.active
        let sockets = try ControlSockets()
        let watchdog: Watchdog?
        do { watchdog = try Watchdog.requested() } catch {
            throw CommandError(
                .badConfiguration, "the watchdog's environment makes no sense: \(error)",
                hint: "unset WATCHDOG_USEC and WATCHDOG_PID, or let systemd set them")
        }
        let keys = try readKeys(active, log)
        let (audit, store) = try AuditTrailFactory.open(file: tuning.auditLog, store: common.store)
        publisher.use(store)
        let problems = ServiceProblems()
        let webhook = receiver.map {
            Webhook($0, store: store, invocation: common.invocation, problems: problems, log: log)
        }
        let rounds = monitor.map { RoundHeartbeat($0, problems: problems, log: log) }
        let metrics = try ServiceMetrics(measured, store: store, webhook: webhook, problems: problems, log: log)
        let lock = try ServiceLock.take(store)
        let heartbeat = Heartbeat()
        let sweeps = AccountSweeps(
            store: store, audit: audit, keys: StateOwner.isActing ? keys : nil, patience: tuning.patience,
            progress: publisher.progress, onResponse: heartbeat.advanced)
        let zone = LocalZoneWatch()
        let reach = AuditReach(store: store, auditLog: tuning.auditLog)
        let live = ServicePorts.live(sweeps: sweeps, publisher: publisher, heartbeat: heartbeat, zone: zone, log: log)
        let service = SweepService(
            active: active,
            ports: problems.observing(
                [rounds?.observing, webhook?.observing, metrics.observing, reach.observing].reduce(live) {
                    $1?($0) ?? $0
                }),
            log: log,
            processID: getpid(), longestWait: min(.seconds(60), watchdog?.pingPeriod ?? .seconds(60)))
        let server = try await serve(
            sockets, service, sweeps: sweeps, store, audit, publisher, metrics, heartbeat, log)
        let daemon = Daemon(
            service: service, publisher: publisher, policyPath: common.policy, audit: audit, zone: zone,
            inForce: active, problems: problems, log: log)
        // With a name: the default one is a text of all values inside, which takes nearly as long as the rest of the start.
        let group = ServiceGroup(
            configuration: .init(
                services: [
                    .init(
                        service: daemon, successTerminationBehavior: .gracefullyShutdownGroup, serviceName: "retentiond"
                    )
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: log))
        metrics.start()
        webhook?.begin()
        rounds?.begin()
        do { try await group.run() } catch {
            throw CommandError(
                .unavailable, "the service ended: \(error)", hint: "journalctl -u retentiond shows what happened before"
            )
        }
        await server?.stop()
        await webhook?.stop()
        await rounds?.stop()
        await metrics.stop()
        withExtendedLifetime(lock) {}
    }

    /// Serves the control sockets, if there are any.
    ///
    /// - Throws: `CommandError` (69) if the key that seals plans can neither be read nor made.
    private func serve(
        _ sockets: ControlSockets, _ service: SweepService, sweeps: AccountSweeps, _ store: StateStore,
        _ audit: any AuditTrail, _ publisher: StatusPublisher, _ metrics: ServiceMetrics, _ heartbeat: Heartbeat,
        _ log: Logger
    ) async throws(CommandError) -> ControlServer? {
        guard !sockets.isEmpty else { return nil }
        let planKey: [UInt8]
        do throws(StateError) { planKey = try store.planKey() } catch {
            throw CommandError(.unavailable, "\(error)", hint: "remove the file, then save plans again")
        }
        let control = ControlService(
            service: service, sweeps: sweeps, store: store, trail: audit, publisher: publisher, metrics: metrics,
            heartbeat: heartbeat, policyPath: ServiceCall.absolute(common.policy), invocation: common.invocation,
            planKey: planKey, log: log)
        return await sockets.serve(control, log)
    }

    /// Tries every key once, so that a mistake is reported at the start. One account's mistake doesn't stop the others.
    private func readKeys(_ active: ActivePolicy, _ log: Logger) throws(CommandError) -> KeyRing {
        let keys = try KeyRing(active.policy.accounts)
        let failures = keys.failures
        guard failures.isEmpty || failures.count < active.policy.accounts.count else { throw failures[0] }
        for failure in failures { log.error("key unreadable", metadata: ["reason": "\(failure.message)"]) }
        return keys
    }
}
