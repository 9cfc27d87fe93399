import ArgumentParser
import Retention
import RetentionEngine

/// Replaces the key of one account.
struct AccountRotateCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Try a new key, and replace the key of an account with it.",
        discussion: """
            The new key must show the same trash. Other keys, schedules and grace periods stay as they are. Many at once: \
            `retentiond account import FILE --rotate`.

            Example:
              sudo retentiond account rotate bob --key-file bob.key
            """)

    @Argument(help: ArgumentHelp("The account, as the policy names it.", valueName: "name"), completion: .accounts)
    var name: String

    @OptionGroup var entry: KeyEntry
    @OptionGroup var common: CommonOptions

    func execute() async throws(CommandError) -> ExitStatus? {
        let location = try AccountLocation(policyPath: common.policy)
        let account = try location.policy.account(named: name)
        let claims = try AccountClaims.of(location.policy.accounts, common)
        let (bytes, trial) = try await entry.read { key throws(CommandError) in
            let trial = try await KeyTrial.run(account, key, claims)
            if let problem = try SameTrash.problem(account, trial.owner, common) {
                throw CommandError(problem, account: account.name, under: common.invocation)
            }
            return trial
        }
        Console.print("\(String(sanitizing: name)): \(trial.text)")
        var change = AccountChange(location)
        try change.rotate([(account, bytes)])
        let steps = try AccountSteps.lines(location, common, hasNewKeys: true)
        for line in change.lines + steps { Console.print(line) }
        return nil
    }
}

/// Whether a new key shows the trash that earlier sweeps stored.
enum SameTrash {
    /// - Returns: nil for the same trash, and before the first sweep.
    static func problem(
        _ account: Account, _ found: TrashOwner?, _ common: CommonOptions
    ) throws(CommandError) -> SweepError? {
        let expected = try StateOwner.reading(common.store) { store -> TrashOwner? in
            (try? store.load(account: account.name))?.expectedTrash(at: account.portal)
        }
        return AccountProblem.otherTrash(found, before: expected).flatMap(SweepError.init)
    }

    static func mistakes(
        _ accounts: [(account: Account, found: TrashOwner?)], _ common: CommonOptions
    ) throws(CommandError) -> [String] {
        var mistakes: [String] = []
        for (account, found) in accounts {
            guard let problem = try problem(account, found, common) else { continue }
            mistakes.append("\(String(sanitizing: account.name)): \(problem)")
        }
        return mistakes
    }
}

extension Policy {
    /// - Throws: `CommandError` (66).
    func account(named name: String) throws(CommandError) -> Account {
        if let account = accounts.first(where: { $0.name == name }) { return account }
        let names = accounts.prefix(20).map(\.name).joined(separator: ", ")
        throw CommandError(
            .noSuchItem, "the policy has no account \"\(String(sanitizing: name))\"",
            hint: "it has: \(names)" + (accounts.count > 20 ? " and \(accounts.count - 20) more" : ""))
    }
}
