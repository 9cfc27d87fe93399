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
              retentiond plan --decision purge --summary
              retentiond plan --at next-purge
              retentiond plan --output plan.json && retentiond sweep --plan plan.json
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var selection: AccountOption

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Rehearse another instant on today's trash, such as 2026-12-24T03:00:00Z or next-purge.", valueName: "time")
    )
    var at: PlanInstant?

    @Option(
        help: ArgumentHelp(
            "Only items with this decision: restore, hold, keep, purge or left. May be repeated.", valueName: "decision"
        ))
    var decision: [Decision] = []

    @Flag(help: "Only the totals of each account, and of all.")
    var summary = false

    @Option(
        help: ArgumentHelp(
            "Save the plan as JSON. Nothing is printed then, unless --summary or --format asks for it.",
            valueName: "file"))
    var output: String?

    @Option(help: "table, json or csv. (default: table)")
    var format: OutputFormat?

    func execute() async throws(CommandFailure) -> ExitStatus? {
        let maker = PlanReport.Maker.current
        let active = try common.load()
        let instant = try at?.date(under: active.policy, now: Date())
        let accounts = try selection.accounts(of: active.policy)
        let keys = try KeyRing(accounts)
        let store = try StateOwner.become(common.store)
        let bar = ProgressBar()
        var status: ExitStatus?
        var plans: [PlanListing.Account] = []
        for account in accounts {
            do throws(CommandFailure) {
                plans.append(try await plan(account, at: instant, active, store, keys, bar))
            } catch {
                bar.clear()
                error.report()
                status = max(status ?? error.status, error.status)
                plans.append(PlanListing.Account(name: account.name, plan: nil, notes: [error.message]))
            }
        }
        bar.clear()
        StateOwner.resign()
        var listing = PlanListing(
            generatedAt: Date(), at: instant, policyDigest: active.digest, madeBy: output == nil ? nil : maker,
            accounts: plans)
        if !decision.isEmpty { listing.decisions = Set(decision) }
        try publish(listing)
        return status
    }

    private func plan(
        _ account: Account, at instant: Date?, _ active: ActivePolicy, _ store: StateStore, _ keys: KeyRing,
        _ bar: ProgressBar
    ) async throws(CommandFailure) -> PlanListing.Account {
        let survey = AccountSurvey(
            account: account, active: active, store: store, keys: keys, invocation: common.invocation)
        let look = try await survey.take(
            at: instant, progress: { bar.show(account.name, $0) })
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
        if output != nil, format == nil, !summary { return }
        let (format, width, hasColor) = (format ?? .table, Console.outputWidth, Console.outputHasColor)
        Console.stream { out in
            if summary {
                PlanSummary(listing: listing).write(format, width: width, hasColor: hasColor, to: out)
            } else {
                listing.write(format, width: width, hasColor: hasColor, to: out)
            }
        }
    }
}
