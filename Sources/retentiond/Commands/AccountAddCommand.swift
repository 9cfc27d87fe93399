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
            Writes the account to a file of its own in the folder that the policy names with "accountsFrom", and the key, as root, to the \
            encrypted bundle that the service loads. Names the folder in the policy if it names none yet. All of this happens, or nothing. \
            Changes nothing at the portal.

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

    func execute() async throws(CommandFailure) -> ExitStatus? {
        let place = try AccountPlace(policyPath: common.policy)
        guard !place.policy.accounts.contains(where: { $0.name == name }) else {
            throw CommandFailure(
                .cannotCreate, "there is an account \"\(HarmlessText.of(name))\" already",
                hint: "replace its key with `\(common.invocation.command("account", "rotate", name))`")
        }
        let claims = try AccountClaims.of(place.policy.accounts, common)
        var (bytes, (new, trial)) = try await entry.read { key throws(CommandFailure) in
            try await attempt(key, place, claims)
        }
        new.keyBytes = bytes
        Console.say("\(HarmlessText.of(name)): \(trial.text)")
        var change = AccountChange(place)
        try change.add([new])
        let steps = try AccountSteps.lines(place, common, hasNewKeys: true)
        for line in change.lines + steps { Console.say(line) }
        return nil
    }

    private func attempt(
        _ key: APIKey, _ place: AccountPlace, _ claims: TrashClaims
    ) async throws(CommandFailure) -> (NewAccount, KeyTrial) {
        let new = NewAccount(place: name, name: name, portal: portal ?? place.commonPortal, key: key, keyBytes: [])
        let accounts: [Account]
        do throws(AccountProblems) { accounts = try place.checked([new]) } catch {
            throw error.failure("the account \"\(HarmlessText.of(name))\" can't be added")
        }
        guard let account = accounts.first else { preconditionFailure("an account that was checked is there") }
        return (new, try await KeyTrial.run(account, key, claims))
    }
}

/// Which account already has which trash, as stored by earlier sweeps.
enum AccountClaims {
    static func of(_ accounts: [Account], _ common: CommonOptions) throws(CommandFailure) -> TrashClaims {
        let claims = TrashClaims()
        try StateOwner.looking(common.store) { claims.remember(accounts, in: $0) }
        return claims
    }
}
