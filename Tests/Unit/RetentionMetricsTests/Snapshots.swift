import Foundation

@testable import RetentionEngine
@testable import RetentionMetrics

/// Values for metrics.
enum Snapshots {
    static let start = Date(timeIntervalSince1970: 1_800_000_000.25)

    /// A service that has just started and knows nothing of its accounts.
    static func fresh(_ accounts: String...) -> MetricsSnapshot {
        MetricsSnapshot(
            version: "1.2.3", stateDirectory: "/var/lib/retentiond",
            status: ServiceStatus(
                processID: 7, startedAt: start, policyDigest: "sha256:ab",
                accounts: accounts.map { AccountStatus(name: $0) }),
            totals: SweepTotals())
    }

    /// One in which every metric has a value.
    static func complete() -> MetricsSnapshot {
        var snapshot = fresh("alice")
        snapshot.status.checkIntervalSeconds = 900
        snapshot.status.auditReachesBackTo = start.addingTimeInterval(-1)
        snapshot.status.policyProblem = "line 3: no"
        snapshot.status.accounts[0] = account("alice")
        snapshot.notifications = NotificationTotals()
        snapshot.totals.count(report(.degraded) { $0.purged = 2 }, of: "alice")
        return snapshot
    }

    static func account(_ name: String) -> AccountStatus {
        var account = AccountStatus(name: name)
        account.health = .degraded
        account.lastSweep = record(problem: "1 item failed") {
            ($0.listed, $0.held, $0.kept, $0.left, $0.due) = (10, 1, 2, 4, 3)
        }
        account.lastSuccessAt = start.addingTimeInterval(1)
        account.nextSweepAt = start.addingTimeInterval(2)
        account.lastPurgeAt = start.addingTimeInterval(3)
        account.nextPurgeAt = start.addingTimeInterval(4)
        account.keyExpiresAt = start.addingTimeInterval(5.0004)
        account.consecutiveFailures = 6
        account.quarantined = 7
        account.blocked = "too many"
        return account
    }

    static func record(
        problem: String? = nil, _ edit: (inout SweepCounts) -> Void = { _ in }
    ) -> AccountState.SweepRecord {
        var counts = SweepCounts()
        edit(&counts)
        return AccountState.SweepRecord(
            id: "s1", startedAt: start, finishedAt: start.addingTimeInterval(8), problem: problem, counts: counts)
    }

    static func report(
        _ health: AccountStatus.Health, _ edit: (inout SweepCounts) -> Void = { _ in }
    ) -> SweepService.Report {
        var outcome = SweepOutcome(account: "-", sweepID: "s1")
        edit(&outcome.counts)
        return SweepService.Report(outcome: outcome, problem: nil, health: health)
    }
}
