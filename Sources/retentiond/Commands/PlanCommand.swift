import ArgumentParser
import FoundationEssentials
import Glibc
import Platform
import Retention
import RetentionEngine

/// The dry run. It creates only readers, so it has no way to change a portal.
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
    @OptionGroup var service: ServiceOptions

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

    func execute() async throws(CommandError) -> ExitStatus? {
        let maker = PlanReport.Maker.current
        if case .done(let status) = try await performInService() { return status }
        let active = try common.load(printsSeal: false)
        let plans = RequestedPlans(
            at: at, decisions: decision, summary: summary, format: format ?? .table, maker: output == nil ? nil : maker)
        let accounts = try selection.accounts(of: active.policy)
        let instant = try plans.instant(under: active)
        let keys = try KeyRing(accounts)
        let store = try StateOwner.become(common.store)
        let (listing, status) = await plans.make(of: accounts, at: instant) { account in
            AccountInspector(
                account: account, active: active, store: store, keys: keys, invocation: common.invocation)
        }
        StateOwner.resign()
        try publish(plans, listing)
        return status
    }

    private func performInService() async throws(CommandError) -> ServiceAnswer {
        // A saved plan is a report in JSON, in addition to the printed output.
        let isSaved = output != nil
        let query: [String: [String]] = [
            "account": [selection.account].compactMap(\.self), "at": [at?.text].compactMap(\.self),
            "decision": decision.map(\.rawValue), "summary": isSaved ? [] : ["\(summary)"],
            "format": [isSaved ? OutputFormat.json.rawValue : (format ?? .table).rawValue],
            "save": isSaved ? ["true"] : [],
        ]
        let reason = isSaved && (summary || format != nil) ? "--output with --summary or --format" : nil
        let request = ServiceRequest(.plan, query)
        guard let output else { return try await service.perform(request, common) }
        return try await service.perform(request, common, unless: reason) { text throws(CommandError) in
            try save(Array(text.utf8), to: output)
        }
    }

    private func publish(_ plans: RequestedPlans, _ listing: PlanListing) throws(CommandError) {
        if let output {
            var text: [UInt8] = []
            listing.writeJSON { text += $0.utf8 }
            try save(text, to: output)
        }
        if output != nil, format == nil, !summary { return }
        plans.print(listing)
    }

    private func save(_ text: [UInt8], to output: String) throws(CommandError) {
        do { try SmallFile.save(text, to: output) } catch {
            throw CommandError(
                .cannotCreate, "the plan can't be saved to \(output): \(error)",
                hint: "name a new file, or a regular one to replace")
        }
    }
}
