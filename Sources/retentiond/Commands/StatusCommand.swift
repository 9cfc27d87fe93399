import ArgumentParser
import FoundationEssentials
import Retention
import RetentionEngine

/// Shows the status of the service.
struct StatusCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show the last and next sweep of each account. Exit code 3: not running.",
        discussion: """
            Times in the table are local, in JSON and CSV in UTC.

            With --check it prints one line and exits as Icinga and Nagios expect: 0 all is well; 1 a key expires within 14 days, items are \
            in quarantine, or another warning; 2 an account fails, is blocked or overdue; 3 not running.

            Examples:
              retentiond status
              retentiond status --format json
              retentiond status --check --account alice
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var service: ServiceOptions

    @Option(help: ArgumentHelp("Only this account. May be repeated.", valueName: "name"), completion: .accounts)
    var account: [String] = []

    @Flag(help: "One line and an exit code for a monitoring system.")
    var check = false

    @Option(help: "table, json or csv.")
    var format = OutputFormat.table

    /// The state of sweeps by hand, if no service ever ran.
    private func remembered(_ store: StateStore) -> ServiceStatus? {
        let accounts = store.accounts().compactMap { name -> AccountStatus? in
            guard let state = try? store.load(account: name), let last = state.lastSweep else { return nil }
            var account = AccountStatus(name: name)
            account.adopt(state)
            account.consecutiveFailures = state.consecutiveFailures
            account.problem = last.problem
            account.health = last.problem == nil ? .ok : .degraded
            return account
        }
        let latest = accounts.compactMap { $0.lastSweep?.finishedAt }.max()
        return latest.map { ServiceStatus(processID: 0, startedAt: $0, policyDigest: "", accounts: accounts) }
    }

    func execute() async throws(CommandError) -> ExitStatus? {
        let request = ServiceRequest(
            .status, ["format": [format.rawValue], "check": ["\(check)"], "account": account])
        if case .done(let status) = try await service.perform(request, common, isQuiet: true) { return status }
        try StateDirectoryOwner.check(common, .read)
        let (isRunning, status) = try StateOwner.reading(common.store, isOptional: true) { store in
            let written = StatusFile.read(store)
            let status = (written ?? remembered(store))?.showingPauses(store)
            return (ServiceLock.isHeld(store, status: written), status)
        }
        let stopped = isRunning ? nil : InstalledUnit(ofPolicy: common.policy).flatMap { StoppedUnit($0.name) }
        if !check, isRunning, let status, let note = UnknownAccounts.note(common, status) {
            Console.printError("note: \(note)")
        }
        return StatusPrinter(names: account, isCheck: check, format: format).print(
            status, isRunning: isRunning, stopped: stopped)
    }
}
