import ArgumentParser
import DocSpace
import Retention
import RetentionAdapters
import RetentionEngine

/// Adds one account with its key.
struct AccountAddCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Try a key, and add an account with it.",
        discussion: """
            Writes the account to a file of its own in the folder that the policy names with "accountsFrom", and the \
            key, as root, to the encrypted bundle that the service loads. Names the folder in the policy if it names \
            none yet. Either all of this happens or nothing. Changes nothing at the portal.

            Examples:
              sudo retentiond account add bob
              sudo retentiond account add bob --portal https://acme.example.com --key-file bob.key
            """)

    @Argument(help: ArgumentHelp("What to call the account.", valueName: "name"))
    var name: String

    @OptionGroup var entry: KeyEntry

    @Option(
        help: ArgumentHelp(
            "The portal. (default: that of the policy's \"defaults\", else of its only portal)", valueName: "url"))
    var portal: String?

    @OptionGroup var common: CommonOptions

    func execute() async throws(CommandError) -> ExitStatus? {
        let location = try AccountLocation(policyPath: common.policy)
        guard !location.policy.accounts.contains(where: { $0.name == name }) else {
            throw CommandError(
                .cannotCreate, "there is an account \"\(String(sanitizing: name))\" already",
                hint: "replace its key with `\(common.invocation.command("account", "rotate", name))`")
        }
        let claims = try AccountClaims.of(location.policy.accounts, common)
        var (bytes, (new, trial)) = try await entry.read { key throws(CommandError) in
            try await attempt(key, location, claims)
        }
        new.keyBytes = bytes
        Console.print("\(String(sanitizing: name)): \(trial.text)")
        var change = AccountChange(location)
        try change.add([new])
        let steps = try AccountSteps.lines(location, common, hasNewKeys: true)
        for line in change.lines + steps { Console.print(line) }
        return nil
    }

    private func attempt(
        _ key: APIKey, _ location: AccountLocation, _ claims: TrashClaims
    ) async throws(CommandError) -> (NewAccount, KeyTrial) {
        let new = NewAccount(label: name, name: name, portal: portal ?? location.commonPortal, key: key, keyBytes: [])
        let accounts: [Account]
        do throws(AccountChangeError) { accounts = try location.checked([new]) } catch {
            throw error.failure("the account \"\(String(sanitizing: name))\" can't be added")
        }
        guard let account = accounts.first else { preconditionFailure("an account that was checked is there") }
        return (new, try await KeyTrial.run(account, key, claims))
    }
}

/// Which account already has which trash, as stored by earlier sweeps.
enum AccountClaims {
    static func of(_ accounts: [Account], _ common: CommonOptions) throws(CommandError) -> TrashClaims {
        let claims = TrashClaims()
        try StateOwner.reading(common.store) { claims.remember(accounts, in: $0) }
        return claims
    }
}
