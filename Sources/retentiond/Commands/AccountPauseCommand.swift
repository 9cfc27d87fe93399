import ArgumentParser
import FoundationEssentials
import Retention
import RetentionEngine

/// Stops purging. Asks no portal.
struct AccountPauseCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Stop purging, for some accounts or all; restores and rescues go on.",
        discussion: """
            Effective from the next call on, without a reload, until `account resume`. A purge time that comes meanwhile waits for that.

            Examples:
              sudo retentiond account pause bob --reason "moves to another department"
              sudo retentiond account pause --all
            """)

    @OptionGroup var choice: PauseChoice
    @OptionGroup var service: ServiceOptions

    @Option(help: ArgumentHelp("Why, for those who see it in the status.", valueName: "text"))
    var reason: String?

    func validate() throws { try PersonText.validate(reason, option: "--reason") }

    func execute() async throws(CommandFailure) -> ExitStatus? {
        let pause = PurgePause(since: Date(), by: Operator.name, reason: reason)
        let body = ControlBody.Pause(accounts: choice.accounts, all: choice.all, reason: reason)
        let request = ServiceRequest(.pause, body: ControlBody.encoded(body))
        if case .done(let status) = try await service.ask(request, choice.common) { return status }
        let names = try choice.names()
        try Self.pause(names, pause, try StateOwner.become(choice.common.store), choice.common.invocation)
        return nil
    }

    /// Pauses and prints which. A nil name stands for all accounts.
    ///
    /// - Throws: `CommandFailure` (69). Accounts that were printed are paused.
    static func pause(
        _ names: [String?], _ pause: PurgePause, _ store: StateStore, _ invocation: Invocation
    ) throws(CommandFailure) {
        for name in names {
            do throws(StateError) { try store.pausePurges(pause, account: name) } catch {
                throw PauseChoice.failure(error)
            }
            let resume = PauseChoice.resume(name, invocation)
            Console.say("\(PauseChoice.text(name)): purging is paused; `\(resume)` ends it")
        }
    }
}

/// Ends a pause.
struct AccountResumeCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Go on purging after `account pause`.",
        discussion: """
            A purge whose time came during the pause happens in the next sweep. What was paused for all accounts ends with --all; an account \
            that was paused by itself stays paused then.

            Examples:
              sudo retentiond account resume bob
              sudo retentiond account resume --all
            """)

    @OptionGroup var choice: PauseChoice
    @OptionGroup var service: ServiceOptions

    func execute() async throws(CommandFailure) -> ExitStatus? {
        let body = ControlBody.Resume(accounts: choice.accounts, all: choice.all)
        let request = ServiceRequest(.resume, body: ControlBody.encoded(body))
        if case .done(let status) = try await service.ask(request, choice.common) { return status }
        let names = try choice.names()
        let store = try StateOwner.become(choice.common.store, makesIt: false)
        try Self.resume(names, store, choice.common.invocation)
        return nil
    }

    /// Ends pauses and prints which. A nil name stands for what was paused for all accounts.
    ///
    /// - Throws: `CommandFailure` (69).
    static func resume(
        _ names: [String?], _ store: StateStore, _ invocation: Invocation
    ) throws(CommandFailure) {
        for name in names {
            let wasPaused: Bool
            do throws(StateError) { wasPaused = try store.resumePurges(account: name) } catch {
                throw PauseChoice.failure(error)
            }
            let others = name != nil && store.pause(account: nil) != nil
            Console.say(
                "\(PauseChoice.text(name)): "
                    + (wasPaused ? "the pause is over" : "was not paused by itself")
                    + (others
                        ? "; all accounts are still paused: `\(PauseChoice.resume(nil, invocation))` ends that" : ""))
        }
    }
}

/// Which accounts are paused or not any more.
struct PauseChoice: ParsableArguments {
    @Argument(help: ArgumentHelp("Accounts, as the policy names them.", valueName: "name"), completion: .accounts)
    var accounts: [String] = []

    @Flag(help: "All accounts, also those that are added later.")
    var all = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard accounts.isEmpty == all else { throw ValidationError("give the names of accounts, or --all") }
    }

    /// Nil stands for all.
    func names() throws(CommandFailure) -> [String?] {
        try StateDirectoryOwner.check(common, .change)
        guard !all else { return [nil] }
        let policy = try common.load(.change).policy
        for name in accounts { _ = try policy.account(named: name) }
        return accounts
    }

    static func resume(_ name: String?, _ invocation: Invocation) -> String {
        invocation.command("account", "resume", name ?? "--all")
    }

    static func text(_ name: String?) -> String { name.map(HarmlessText.of) ?? "all accounts" }

    static func failure(_ error: StateError) -> CommandFailure {
        CommandFailure(.unavailable, "\(error)", hint: "look at the disk and at the state directory")
    }
}
