import FoundationEssentials
import Platform
import Retention
import RetentionEngine

/// A plan that `plan --output` saved, for `sweep --plan`.
struct SavedPlan {
    private let report: PlanReport

    /// Its name in messages.
    let name: String

    /// A plan that a client sent.
    ///
    /// - Throws: `CommandError` with exit status 65 for one that this program didn't make.
    init(sent report: PlanReport) throws(CommandError) {
        self.report = report
        name = "that was sent"
        guard report.hasSoundNumbers else {
            throw CommandError(.badData, "what was sent is not a saved retentiond plan")
        }
    }

    /// Reads a saved plan as a list of items.
    ///
    /// - Throws: `CommandError` with exit status 66 if the file doesn't exist, else 65.
    init(path: String) throws(CommandError) {
        let bytes: [UInt8]
        do { bytes = try SmallFile.read(path, limit: 1 << 30).bytes } catch {
            throw CommandError(
                .noSuchItem, "the plan \(path) can't be read: \(error)", hint: "save one with retentiond plan --output")
        }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        guard let report = try? decoder.decode(PlanReport.self, from: Data(bytes)), report.hasSoundNumbers else {
            throw CommandError(
                .badData, "\(path) is not a saved retentiond plan",
                hint: "save one with retentiond plan --output, and leave it as it is")
        }
        self.report = report
        name = path
    }

    /// Whether it can be carried out.
    ///
    /// - Parameter digest: of the policy in force: a plan made under another one is invalid.
    /// - Throws: `CommandError` with exit status 65: also for a plan made with `--at`.
    func check(underPolicy digest: String) throws(CommandError) {
        if let at = report.at {
            throw CommandError(
                .badData, "the plan \(name) rehearses \(at.formatted(.iso8601)) and can't be carried out now",
                hint: "save one without --at: retentiond plan --output FILE")
        }
        guard report.policyDigest == digest else {
            throw CommandError(
                .badData, "the plan \(name) was made under another policy",
                hint: "save and review a new one: retentiond plan --output")
        }
    }

    /// The part that is carried out and sent to the service: the items to restore and to purge.
    var toSend: PlanReport { report.actionsOnly }

    /// Whether a service with that key made it, for the user that it names.
    func isSealed(_ key: [UInt8]) -> Bool { PlanSeal.fits(report, key: key) }

    /// The items whose title matches one of the patterns, in the order of the plan.
    ///
    /// - Parameter account: the only one to include; nil: all.
    func items(titled patterns: [Glob], account: String?) -> [NamedItem] {
        report.accounts.filter { account == nil || $0.name == account }.flatMap { plan in
            plan.items.filter { item in patterns.contains { $0.matches(item.title) } }.map {
                NamedItem(account: plan.name, key: ItemKey($0.kind, $0.id), title: $0.title)
            }
        }
    }

    /// Its maker; nil if the plan doesn't say.
    var madeBy: PlanReport.Maker? { report.madeBy }

    /// The purges of an account's plan: fingerprints by item.
    func purges(of account: String) -> [ItemKey: String] {
        let items = report.accounts.filter { $0.name == account && $0.complete }.flatMap(\.items)
        let purged = items.filter { $0.decision == .purge }.map { (ItemKey($0.kind, $0.id), $0.fingerprint) }
        return Dictionary(purged) { first, _ in first }
    }

    /// The plan's items of an account; nil if it has none, or if its trash could not be listed then.
    func selection(for account: Account) -> PlanSelection? {
        guard let plan = report.accounts.first(where: { $0.name == account.name }), plan.complete else { return nil }
        let entries = plan.items.map { item in
            (
                ItemKey(item.kind, item.id),
                PlanSelection.Entry(decision: item.decision, fingerprint: item.fingerprint, title: item.title)
            )
        }
        return PlanSelection(Dictionary(entries) { first, _ in first })
    }
}
