import FoundationEssentials
import NIOPosix
import Retention
import RetentionControl
import RetentionEngine

/// Requests that change nothing: they have no client that could, and write no file.
extension ControlService {
    private struct About: Encodable {
        /// The version of the running service.
        let version: String
        let interfaces: [String]
        let policy: String
        let policyDigest: String
        /// Whether this socket takes changes.
        let mayChange: Bool
        /// The user, as audit records name operators.
        let `operator`: String
    }

    func about(_ requester: Requester, _ access: ControlRequest.Access) async -> ExitStatus? {
        let about = About(
            version: Retentiond.version, interfaces: [ControlRoute.version], policy: policyPath,
            policyDigest: await service.policyInForce.digest, mayChange: access == .control, operator: requester.name)
        Console.print(JSONWriter.text(about, isIndented: true))
        return nil
    }

    func status(_ query: ControlQuery) throws(CommandError) -> ExitStatus? {
        guard let status = publisher.latest else {
            throw CommandError(.temporaryFailure, "the service is starting", hint: "try again")
        }
        let printer = StatusPrinter(
            names: query.all("account"), isCheck: try query.flag("check"),
            format: try query.argument("format") ?? .json)
        return printer.print(status.showingPauses(store), isRunning: true)
    }

    func plan(
        _ query: ControlQuery, _ requester: Requester, _ sink: ReplySink
    ) async throws(CommandError) -> ExitStatus? {
        let active = await service.policyInForce
        let isSaved = try query.flag("save")
        var decisions: [Decision] = []
        for text in query.all("decision") { decisions.append(try ControlQuery.argument(text, "decision")) }
        let maker =
            isSaved && requester.isCertain
            ? PlanReport.Maker(uid: requester.user, name: requester.name) : nil
        let plans = RequestedPlans(
            at: try query.argument("at"), decisions: decisions, summary: try query.flag("summary"),
            format: try query.argument("format") ?? .json, maker: maker)
        if isSaved, maker == nil {
            Console.printError("note: nobody can approve this plan: the service can't see which user became root")
        }
        let accounts = try accounts(try query.one("account"), active)
        let instant = try plans.instant(under: active)
        return try await listing.run { () async throws(CommandError) in
            let keys = try KeyRing(accounts)
            var (listing, status) = await plans.make(of: accounts, at: instant) { inspector($0, active, keys) }
            if let maker { listing.seal = PlanSeal.of(listing, maker: maker, key: planKey) }
            await print(plans, listing, sink)
            return status
        }
    }

    func explain(_ query: ControlQuery) async throws(CommandError) -> ExitStatus? {
        let active = await service.policyInForce
        guard let key = try query.one("item").flatMap({ ItemKey($0) }) else {
            throw CommandError(.usage, "the parameter \"item\" must be like file:101 or folder:17")
        }
        let accounts = try accounts(try query.one("account"), active)
        let instant = try query.argument("at", as: Instant.self)?.date
        let format = try query.argument("format", as: TextFormat.self) ?? .json
        return try await listing.run { () async throws(CommandError) in
            let keys = try KeyRing(accounts)
            return try await ExplainCommand.explain(key, of: accounts, at: instant, format, active) {
                inspector($0, active, keys)
            }
        }
    }

    func listHolds(_ query: ControlQuery) throws(CommandError) -> ExitStatus? {
        try HoldListCommand.show(
            store, account: try query.one("account"), all: try query.flag("all"),
            try query.argument("format") ?? .json)
        return nil
    }

    /// All accounts of the policy, or the named one.
    func accounts(_ name: String?, _ active: ActivePolicy) throws(CommandError) -> [Account] {
        guard let name else { return active.policy.accounts }
        guard let account = active.policy.accounts.first(where: { $0.name == name }) else {
            let names = active.policy.accounts.map(\.name).joined(separator: ", ")
            throw CommandError(
                .usage, "the policy has no account \"\(String(sanitizing: name))\"", hint: "it has: \(names)")
        }
        return [account]
    }

    private func inspector(_ account: Account, _ active: ActivePolicy, _ keys: KeyRing) -> AccountInspector {
        AccountInspector(
            account: account, active: active, store: store, keys: sweeps.keys ?? keys, invocation: invocation,
            pacers: sweeps.pacers)
    }

    /// Prints as fast as the client reads, on a thread that may wait for it.
    private func print(_ plans: RequestedPlans, _ listing: PlanListing, _ sink: ReplySink) async {
        _ = try? await writers.runIfActive {
            Console.$sink.withValue(sink.patient) { plans.print(listing) }
        }
    }
}
