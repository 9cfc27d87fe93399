import Retention
import RetentionEngine

/// The sweeps of one command.
struct RequestedSweeps: Sendable {
    let purgeNow: Bool
    let confirmLimits: Bool
    /// Prints problems only.
    let isQuiet: Bool
    /// Nil: everything that the policy says.
    let plan: SavedPlan?
    /// As audit records name operators.
    let operatorName: String
    /// Options that make commands mean the same policy and state.
    let invocation: Invocation

    typealias Request = (account: Account, request: SweepRequest)

    /// Limits are lifted for one account at a time: a confirmation means that somebody has reviewed its plan.
    ///
    /// - Throws: `CommandError` (64).
    func mustNameAccount(_ account: String?, _ policy: Policy) throws(CommandError) {
        guard confirmLimits, account == nil, policy.accounts.count > 1 else { return }
        let purge = purgeNow ? ["--purge-now"] : []
        let commands = policy.accounts.prefix(3).map { account in
            "`\(invocation.command(["sweep", "--account", account.name] + purge + ["--confirm-limits"]))`"
        }
        throw CommandError(
            .usage,
            "--confirm-limits needs --account: it lifts the limits of one account, whose plan you have reviewed",
            hint: "run \(commands.joined(separator: " or "))\(policy.accounts.count > 3 ? " or …" : "")")
    }

    /// The requests for each account. With a saved plan, accounts that it lacks are left out.
    ///
    /// - Throws: `CommandError` (65) if the plan can't be carried out.
    func requests(to accounts: [Account], _ active: ActivePolicy) throws(CommandError) -> [Request] {
        let request = SweepRequest(purgeNow: purgeNow, confirmLimits: confirmLimits, operatorName: operatorName)
        guard let plan else { return accounts.map { ($0, request) } }
        try plan.check(underPolicy: active.digest)
        return accounts.compactMap { account in
            guard let selection = plan.selection(for: account) else {
                if !isQuiet { Console.printError("note: \(account.name): not in the plan, so not swept") }
                return nil
            }
            var restricted = request
            restricted.selection = selection
            return (account, restricted)
        }
    }

    /// Carries them out, several at a time, and prints each result.
    ///
    /// - Returns: the worst status of all.
    func run(
        _ requests: [Request], atOnce: Int, _ bar: ProgressBar,
        sweep: @escaping @Sendable (Account, SweepRequest) async throws(CommandError) -> SweepOutcome
    ) async -> ExitStatus? {
        await withTaskGroup(of: ExitStatus?.self) { group in
            var worst: ExitStatus?
            var waiting = requests[...]
            for (account, request) in waiting.prefix(atOnce) {
                group.addTask { await self.run(account, request, bar, sweep) }
            }
            waiting = waiting.dropFirst(atOnce)
            for await status in group {
                worst = [worst, status].compactMap { $0 }.max()
                if let (account, request) = waiting.popFirst() {
                    group.addTask { await self.run(account, request, bar, sweep) }
                }
            }
            return worst
        }
    }

    private func run(
        _ account: Account, _ request: SweepRequest, _ bar: ProgressBar,
        _ sweep: @Sendable (Account, SweepRequest) async throws(CommandError) -> SweepOutcome
    ) async -> ExitStatus? {
        do throws(CommandError) {
            let outcome = try await sweep(account, request)
            bar.clear()
            SweepReport.show(outcome, under: invocation, quiet: isQuiet)
            return outcome.problem?.exitStatus
        } catch {
            bar.clear()
            error.report()
            return error.status
        }
    }
}
