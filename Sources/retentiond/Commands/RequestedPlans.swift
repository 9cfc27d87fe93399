import FoundationEssentials
import Retention
import RetentionEngine

/// The plans of one command. Creates only readers, so it has no way to change a portal.
struct RequestedPlans: Sendable {
    /// Nil: now.
    let at: PlanInstant?
    /// Shows only items with these; empty for all.
    let decisions: [Decision]
    /// Only the totals.
    let summary: Bool
    let format: OutputFormat
    /// Set for a plan that will be saved.
    let maker: PlanReport.Maker?

    /// - Throws: as `PlanInstant.date`.
    func instant(under active: ActivePolicy) throws(CommandError) -> Date? {
        try at?.date(under: active.policy, now: Date())
    }

    /// Lists one trash after another. Failures are printed, and noted in the listing.
    ///
    /// - Returns: also the worst status of all; nil for success.
    func make(
        of accounts: [Account], at instant: Date?, inspector: (Account) -> AccountInspector
    ) async -> (listing: PlanListing, status: ExitStatus?) {
        let bar = ProgressBar()
        if let account = accounts.first, let problem = inspector(account).active.sealProblem(at: Date()) {
            Console.printError("warning: \(problem)")
        }
        var status: ExitStatus?
        var plans: [PlanListing.Account] = []
        var digest = ""
        for account in accounts {
            let inspector = inspector(account)
            digest = inspector.active.digest
            do throws(CommandError) {
                let report = try await inspector.inspect(at: instant, progress: { bar.show(account.name, $0) })
                plans.append(PlanListing.Account(name: account.name, plan: report.snapshot.plan, notes: report.notes))
            } catch {
                bar.clear()
                error.report()
                status = max(status ?? error.status, error.status)
                plans.append(PlanListing.Account(name: account.name, plan: nil, notes: [error.message]))
            }
        }
        bar.clear()
        var listing = PlanListing(
            generatedAt: Date(), at: instant, policyDigest: digest, madeBy: maker, accounts: plans)
        if !decisions.isEmpty { listing.decisions = Set(decisions) }
        return (listing, status)
    }

    func print(_ listing: PlanListing) {
        let (width, hasColor) = (Console.outputWidth, Console.outputHasColor)
        Console.stream { out in
            if summary {
                PlanSummary(listing: listing).write(format, width: width, hasColor: hasColor, to: out)
            } else {
                listing.write(format, width: width, hasColor: hasColor, to: out)
            }
        }
    }
}
