import ArgumentParser
import FoundationEssentials
import Retention
import RetentionEngine
import Time

/// Shows why an item is treated as it is. Like `plan`, it creates only readers.
struct ExplainCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show every rule and why it matches an item or not, and the decision. Changes nothing.",
        discussion: """
            Examples:
              retentiond explain file:101
              retentiond explain folder:17 --account alice --at 2026-12-24T03:00:00Z
            """)

    @Argument(help: ArgumentHelp("The item, such as file:101, as plan and the journal name it.", valueName: "kind:id"))
    var item: String

    @OptionGroup var common: CommonOptions
    @OptionGroup var selection: AccountOption
    @OptionGroup var service: ServiceOptions

    @Option(help: ArgumentHelp("Explain for another instant, such as 2026-12-24T03:00:00Z.", valueName: "time"))
    var at: Instant?

    @Option(help: "How to print it.")
    var format = TextFormat.table

    func validate() throws {
        guard ItemKey(item) != nil else {
            throw ValidationError("\"\(item)\" names no item: it must be like file:101 or folder:17")
        }
    }

    func execute() async throws(CommandError) -> ExitStatus? {
        let request = ServiceRequest(
            .explain,
            [
                "item": [item], "account": [selection.account].compactMap(\.self),
                "at": [at.map { UTCText.of($0.date) }].compactMap(\.self), "format": [format.rawValue],
            ])
        if case .done(let status) = try await service.perform(request, common) { return status }
        let active = try common.load()
        let accounts = try selection.accounts(of: active.policy)
        let keys = try KeyRing(accounts)
        let store = try StateOwner.become(common.store)
        return try await Self.explain(ItemKey(item)!, of: accounts, at: at?.date, format, active) { account in
            AccountInspector(
                account: account, active: active, store: store, keys: keys, invocation: common.invocation)
        }
    }

    /// Explains the item for each account whose trash holds it, and prints that.
    ///
    /// - Throws: `CommandError` (66) if none does.
    static func explain(
        _ key: ItemKey, of accounts: [Account], at instant: Date?, _ format: TextFormat, _ active: ActivePolicy,
        inspector: (Account) -> AccountInspector
    ) async throws(CommandError) -> ExitStatus? {
        let bar = ProgressBar()
        var failure: CommandError?
        var explanations: [Explanation] = []
        for account in accounts {
            do throws(CommandError) {
                let report = try await inspector(account).inspect(at: instant, progress: { bar.show(account.name, $0) })
                if let found = Explanation(key, account: account, report, active) { explanations.append(found) }
            } catch {
                bar.clear()
                error.report()
                failure = error
            }
        }
        bar.clear()
        if explanations.isEmpty {
            if let failure { return failure.status }
            throw CommandError(
                .noSuchItem, "\(key) is in no trash of the policy",
                hint: "retentiond plan lists the items; the portal doesn't show items inside a trashed folder"
            )
        }
        switch format {
        case .json: Console.print(JSONWriter.text(explanations, isIndented: true))
        case .table: Console.print(explanations.map(\.text).joined(separator: "\n\n"))
        }
        return nil
    }
}
