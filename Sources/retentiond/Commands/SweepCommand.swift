import ArgumentParser
import FoundationEssentials
import Retention
import RetentionEngine

/// One sweep of each account, now.
struct SweepCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Sweep once: restore what is protected, purge what is due if the schedule's time has come.",
        discussion: """
            Examples:
              retentiond sweep
              retentiond sweep --account alice --purge-now
              retentiond sweep --plan plan.json --purge-now
              retentiond sweep --quiet
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var selection: AccountOption
    @OptionGroup var tuning: SweepOptions

    @Flag(help: "Purge what is due even if the schedule's time has not come.")
    var purgeNow = false

    @Flag(help: "You have looked at the plan: purge although a limit was exceeded.")
    var confirmLimits = false

    @Flag(help: "Print problems only: nothing of a sweep that did all it should.")
    var quiet = false

    @Option(
        help: ArgumentHelp(
            "Do only what this saved plan says, and nothing to items that have changed since. Save one with plan --output.",
            valueName: "file"))
    var plan: String?

    func execute() async throws(CommandFailure) -> ExitStatus? {
        let operatorName = Operator.name
        let active = try common.load(.change, printsWarnings: !quiet)
        let invocation = common.invocation
        try mustNameAccount(active.policy, invocation)
        let accounts = try planned(try selection.accounts(of: active.policy), active, operatorName)
        let keys = try KeyRing(accounts.map(\.account))
        let (audit, store) = try AuditTrails.open(file: tuning.auditLog, store: common.store)
        let bar = ProgressBar()
        let sweeps = AccountSweeps(
            store: store, audit: audit, keys: keys, patience: tuning.patience,
            progress: { [quiet] in if !quiet { bar.show($0, $1) } })
        let status = await withTaskGroup(of: ExitStatus?.self) { group in
            var worst: ExitStatus?
            var waiting = accounts[...]
            // Enough at once to hide the waiting for slow portals; few enough to hold few trashes in memory.
            for (account, request) in waiting.prefix(8) {
                group.addTask { [quiet] in
                    await Self.sweep(account, request, active, sweeps, bar, invocation, quiet)
                }
            }
            waiting = waiting.dropFirst(8)
            for await status in group {
                worst = [worst, status].compactMap { $0 }.max()
                if let (account, request) = waiting.popFirst() {
                    group.addTask { [quiet] in
                        await Self.sweep(account, request, active, sweeps, bar, invocation, quiet)
                    }
                }
            }
            return worst
        }
        return status
    }

    /// Limits are lifted for one account at a time: a confirmation says that somebody has reviewed its plan.
    private func mustNameAccount(_ policy: Policy, _ invocation: Invocation) throws(CommandFailure) {
        guard confirmLimits, selection.account == nil, policy.accounts.count > 1 else { return }
        let purge = purgeNow ? ["--purge-now"] : []
        let commands = policy.accounts.prefix(3).map { account in
            "`\(invocation.command(["sweep", "--account", account.name] + purge + ["--confirm-limits"]))`"
        }
        throw CommandFailure(
            .usage,
            "--confirm-limits needs --account: it lifts the limits of one account, whose plan you have reviewed",
            hint: "run \(commands.joined(separator: " or "))\(policy.accounts.count > 3 ? " or …" : "")")
    }

    /// What to ask of each account. With a saved plan, accounts that it doesn't know are left out.
    private func planned(
        _ accounts: [Account], _ active: ActivePolicy, _ operatorName: String
    ) throws(CommandFailure) -> [(account: Account, request: SweepRequest)] {
        let request = SweepRequest(
            purgeNow: purgeNow, confirmLimits: confirmLimits, operatorName: operatorName)
        guard let plan else { return accounts.map { ($0, request) } }
        let saved = try SavedPlan(path: plan, underPolicy: active.digest)
        return accounts.compactMap { account in
            guard let selection = saved.selection(for: account) else {
                if !quiet { Console.complain("note: \(account.name): not in the plan, so not swept") }
                return nil
            }
            var restricted = request
            restricted.selection = selection
            return (account, restricted)
        }
    }

    private static func sweep(
        _ account: Account, _ request: SweepRequest, _ active: ActivePolicy, _ sweeps: AccountSweeps,
        _ bar: ProgressBar, _ invocation: Invocation, _ quiet: Bool
    ) async -> ExitStatus? {
        do throws(CommandFailure) {
            let outcome = try await sweeps.sweep(account, request, under: active)
            bar.clear()
            SweepReport.show(outcome, under: invocation, quiet: quiet)
            return outcome.problem?.exitStatus
        } catch {
            bar.clear()
            error.report()
            return error.status
        }
    }
}

/// Options of the commands that change something.
struct SweepOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Append audit records to this file, as JSON lines. Needed where no systemd journal runs.",
            valueName: "file"))
    var auditLog: String?

    @Option(
        help: ArgumentHelp(
            "Seconds that an operation of the portal may go without a step before its outcome counts as unknown.",
            valueName: "seconds"))
    var operationTimeout = 75

    var patience: Duration { .seconds(operationTimeout) }

    func validate() throws {
        guard (1...3600).contains(operationTimeout) else {
            throw ValidationError("--operation-timeout must be from 1 to 3600")
        }
    }
}
