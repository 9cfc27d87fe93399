import FoundationEssentials
import RetentionEngine

/// `STATUS=`: one readable line.
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
        let troubles = status.accounts.flatMap { account in
            AccountFacts(account, in: status).problems(at: status.updatedAt).compactMap {
                trouble(account.name, $0, times)
            }
        }
        parts += (troubles.filter(\.isOfSweep) + troubles.filter { !$0.isOfSweep }).map(\.text)
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

    /// Nil for problems without room in the line: `status` reports them.
    static func trouble(
        _ name: String, _ problem: AccountProblem, _ times: LocalTime
    ) -> (isOfSweep: Bool, text: String)? {
        switch problem {
        case .blocked(let reason, _): (true, "account \(name) is blocked: \(reason)")
        case .failing(let reason, let inARow, _):
            (true, "account \(name): \(reason ?? "something was left undone")\(AccountProblem.repetition(inARow))")
        case .keyExpires(let end, _): (false, "the key of \(name) expires on \(times.text(end))")
        case .unsupportedPortal, .otherTrash, .readOnlyKey, .overdue, .unlisted, .paused, .backlog, .quarantine: nil
        }
    }

    /// Nil for progress that is not worth reporting.
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
