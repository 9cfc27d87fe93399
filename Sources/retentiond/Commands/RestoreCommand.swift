import ArgumentParser
import FoundationEssentials
import Retention
import RetentionEngine

/// Restores the items that a person names, at once.
struct RestoreCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Restore an item from the trash now, whatever the rules say. Purges nothing.",
        discussion: """
            Without --to an item goes back to where it was deleted from, or to My documents if that isn't possible. \
            Each restore is verified, and recorded with the operator.

            Examples:
              retentiond restore file:101 --account alice --reason "asked for by Alice"
              retentiond restore --from-plan plan.json --title "*smith*" --to folder:1234
            """)

    @OptionGroup var selection: ItemSelection

    @Option(
        help: ArgumentHelp("origin, folder:ID or my-documents.", valueName: "where"), transform: Self.destinationText)
    var to: String?

    @Option(help: ArgumentHelp("The reason, for the audit record.", valueName: "text"))
    var reason: String?

    @OptionGroup var tuning: SweepOptions
    @OptionGroup var common: CommonOptions
    @OptionGroup var service: ServiceOptions

    func validate() throws { try PersonText.validate(reason, option: "--reason") }

    func execute() async throws(CommandError) -> ExitStatus? {
        let operatorName = Operator.name
        let body = ControlBody.Restore(items: try selection.itemsToSend(), to: to, reason: reason)
        let request = ServiceRequest(.restore, body: ControlBody.encoded(body))
        if case .done(let status) = try await service.perform(request, common, unless: tuning.isDirect) {
            return status
        }
        let active = try common.load(.change)
        let items = try selection.items(of: active.policy)
        let accounts = active.policy.accounts.filter { account in items.contains { $0.account == account.name } }
        let keys = try KeyRing(accounts)
        let (audit, store) = try AuditTrailFactory.open(file: tuning.auditLog, store: common.store)
        let bar = ProgressBar()
        let sweeps = AccountSweeps(
            store: store, audit: audit, keys: keys, patience: tuning.patience, progress: { bar.show($0, $1) })
        let destination = try Self.destination(to)
        return await Self.restore(
            items, to: destination, reason: reason, operatorName: operatorName, active, common.invocation, bar
        ) {
            account, order throws(CommandError) in
            try await sweeps.restore(account, order, under: active)
        }
    }

    /// Restores items account by account, and prints the results.
    ///
    /// - Returns: the worst status of all; nil for success.
    static func restore(
        _ items: [NamedItem], to destination: ManualRestore.Destination, reason: String?, operatorName: String,
        _ active: ActivePolicy, _ invocation: Invocation, _ bar: ProgressBar,
        restore: (Account, ManualRestore) async throws(CommandError) -> SweepOutcome
    ) async -> ExitStatus? {
        let items = Dictionary(grouping: items, by: \.account)
        var worst: ExitStatus?
        for account in active.policy.accounts {
            guard let keys = items[account.name]?.map(\.key) else { continue }
            let order = ManualRestore(
                keys: keys, destination: destination, reason: reason, operatorName: operatorName)
            let status: ExitStatus?
            do throws(CommandError) {
                let outcome = try await restore(account, order)
                bar.clear()
                SweepReport.show(restore: outcome, under: invocation)
                status = Self.status(outcome)
            } catch {
                bar.clear()
                error.report()
                status = error.status
            }
            worst = [worst, status].compactMap(\.self).max()
        }
        return worst
    }

    private static func status(_ outcome: SweepOutcome) -> ExitStatus? {
        if let problem = outcome.problem { return problem.exitStatus }
        guard !outcome.dropped.isEmpty else { return nil }
        return outcome.counts.restored == 0 ? .noSuchItem : .incomplete
    }

    /// The same text, if it names a destination.
    private static func destinationText(_ text: String) throws -> String {
        do throws(CommandError) { _ = try destination(text) } catch { throw ValidationError(error.message) }
        return text
    }

    /// - Parameter text: nil for the origin, or My documents where that is impossible.
    /// - Throws: `CommandError` (64) for a text that names none.
    static func destination(_ text: String?) throws(CommandError) -> ManualRestore.Destination {
        switch text {
        case nil: return .originOrMyDocuments
        case "origin": return .origin
        case "my-documents": return .fixed(.myDocuments)
        case let text?:
            guard let key = ItemKey(text), key.kind == .folder else {
                throw CommandError(.usage, "--to must be origin, my-documents, or a folder such as folder:1234")
            }
            return .fixed(.folder(key.id))
        }
    }
}
