import ArgumentParser
import FoundationEssentials
import Retention
import RetentionEngine

/// Removes an account and its key; the state of its trash stays.
struct AccountRemoveCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove an account that has a file of its own, and its key.",
        discussion: """
            Changes nothing at the portal, and keeps the account's state and its audit records. From the next reload on nothing is restored \
            and nothing is purged in its trash any more.

            Example:
              sudo retentiond account remove bob
            """)

    @Argument(help: ArgumentHelp("The account, as the policy names it.", valueName: "name"), completion: .accounts)
    var name: String

    @OptionGroup var common: CommonOptions

    func execute() async throws(CommandError) -> ExitStatus? {
        let location = try AccountLocation(policyPath: common.policy)
        let account = try location.policy.account(named: name)
        guard let file = account.file else {
            throw CommandError(
                .cannotCreate, "the account \"\(String(sanitizing: name))\" is in the policy itself",
                hint: "remove it from \"accounts\" in \(common.policy), then reload")
        }
        try mustNotBeHeld()
        do throws(AccountChangeError) { _ = try location.check(adding: [], removing: [file]) } catch {
            throw error.failure("the account \"\(String(sanitizing: name))\" can't be removed")
        }
        var change = AccountChange(location)
        try change.remove(account, file: file)
        let steps = try AccountSteps.lines(location, common, hasNewKeys: false)
        for line in change.lines + steps { Console.print(line) }
        return nil
    }

    /// A hold for an account that the policy lacks keeps all other accounts from purging, because its name may be a
    /// mistake.
    private func mustNotBeHeld() throws(CommandError) {
        let now = Date()
        let held = try StateOwner.reading(common.store) { store in
            ((try? store.holdFiles()) ?? []).filter { $0.stored.account == name && $0.stored.isInForce(at: now) }.count
        }
        guard held == 0 else {
            throw CommandError(
                .cannotCreate,
                "persons hold \(held) item\(held == 1 ? "" : "s") of the account \"\(String(sanitizing: name))\"",
                hint: "release them first: `\(common.invocation.command("hold", "list", "--account", name))` shows them"
            )
        }
    }
}
