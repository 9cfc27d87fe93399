import ArgumentParser
import FoundationEssentials
import Retention
import RetentionEngine

/// How the service is doing.
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

    @Option(help: ArgumentHelp("Only this account. May be repeated.", valueName: "name"), completion: .accounts)
    var account: [String] = []

    @Flag(help: "One line and an exit code for a monitoring system.")
    var check = false

    @Option(help: "table, json or csv.")
    var format = OutputFormat.table

    /// What sweeps by hand left behind, where no service ever ran.
    private func remembered(_ store: StateStore) -> ServiceStatus? {
        let accounts = store.accounts().compactMap { name -> AccountStatus? in
            guard let state = try? store.load(account: name), let last = state.lastSweep else { return nil }
            var account = AccountStatus(name: name)
            account.lastSweep = last
            account.lastPurgeAt = state.lastPurge
            account.consecutiveFailures = state.consecutiveFailures
            account.problem = last.problem
            account.health = last.problem == nil ? .ok : .degraded
            account.quarantined = state.quarantine.count
            account.adoptPortal(of: state)
            account.blocked = state.blocked?.reason
            return account
        }
        let latest = accounts.compactMap { $0.lastSweep?.finishedAt }.max()
        return latest.map { ServiceStatus(processID: 0, startedAt: $0, policyDigest: "", accounts: accounts) }
    }

    func execute() async throws(CommandFailure) -> ExitStatus? {
        try StateDirectoryOwner.check(common, .read)
        let (isRunning, status) = try StateOwner.looking(common.store) { store in
            let written = StatusFile.read(store)
            var status = written ?? remembered(store)
            if var shown = status {
                for index in shown.accounts.indices {
                    shown.accounts[index].paused = store.pause(account: shown.accounts[index].name)?.text
                }
                status = shown
            }
            return (ServiceLock.isHeld(store, status: written), status)
        }
        let stopped = isRunning ? nil : InstalledUnit(ofPolicy: common.policy).flatMap { StoppedUnit($0.name) }
        if check {
            let result = StatusCheck(
                running: isRunning, status: status, names: account, stopped: stopped, now: Date())
            Console.say(result.line)
            return result.level.exitStatus
        }
        let report = StatusReport(running: isRunning, status: status, stopped: stopped, names: account)
        if isRunning, let status, let note = UnknownAccounts.note(common, status) { Console.complain("note: \(note)") }
        switch format {
        case .json: Console.say(JSONOutput.text(report))
        case .csv: Console.say(report.csv)
        case .table: Console.say(report.table(width: Console.outputWidth, hasColor: Console.outputHasColor))
        }
        return report.running ? nil : .notRunning
    }
}
