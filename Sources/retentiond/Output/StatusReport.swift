import FoundationEssentials
import Retention
import RetentionEngine

/// The output of `status`.
struct StatusReport: Encodable {
    let running: Bool
    let processID: Int32?
    let startedAt: Date?
    let updatedAt: Date?
    let policyDigest: String?
    let policyProblem: String?
    let problems: [String]?
    /// Why it isn't running, as systemd reports; nil if it runs, and if unknown.
    let stopped: StoppedUnit?
    let auditReachesBackTo: Date?
    let accounts: [AccountStatus]

    /// - Parameters:
    ///   - status: as last written; nil if no service ever ran here.
    ///   - names: of the accounts to show; empty for all.
    init(running: Bool, status: ServiceStatus?, stopped: StoppedUnit? = nil, names: [String] = []) {
        self.stopped = stopped
        self.running = running
        processID = running ? status?.processID : nil
        startedAt = running ? status?.startedAt : nil
        updatedAt = status?.updatedAt
        policyDigest = (status?.policyDigest).flatMap { $0.isEmpty ? nil : $0 }
        policyProblem = status?.policyProblem
        problems = running ? status?.problems : nil
        auditReachesBackTo = status?.auditReachesBackTo
        accounts = (status?.accounts ?? []).filter { names.isEmpty || names.contains($0.name) }.map { account in
            var account = account
            if !running {
                account.activity = nil
                account.nextSweepAt = nil
                account.nextPurgeAt = nil
            }
            return account
        }
    }

    /// For people; times are local.
    func table(width: Int?, hasColor: Bool) -> String {
        var lines = [running ? "retentiond is running" : "retentiond is not running"]
        if let stopped {
            lines[0] += ": \(String(sanitizing: stopped.reason))"
            if let lastStatus = stopped.lastStatus {
                lines.append("its last status: \(String(sanitizing: lastStatus))")
            }
            lines.append("hint: \(stopped.hint)")
        }
        if let policyProblem {
            lines.append(
                "the new policy was refused, the one before stays in force: \(String(sanitizing: policyProblem))")
        }
        lines += (problems ?? []).map { "problem: \(String(sanitizing: $0))" }
        if let auditReachesBackTo { lines.append("the audit trail reaches back to \(Self.text(auditReachesBackTo))") }
        guard !accounts.isEmpty else { return lines.joined(separator: "\n") }
        var table = Table([
            .init(title: "ACCOUNT"), .init(title: "HEALTH"), .init(title: "LAST SWEEP", rank: 2),
            .init(title: "NEXT SWEEP", rank: 3), .init(title: "LAST PURGE", rank: 4),
            .init(title: "NEXT PURGE", rank: 1), .init(title: "TRASH OF", rank: 5), .init(title: "PORTAL", rank: 6),
            .init(title: "IN SHORT", isFlexible: true),
        ])
        for account in accounts {
            table.add(
                [
                    account.name, account.health.rawValue, Self.text(account.lastSweep?.finishedAt),
                    account.activity ?? Self.text(account.nextSweepAt), Self.text(account.lastPurgeAt),
                    Self.text(account.nextPurgeAt), account.trash?.shortName ?? "–", account.portalVersion ?? "–",
                    account.problem ?? account.paused ?? account.summary ?? "–",
                ], color: account.health == .ok ? account.paused.map { _ in "33" } : "31")
        }
        return (lines + table.lines(width: width, hasColor: hasColor)).joined(separator: "\n")
    }

    private static func text(_ date: Date?) -> String {
        date.map { LocalTime.ofMachine.dateAndTime($0, hasSeconds: false) } ?? "–"
    }
}

extension StatusReport {
    /// A line for each account. The columns are part of the contract; docs/reference/output.md describes them.
    var csv: String {
        let header = [
            "account", "running", "health", "activity", "problem", "blocked", "lastSweepAt", "nextSweepAt",
            "lastPurgeAt",
            "nextPurgeAt", "lastSuccessAt", "keyExpiresAt", "consecutiveFailures", "quarantined", "listed", "restored",
            "rescued", "held", "kept", "due", "purged", "purgedBytes", "failed", "unknown", "portalVersion",
            "portalUser", "portalUserId", "trashId", "left",
            "backlogEndsAt", "paused",
        ]
        return ([header] + accounts.map(cells)).map(CSVOutput.line).joined(separator: "\n")
    }

    private func cells(_ account: AccountStatus) -> [String] {
        let texts: [String] = [
            account.name, "\(running)", account.health.rawValue, account.activity ?? "", account.problem ?? "",
            account.blocked ?? "",
        ]
        let dates: [Date?] = [
            account.lastSweep?.finishedAt, account.nextSweepAt, account.lastPurgeAt, account.nextPurgeAt,
            account.lastSuccessAt, account.keyExpiresAt,
        ]
        let counts = account.lastSweep?.counts
        let numbers: [Int?] = [
            account.consecutiveFailures, account.quarantined, counts?.listed, counts?.restored, counts?.rescued,
            counts?.held, counts?.kept, counts?.due, counts?.purged, counts.map { Int($0.purgedBytes) }, counts?.failed,
            counts?.unknown,
        ]
        let portal: [String?] = [
            account.portalVersion, account.trash?.userName, account.trash?.userID,
            account.trash.map { "\($0.trashID)" },
        ]
        let left = counts.map { "\($0.left)" } ?? ""
        return texts + dates.map { $0?.formatted(.iso8601) ?? "" } + numbers.map { $0.map { "\($0)" } ?? "" }
            + portal.map { $0 ?? "" } + [left, account.backlogEndsAt?.formatted(.iso8601) ?? "", account.paused ?? ""]
    }
}

extension AccountStatus {
    /// The last sweep's findings and results, and how long the rest takes; nil before the first one.
    fileprivate var summary: String? {
        guard let counts = lastSweep?.counts else { return nil }
        return counts.summary + (backlogEndsAt.map { ", until about \($0.formatted(.iso8601))" } ?? "")
    }
}
