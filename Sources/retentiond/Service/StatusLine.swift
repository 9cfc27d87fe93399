import FoundationEssentials
import RetentionEngine

/// `STATUS=`: one line that a person likes to read.
enum StatusLine {
    /// - Parameter progress: of sweeps under way, by account.
    static func text(
        _ status: ServiceStatus, progress: [String: String] = [:], times: LocalTime = .ofMachine
    ) -> String {
        var parts: [String] = []
        if status.policyProblem != nil { parts.append("The new policy is invalid, the earlier one stays in force") }
        parts += (status.problems ?? []).prefix(2)
        let busy = status.accounts.filter { $0.activity != nil }.map(\.name)
        parts += busy.compactMap { progress[$0] }.prefix(3)
        let silent = busy.filter { progress[$0] == nil }
        if !silent.isEmpty { parts.append("sweeping \(list(silent))") }
        for account in status.accounts {
            if let blocked = account.blocked { parts.append("account \(account.name) is blocked: \(blocked)") }
            guard let problem = account.problem, account.blocked == nil else { continue }
            let repeated = account.consecutiveFailures > 1 ? " (\(account.consecutiveFailures) times in a row)" : ""
            parts.append("account \(account.name): \(problem)\(repeated)")
        }
        for account in status.accounts {
            guard let end = account.keyExpiresAt, end.timeIntervalSince(status.updatedAt) < 14 * 86_400 else {
                continue
            }
            parts.append("the key of \(account.name) expires on \(times.text(end))")
        }
        if busy.isEmpty, let next = status.accounts.compactMap(\.nextSweepAt).min() {
            parts.append("next check \(times.text(next))")
        }
        if let purge = status.accounts.compactMap(\.nextPurgeAt).min() {
            parts.append("next purge \(times.text(purge))")
        }
        if status.accounts.count == 1, let last = status.accounts[0].lastSweep { parts.append(last.counts.summary) }
        let text = parts.joined(separator: "; ")
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    /// Nil for progress that is not worth a word.
    static func text(_ account: String, _ progress: SweepProgress) -> String? {
        switch progress {
        case .listing(let met, _): met >= 10_000 && met % 10_000 < 100 ? "Listing \(account): \(met) items" : nil
        case .restoring(let done, let total): "Restoring \(account): \(percent(done, total)) of \(total)"
        case .purging(let done, let total): "Purging \(account): \(percent(done, total)) of \(total)"
        case .verifying: nil
        }
    }

    private static func percent(_ done: Int, _ total: Int) -> String { "\(total == 0 ? 100 : 100 * done / total) %" }

    private static func list(_ names: [String]) -> String {
        names.count <= 3 ? names.joined(separator: ", ") : "\(names.count) accounts"
    }
}
