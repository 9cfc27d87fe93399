import ArgumentParser
import FoundationEssentials
import Glibc
import Retention
import RetentionEngine

/// The dry run. It builds readers only, so there is nothing here that could change a portal.
struct PlanCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what a sweep would do, and why. Changes nothing.",
        discussion: """
            Examples:
              retentiond plan
              retentiond plan --account alice --format csv
              retentiond plan --at 2026-12-24T03:00:00Z
              retentiond plan --output plan.json && retentiond sweep --plan plan.json
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var selection: AccountOption

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Rehearse another instant on today's trash, such as 2026-12-24T03:00:00Z.", valueName: "time"))
    var at: Instant?

    @Option(help: ArgumentHelp("Save the plan as JSON.", valueName: "file"))
    var output: String?

    @Option(help: "table, json or csv.")
    var format = OutputFormat.table

    func execute() async throws(CommandFailure) -> ExitStatus? {
        let active = try common.load()
        let accounts = try selection.accounts(of: active.policy)
        let keys = try KeyRing(accounts)
        let store = try StateOwner.become(common.store)
        let bar = ProgressBar()
        var status: ExitStatus?
        var plans: [PlanListing.Account] = []
        for account in accounts {
            do throws(CommandFailure) {
                plans.append(try await plan(account, active, store, keys, bar))
            } catch {
                bar.clear()
                error.report()
                status = max(status ?? error.status, error.status)
                plans.append(PlanListing.Account(name: account.name, plan: nil, notes: [error.message]))
            }
        }
        bar.clear()
        StateOwner.resign()
        let listing = PlanListing(generatedAt: Date(), at: at?.date, policyDigest: active.digest, accounts: plans)
        try publish(listing)
        return status
    }

    private func plan(
        _ account: Account, _ active: ActivePolicy, _ store: StateStore, _ keys: KeyRing, _ bar: ProgressBar
    ) async throws(CommandFailure) -> PlanListing.Account {
        let look = try await AccountSurvey(account: account, active: active, store: store, keys: keys).take(
            at: at?.date, progress: { bar.show(account.name, $0) })
        return PlanListing.Account(name: account.name, plan: look.survey.plan, notes: look.notes)
    }

    private func publish(_ listing: PlanListing) throws(CommandFailure) {
        if let output {
            var text: [UInt8] = []
            listing.writeJSON { text += $0.utf8 }
            do { try SmallFile.save(text, to: output) } catch {
                throw CommandFailure(
                    .cannotCreate, "the plan can't be saved to \(output): \(error)",
                    hint: "name a new file, or a regular one to replace")
            }
        }
        Console.stream { out in
            listing.write(format, width: Console.outputWidth, hasColor: Console.outputHasColor, to: out)
        }
    }
}
