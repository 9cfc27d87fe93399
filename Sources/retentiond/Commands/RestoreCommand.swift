import ArgumentParser
import FoundationEssentials
import Retention
import RetentionEngine

/// Restores what a person names, at once.
struct RestoreCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Restore an item from the trash now, whatever the rules say. Purges nothing.",
        discussion: """
            Without --to an item goes back to where it was deleted from, or to My documents where that can't be. Each item is \
            looked at afterwards, and recorded with who asked.

            Examples:
              retentiond restore file:101 --account alice --reason "asked for by Alice"
              retentiond restore --from-plan plan.json --title "*smith*" --to folder:1234
            """)

    @OptionGroup var selection: ItemSelection

    @Option(help: ArgumentHelp("origin, folder:ID or my-documents.", valueName: "where"), transform: Self.destination)
    var to: ManualRestore.Destination = .originOrMyDocuments

    @Option(help: ArgumentHelp("Why, for the record.", valueName: "text"))
    var reason: String?

    @OptionGroup var tuning: SweepOptions
    @OptionGroup var common: CommonOptions

    func validate() throws { try PersonText.validate(reason, option: "--reason") }

    func execute() async throws(CommandFailure) -> ExitStatus? {
        let operatorName = Operator.name
        let active = try common.load(.change)
        let items = Dictionary(grouping: try selection.items(of: active.policy), by: \.account)
        let accounts = active.policy.accounts.filter { items[$0.name] != nil }
        let keys = try KeyRing(accounts)
        let (audit, store) = try AuditTrails.open(file: tuning.auditLog, store: common.store)
        let bar = ProgressBar()
        let sweeps = AccountSweeps(
            store: store, audit: audit, keys: keys, patience: tuning.patience, progress: { bar.show($0, $1) })
        var worst: ExitStatus?
        for account in accounts {
            let order = ManualRestore(
                keys: items[account.name]!.map(\.key), destination: to, reason: reason, operatorName: operatorName)
            let status: ExitStatus?
            do throws(CommandFailure) {
                let outcome = try await sweeps.restore(account, order, under: active)
                bar.clear()
                SweepReport.show(restore: outcome, under: common.invocation)
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

    private static func destination(_ text: String) throws -> ManualRestore.Destination {
        switch text {
        case "origin": return .origin
        case "my-documents": return .fixed(.myDocuments)
        default:
            guard let key = ItemKey(text), key.kind == .folder else {
                throw ValidationError("--to must be origin, my-documents, or a folder such as folder:1234")
            }
            return .fixed(.folder(key.id))
        }
    }
}
