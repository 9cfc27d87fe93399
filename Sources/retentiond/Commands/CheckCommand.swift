import ArgumentParser
import FoundationEssentials
import Glibc
import Retention
import RetentionAdapters
import RetentionEngine

/// Validates the policy, and with `--online` tries its accounts and targets.
struct CheckCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Validate the policy and show the next purges.",
        discussion: """
            Examples:
              retentiond check
              retentiond check --policy policy.json --online
            """)

    @OptionGroup var common: CommonOptions

    @Flag(
        help: """
            Also try each key and each restore target at the portals, and each rule on today's trash. Changes nothing.
            """)
    var online = false

    @Flag(help: "Print nothing when all is well.")
    var quiet = false

    func execute() async throws(CommandError) -> ExitStatus? {
        // The unit checks at a reload, where the service itself logs the warnings.
        let active = try common.load(online ? .read : .none, printsWarnings: !quiet)
        let view = ServiceView(policy: active.policy, path: common.policy)
        try view.check()
        if !quiet { for warning in view.warnings { Console.printError("warning: \(warning)") } }
        printUnlessQuiet(PolicySummary.lines(active, now: Date()))
        let invisible = view.invisibleFiles
        for failure in invisible { failure.report() }
        if let status = checkAuthorities(active.policy.accounts) ?? invisible.first?.status { return status }
        try warnOfMissingKeys(active.policy.accounts)
        guard online else { return nil }
        if !quiet { for note in IgnoredVariables.notes { Console.printError("note: \(note)") } }
        var status: ExitStatus?
        let keys = try KeyRing(active.policy.accounts)
        // Other users than root read what they may.
        let store = geteuid() == 0 ? try StateOwner.become(common.store, makesIt: false) : common.store
        let claims = TrashClaims()
        claims.remember(active.policy.accounts, in: store)
        for account in active.policy.accounts {
            do throws(CommandError) {
                printUnlessQuiet(
                    try await OnlineCheck(
                        account: account, active: active, claims: claims, store: store, keys: keys,
                        invocation: common.invocation
                    ).run())
            } catch {
                error.report()
                status = max(status ?? error.status, error.status)
            }
        }
        return status
    }

    /// - Returns: a status if an account's CA file holds no certificate. Each such file is reported once.
    private func checkAuthorities(_ accounts: [Account]) -> ExitStatus? {
        var status: ExitStatus?
        var checked: Set<String> = []
        for account in accounts where account.caFile.map({ checked.insert($0).inserted }) == true {
            do throws(CommandError) { try AccountConnection.checkAuthorities(of: account) } catch {
                error.report()
                status = error.status
            }
        }
        return status
    }

    /// Within the unit: accounts whose keys systemd did not pass. At a reload, which checks with `--quiet`, the service
    /// itself logs them.
    private func warnOfMissingKeys(_ accounts: [Account]) throws(CommandError) {
        guard Environment["CREDENTIALS_DIRECTORY"] != nil, !online, !quiet else { return }
        let failures = try KeyRing(accounts).failures
        for failure in failures.prefix(KeyRing.maxShown) {
            Console.printError("warning: \(failure.message)")
            if let hint = failure.hint { Console.printError("hint: \(hint)") }
        }
        let more = failures.count - KeyRing.maxShown
        if more > 0 { Console.printError("… and \(counted(more, "more account")) without a key") }
    }

    private func printUnlessQuiet(_ lines: [String]) {
        guard !quiet else { return }
        for line in lines { Console.print(line) }
    }
}
