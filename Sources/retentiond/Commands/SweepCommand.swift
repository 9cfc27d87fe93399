import ArgumentParser
import FoundationEssentials
import Retention
import RetentionEngine

/// One sweep of each account, now.
struct SweepCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Sweep once: restore protected items, and purge due items if the schedule's time has come.",
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
    @OptionGroup var service: ServiceOptions

    @Flag(help: "Purge what is due even if the schedule's time has not come.")
    var purgeNow = false

    @Flag(help: "You have reviewed the plan: purge although a limit was exceeded.")
    var confirmLimits = false

    @Flag(help: "Print problems only; a sweep without problems prints nothing.")
    var quiet = false

    @Option(
        help: ArgumentHelp(
            "Do only what this saved plan says, and nothing to items that have changed since. Save one with plan --output.",
            valueName: "file"))
    var plan: String?

    func execute() async throws(CommandError) -> ExitStatus? {
        let operatorName = Operator.name
        let saved = try plan.map { path throws(CommandError) in try SavedPlan(path: path) }
        let body = ControlBody.Sweep(
            account: selection.account, purgeNow: purgeNow, confirmLimits: confirmLimits, quiet: quiet,
            plan: saved?.toSend)
        let request = ServiceRequest(.sweep, body: ControlBody.encoded(body))
        if case .done(let status) = try await service.perform(request, common, unless: tuning.isDirect) {
            return status
        }
        let active = try common.load(.change, printsWarnings: !quiet)
        let sweeps = RequestedSweeps(
            purgeNow: purgeNow, confirmLimits: confirmLimits, isQuiet: quiet, plan: saved, operatorName: operatorName,
            invocation: common.invocation)
        try sweeps.mustNameAccount(selection.account, active.policy)
        let requests = try sweeps.requests(to: try selection.accounts(of: active.policy), active)
        let keys = try KeyRing(requests.map(\.account))
        let (audit, store) = try AuditTrailFactory.open(file: tuning.auditLog, store: common.store)
        let bar = ProgressBar()
        let ports = AccountSweeps(
            store: store, audit: audit, keys: keys, patience: tuning.patience,
            progress: { [quiet] in if !quiet { bar.show($0, $1) } })
        // Enough at a time to hide the delay of slow portals; few enough to hold few trashes in memory.
        return await sweeps.run(requests, atOnce: 8, bar) { account, request throws(CommandError) in
            try await ports.sweep(account, request, under: active)
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
            "Seconds without progress after which the outcome of a portal's operation counts as unknown.",
            valueName: "seconds"))
    var operationTimeout = 75

    var patience: Duration { .seconds(operationTimeout) }

    /// Why the running service can't do it: an option that it doesn't accept from others.
    var isDirect: String? {
        if auditLog != nil { return "--audit-log" }
        return operationTimeout == 75 ? nil : "--operation-timeout"
    }

    func validate() throws {
        guard (1...3600).contains(operationTimeout) else {
            throw ValidationError("--operation-timeout must be from 1 to 3600")
        }
    }
}
