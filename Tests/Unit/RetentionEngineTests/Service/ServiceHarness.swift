import Foundation
import Logging
import Synchronization

@testable import Retention
@testable import RetentionEngine

/// The dependencies of a `SweepService`, controlled by a test: the service begins sweeps, and the test ends them.
final class ServiceHarness: Sendable {
    struct Sweep: Sendable {
        let account: String
        let digest: String
        fileprivate let end: AsyncStream<SweepService.Report>.Continuation

        func succeed() { finish(SweepService.Report(outcome: nil, problem: nil, health: .ok)) }
        func fail() { finish(SweepService.Report(outcome: nil, problem: "no connection", health: .failing)) }
        private func finish(_ report: SweepService.Report) {
            end.yield(report)
            end.finish()
        }
    }

    private struct Counts { var running: [String: Int] = [:], peak: [String: Int] = [:], cancelled = 0 }

    let begun: AsyncStream<Sweep>
    private let began: AsyncStream<Sweep>.Continuation
    let published: AsyncStream<ServiceStatus>
    private let publish: AsyncStream<ServiceStatus>.Continuation
    let rounds = Mutex(0)
    let publications = Mutex(0)
    private let counts = Mutex(Counts())
    private let monotonic = Mutex(Duration.zero)
    let clock = HandClock()

    init() {
        (begun, began) = AsyncStream.makeStream()
        (published, publish) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func advance(_ seconds: Int) {
        clock.advance(Double(seconds))
        monotonic.withLock { $0 += .seconds(seconds) }
    }

    /// The largest number of sweeps of one account that ran at a time.
    var maxAtOnce: Int { counts.withLock { $0.peak.values.max() ?? 0 } }
    var cancelled: Int { counts.withLock { $0.cancelled } }

    func service(_ policy: ActivePolicy) -> SweepService {
        SweepService(
            active: policy,
            ports: SweepService.Ports(
                sweep: { account, active, _ in await self.sweep(account.name, active.digest) },
                remembered: { _ in nil },
                publish: { status in
                    self.publications.withLock { $0 += 1 }
                    self.publish.yield(status)
                }, onIteration: { self.rounds.withLock { $0 += 1 } },
                now: { self.clock.now },
                monotonic: { self.monotonic.withLock { $0 } }, random: { 0 }),
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, processID: 1)
    }

    private func sweep(_ account: String, _ digest: String) async -> SweepService.Report {
        counts.withLock { counts in
            counts.running[account, default: 0] += 1
            counts.peak[account] = max(counts.peak[account] ?? 0, counts.running[account]!)
        }
        let (reports, end) = AsyncStream<SweepService.Report>.makeStream()
        began.yield(Sweep(account: account, digest: digest, end: end))
        var report = SweepService.Report(outcome: nil, problem: "stopped", health: .degraded)
        for await next in reports { report = next }
        counts.withLock { counts in
            counts.running[account]! -= 1
            if Task.isCancelled { counts.cancelled += 1 }
        }
        return report
    }
}

extension ActivePolicy {
    /// Accounts a1, a2, … that are checked once an hour.
    static func accounts(_ count: Int, _ members: String = #""retention":"1d""#) -> ActivePolicy {
        var policy = ActivePolicy.of(members + #","check":{"every":"1h","jitter":"0s"}"#)
        var changed = policy.policy
        changed.accounts = (1...count).map { number in
            var account = policy.policy.accounts[0]
            account.name = "a\(number)"
            return account
        }
        policy = ActivePolicy(
            policy: changed, digest: policy.digest, rulesText: policy.rulesText, parse: policy.parse)
        return policy
    }

    /// The same rules for other accounts.
    func editing(_ edit: (inout [Account]) -> Void) -> ActivePolicy {
        var changed = policy
        edit(&changed.accounts)
        return ActivePolicy(policy: changed, digest: digest, rulesText: rulesText, parse: parse)
    }
}
