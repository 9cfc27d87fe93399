import ArgumentParser
import Retention
import RetentionEngine

/// Pauses purges. Sends no request to a portal.
struct AccountPauseCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Stop purging, for some accounts or all; restores and rescues continue.",
        discussion: """
            Effective from the next call on, without a reload, until `account resume`. A purge whose time comes \
            meanwhile waits until then. The audit record names the operator.

            Examples:
              sudo retentiond account pause bob --reason "moves to another department"
              sudo retentiond account pause --all
            """)

    @OptionGroup var choice: PauseChoice
    @OptionGroup var log: AuditLogOption
    @OptionGroup var service: ServiceOptions

    @Option(help: ArgumentHelp("The reason, shown in the status.", valueName: "text"))
    var reason: String?

    func validate() throws { try PersonText.validate(reason, option: "--reason") }

    func execute() async throws(CommandError) -> ExitStatus? {
        let body = ControlBody.Pause(accounts: choice.accounts, all: choice.all, reason: reason)
        let request = ServiceRequest(.pause, body: ControlBody.encoded(body))
        if case .done(let status) = try await service.perform(request, choice.common, unless: log.isDirect) {
            return status
        }
        let (names, digest) = try choice.names()
        try PauseLedger(auditLog: log.auditLog, common: choice.common, policyDigest: digest, makesState: true)
            .pause(names, reason: reason)
        return nil
    }
}

/// Ends a pause.
struct AccountResumeCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Continue purging after `account pause`.",
        discussion: """
            A purge whose time came during the pause happens in the next sweep. --all ends a pause of all accounts; \
            an account that was paused individually stays paused then.

            Examples:
              sudo retentiond account resume bob
              sudo retentiond account resume --all
            """)

    @OptionGroup var choice: PauseChoice
    @OptionGroup var log: AuditLogOption
    @OptionGroup var service: ServiceOptions

    func execute() async throws(CommandError) -> ExitStatus? {
        let body = ControlBody.Resume(accounts: choice.accounts, all: choice.all)
        let request = ServiceRequest(.resume, body: ControlBody.encoded(body))
        if case .done(let status) = try await service.perform(request, choice.common, unless: log.isDirect) {
            return status
        }
        let (names, digest) = try choice.names()
        try PauseLedger(auditLog: log.auditLog, common: choice.common, policyDigest: digest, makesState: false)
            .resume(names)
        return nil
    }
}

/// The accounts to pause or resume.
struct PauseChoice: ParsableArguments {
    @Argument(help: ArgumentHelp("Accounts, as the policy names them.", valueName: "name"), completion: .accounts)
    var accounts: [String] = []

    @Flag(help: "All accounts, also those that are added later.")
    var all = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard accounts.isEmpty == all else { throw ValidationError("give the names of accounts, or --all") }
    }

    /// The names, and the digest of the policy. Nil means all accounts, which requires no valid policy.
    func names() throws(CommandError) -> (names: [String?], policyDigest: String) {
        try StateDirectoryOwner.check(common, .change)
        guard !all else { return ([nil], (try? PolicyFile.load(common.policy))?.active.digest ?? "") }
        let active = try common.load(.change)
        for name in accounts { _ = try active.policy.account(named: name) }
        return (accounts, active.digest)
    }

    static func resume(_ name: String?, _ invocation: Invocation) -> String {
        invocation.command("account", "resume", name ?? "--all")
    }

    static func text(_ name: String?) -> String { name.map(String.init(sanitizing:)) ?? "all accounts" }

    static func failure(_ error: StateError) -> CommandError {
        CommandError(.unavailable, "\(error)", hint: "check the disk and the state directory")
    }
}
