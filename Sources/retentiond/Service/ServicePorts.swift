import FoundationEssentials
import Logging
import Platform
import Retention
import RetentionEngine
import Systemd

/// The service's ports over real portals and systemd.
enum ServicePorts {
    static func live(
        sweeps: AccountSweeps, publisher: StatusPublisher, heartbeat: Heartbeat, zone: LocalZoneWatch, log: Logger
    ) -> SweepService.Ports {
        let origin = ContinuousClock.now
        return SweepService.Ports(
            sweep: { account, active, gate in
                await heartbeat.watching(account.name) { await report(account, active, gate, sweeps) }
            },
            remembered: { account in
                do { return try sweeps.store.load(account: account.name) } catch {
                    log.error("state unusable", metadata: ["account": "\(account.name)", "reason": "\(error)"])
                    return nil
                }
            },
            publish: publisher.publish,
            onIteration: {
                zone.check()
                if heartbeat.beginsToRest() { ProcessMemory.unmapProgram() }
                let hanging = heartbeat.hanging
                if hanging.isEmpty { return publisher.alive() }
                log.critical(
                    "sweep hangs, the watchdog is not fed",
                    metadata: ["accounts": "\(hanging.joined(separator: ", "))"])
            },
            now: { Date() },
            monotonic: { origin.duration(to: .now) },
            random: { Double.random(in: 0..<1) })
    }

    private static func report(
        _ account: Account, _ active: ActivePolicy, _ gate: PolicyGate, _ sweeps: AccountSweeps
    ) async -> SweepService.Report {
        do throws(CommandError) {
            return SweepService.Report(try await sweeps.sweep(account, SweepRequest(), under: active, gate: gate))
        } catch {
            return SweepService.Report(outcome: nil, problem: error.message, health: .failing)
        }
    }
}
