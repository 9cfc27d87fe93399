import FoundationEssentials
import Logging
import Retention
import RetentionEngine

/// The service's ports over the real world.
enum ServicePorts {
    static func live(sweeps: AccountSweeps, notices: ServiceNotices, log: Logger) -> SweepService.Ports {
        let origin = ContinuousClock.now
        return SweepService.Ports(
            sweep: { account, active in await report(account, active, sweeps) },
            remembered: { account in
                do { return try sweeps.store.load(account: account.name) } catch {
                    log.error("state unusable", metadata: ["account": "\(account.name)", "reason": "\(error)"])
                    return nil
                }
            },
            publish: notices.publish,
            now: { Date() },
            monotonic: { origin.duration(to: .now) },
            random: { Double.random(in: 0..<1) })
    }

    private static func report(
        _ account: Account, _ active: ActivePolicy, _ sweeps: AccountSweeps
    ) async -> SweepService.Report {
        do throws(CommandFailure) {
            let outcome = try await sweeps.sweep(account, SweepRequest(), under: active)
            let health: AccountStatus.Health =
                switch outcome.problem {
                case nil: .ok
                case .refused, .blocked, .itemsFailed, .cancelled: .degraded
                case .keyRefused, .unavailable, .gaveUp, .state, .storage, .noAudit: .failing
                }
            return SweepService.Report(outcome: outcome, problem: outcome.problem?.description, health: health)
        } catch {
            return SweepService.Report(outcome: nil, problem: error.message, health: .failing)
        }
    }
}
