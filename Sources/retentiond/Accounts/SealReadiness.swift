import FoundationEssentials
import Retention
import RetentionEngine
import Time

/// Whether the states of the accounts show that the grace period of a policy is over, by the portal's clock.
struct SealReadiness {
    /// When the rules came into force for the last account that had other rules before; accounts that are newer than
    /// the rules don't count.
    let since: Date
    /// Facts that the administrator should know.
    let notes: [String]

    private static let maxNamed = 5

    /// - Throws: `CommandError` (75) if the grace of an account isn't over, (69) if its state can't be read.
    init(
        _ accounts: [(name: String, state: Result<AccountState, StateError>)], _ active: ActivePolicy,
        _ invocation: Invocation, now: Date
    ) throws(CommandError) {
        var starts: [Date] = []
        var newcomers: [String] = []
        var waiting: [String] = []
        for (name, state) in accounts {
            let state = try Self.loaded(state)
            guard let record = state.policy, record.digest == active.digest else {
                waiting.append("\(String(sanitizing: name)): no sweep under this policy has listed its trash yet")
                continue
            }
            if Self.isOver(record, state, now) {
                starts.append(record.since)
            } else if record.isFirst {
                newcomers.append(String(sanitizing: name))
            } else {
                waiting.append("\(String(sanitizing: name)): \(Self.wait(record, state, now))")
            }
        }
        guard let since = starts.max(), waiting.isEmpty else {
            throw Self.failure(waiting + newcomers.map { "\($0): in its first grace period" }, invocation)
        }
        // The file has whole seconds.
        self.since = Date(timeIntervalSince1970: since.timeIntervalSince1970.rounded(.up))
        notes =
            newcomers.isEmpty
            ? []
            : [
                "still in the first grace period, which a machine without state would skip: "
                    + Self.list(newcomers, separator: ", ")
            ]
    }

    /// Whether a complete listing after its end proves that it is over, with clocks that agree.
    private static func isOver(_ record: AccountState.PolicyRecord, _ state: AccountState, _ now: Date) -> Bool {
        guard record.settlesAt <= now, let listedAt = state.listedAt else { return false }
        return listedAt >= record.settlesAt
    }

    private static func wait(_ record: AccountState.PolicyRecord, _ state: AccountState, _ now: Date) -> String {
        if now < record.settlesAt { return "in grace until \(UTCText.of(record.settlesAt))" }
        return "its grace is over, but no sweep has listed its trash since then"
    }

    private static func loaded(_ state: Result<AccountState, StateError>) throws(CommandError) -> AccountState {
        do throws(StateError) { return try state.get() } catch {
            throw CommandError(.unavailable, "\(error)", hint: SweepError.state("").generalHint)
        }
    }

    private static func failure(_ reasons: [String], _ invocation: Invocation) -> CommandError {
        CommandError(
            .temporaryFailure,
            "the grace period of this policy is not over for every account:\n" + list(reasons, separator: "\n"),
            hint: "nothing was changed; `\(invocation.command("account", "list"))` shows the last sweeps. "
                + "Try again later, or remove accounts that can't be swept")
    }

    private static func list(_ texts: [String], separator: String) -> String {
        let rest = texts.count - maxNamed
        let lead = separator == "\n" ? "  " : ""
        return (texts.prefix(maxNamed).map { lead + $0 } + (rest > 0 ? ["\(lead)… and \(rest) more"] : []))
            .joined(separator: separator)
    }
}

extension AccountState.PolicyRecord {
    /// Whether the account never had another policy on this machine.
    fileprivate var isFirst: Bool { settledDigest == nil && (unsettledDigests ?? []).isEmpty && isSealed != true }
}
