import ArgumentParser
import Retention
import RetentionAdapters
import RetentionEngine

/// Confirms that an account's key may show another user's trash than before. Like `plan`, it creates only readers.
struct AccountAcceptCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "accept",
        abstract: "Confirm the trash that the account's key shows now.",
        discussion: """
            The first sweep stores whose trash it swept. If the key later shows another trash, nothing is changed \
            until this command confirms it. Then everything stored about the earlier trash is deleted, and a grace \
            period begins as after a first installation. Changes nothing at the portal.

            Example:
              retentiond account accept alice
            """)

    @Argument(help: ArgumentHelp("The account, as the policy names it.", valueName: "name"))
    var name: String

    @OptionGroup var common: CommonOptions

    func execute() async throws(CommandError) -> ExitStatus? {
        let policy = try common.load(.change).policy
        guard let account = policy.accounts.first(where: { $0.name == name }) else {
            throw CommandError(
                .noSuchItem, "the policy has no account \"\(String(sanitizing: name))\"",
                hint: "it has: \(policy.accounts.map(\.name).joined(separator: ", "))")
        }
        let key = try KeyRing([account]).key(of: account)
        let store = try StateOwner.become(common.store)
        let connection = try AccountConnection.open(account, key: key)
        let bar = ProgressBar()
        let result: Result<TrashAcceptance, SweepError>
        do throws(SweepError) {
            result = .success(
                try await TrashAcceptance.accept(
                    account: account.name, portal: account.portal, reader: connection.reader, store: store,
                    progress: { bar.show(account.name, $0) }))
        } catch {
            result = .failure(error)
        }
        bar.clear()
        await connection.close()
        switch result {
        case .success(let acceptance): Console.print("\(String(sanitizing: account.name)): \(acceptance.text)")
        case .failure(let problem): throw CommandError(problem, account: account.name, under: common.invocation)
        }
        return nil
    }
}

extension TrashAcceptance {
    fileprivate var text: String {
        switch self {
        case .unchanged(let owner): "nothing to accept; it is the trash of \(owner.description), as before"
        case .stored(let owner): "from now on it is the trash of \(owner.description)"
        case .replaced(let owner, let earlier):
            "from now on it is the trash of \(owner.description), and no longer that of \(earlier.description); "
                + "a grace period begins with the next sweep"
        }
    }
}
