import FoundationEssentials
import Retention
import RetentionEngine

/// What `status` prints.
struct StatusReport: Encodable {
    let running: Bool
    let processID: Int32?
    let startedAt: Date?
    let updatedAt: Date?
    let policyDigest: String?
    let policyProblem: String?
    let accounts: [AccountStatus]

    /// - Parameter status: as last written; nil when no service ever ran here.
    init(running: Bool, status: ServiceStatus?) {
        self.running = running
        processID = running ? status?.processID : nil
        startedAt = running ? status?.startedAt : nil
        updatedAt = status?.updatedAt
        policyDigest = (status?.policyDigest).flatMap { $0.isEmpty ? nil : $0 }
        policyProblem = status?.policyProblem
        accounts = (status?.accounts ?? []).map { account in
            var account = account
            if !running {
                account.activity = nil
                account.nextSweepAt = nil
                account.nextPurgeAt = nil
            }
            return account
        }
    }

    func table(now: Date) -> String {
        var lines = [running ? "retentiond is running" : "retentiond is not running"]
        if let policyProblem {
            lines.append("the new policy was refused, the one before stays in force: \(HarmlessText.of(policyProblem))")
        }
        guard !accounts.isEmpty else { return lines.joined(separator: "\n") }
        var table = Table([
            .init(title: "ACCOUNT"), .init(title: "HEALTH"), .init(title: "LAST SWEEP"), .init(title: "NEXT SWEEP"),
            .init(title: "LAST PURGE"), .init(title: "NEXT PURGE"), .init(title: "IN SHORT", isFlexible: true),
        ])
        for account in accounts {
            table.add(
                [
                    account.name, account.health.rawValue, Self.text(account.lastSweep?.finishedAt),
                    account.activity ?? Self.text(account.nextSweepAt), Self.text(account.lastPurgeAt),
                    Self.text(account.nextPurgeAt), account.problem ?? account.lastSweep?.counts.summary ?? "–",
                ], color: account.health == .ok ? nil : "31")
        }
        return (lines + table.lines(width: Console.outputWidth, hasColor: Console.outputHasColor)).joined(
            separator: "\n")
    }

    private static func text(_ date: Date?) -> String { date?.formatted(.iso8601) ?? "–" }
}
