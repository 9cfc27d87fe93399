import FoundationEssentials
import Retention
import RetentionEngine
import Synchronization

/// Requests that change something, each in the name of its user.
extension ControlService {
    func sweep(_ bytes: [UInt8], _ requester: Requester) async throws(CommandError) -> ExitStatus? {
        let body = try ControlBody.decoded(bytes, of: .sweep, as: ControlBody.Sweep.self)
        let active = await service.policyInForce
        let requested = RequestedSweeps(
            purgeNow: body.purgeNow ?? false, confirmLimits: body.confirmLimits ?? false,
            isQuiet: body.quiet ?? false,
            plan: try body.plan.map { report throws(CommandError) in try SavedPlan(sent: report) },
            operatorName: requester.name, invocation: invocation)
        try requested.mustNameAccount(body.account, active.policy)
        let requests = try requested.requests(to: try accounts(body.account, active), active)
        let bar = ProgressBar()
        // The service has its own slots.
        return await requested.run(requests, atOnce: .max, bar) { account, request throws(CommandError) in
            try await perform(account, active, isWholeSweep: request.selection == nil, "sweeping for \(requester.name)")
            {
                gate throws(CommandError) in
                try await sweeps.sweep(account, request, under: active, gate: gate) { bar.show(account.name, $0) }
            }
        }
    }

    func restore(_ bytes: [UInt8], _ requester: Requester) async throws(CommandError) -> ExitStatus? {
        let body = try ControlBody.decoded(bytes, of: .restore, as: ControlBody.Restore.self)
        try PersonText.check(body.reason, "reason")
        let active = await service.policyInForce
        let items = try ItemSelection.items(body.items, of: active.policy)
        let destination = try RestoreCommand.destination(body.to)
        let bar = ProgressBar()
        return await RestoreCommand.restore(
            items, to: destination, reason: body.reason, operatorName: requester.name, active, invocation, bar
        ) { account, order throws(CommandError) in
            try await perform(account, active, isWholeSweep: false, "restoring for \(requester.name)") {
                gate throws(CommandError) in
                try await sweeps.restore(account, order, under: active, gate: gate) { bar.show(account.name, $0) }
            }
        }
    }

    func addHolds(_ bytes: [UInt8], _ requester: Requester) async throws(CommandError) -> ExitStatus? {
        let body = try ControlBody.decoded(bytes, of: .addHolds, as: ControlBody.AddHolds.self)
        try PersonText.check(body.reason, "reason")
        try PersonText.check(body.ticket, "ticket")
        if let until = body.until, until <= Date() || !StoredNumbers.holds(until) {
            throw CommandError(.usage, "\"until\" must lie in the future, and not too late")
        }
        let active = await service.policyInForce
        let items = try ItemSelection.items(body.items, of: active.policy)
        try await records.run { () throws(CommandError) in
            try HoldLedger(trail, store, operatorName: requester.name, active).addAndPrint(
                items, reason: body.reason, until: body.until, ticket: body.ticket)
        }
        return nil
    }

    func releaseHold(_ bytes: [UInt8], _ requester: Requester) async throws(CommandError) -> ExitStatus? {
        let body = try ControlBody.decoded(bytes, of: .releaseHold, as: ControlBody.ReleaseHold.self)
        try PersonText.check(body.reason, "reason")
        guard let key = ItemKey(body.item) else {
            throw CommandError(.usage, "\"item\" must be like file:101 or folder:17")
        }
        let active = await service.policyInForce
        try await records.run { () throws(CommandError) in
            try HoldLedger(trail, store, operatorName: requester.name, active).releaseAndPrint(
                key, account: body.account, reason: body.reason)
        }
        return nil
    }

    /// Approves only plans that this service made, for somebody else: the approver could have forged any other plan.
    func approve(_ bytes: [UInt8], _ requester: Requester) async throws(CommandError) -> ExitStatus? {
        let body = try ControlBody.decoded(bytes, of: .approve, as: ControlBody.Approve.self)
        guard requester.isCertain else {
            throw CommandError(
                .keyRefused, "the service can't see which user became root", hint: "approve with --direct")
        }
        let active = await service.policyInForce
        let plan = try SavedPlan(sent: body.plan)
        try plan.check(underPolicy: active.digest)
        guard plan.isSealed(planKey) else {
            throw CommandError(
                .badData, "the plan was not made by the running service, or was changed since",
                hint: "save one over the socket: retentiond plan --output FILE, without --direct")
        }
        let approval = PlanApproval(
            plan: plan, approver: PlanReport.Maker(uid: requester.user, name: requester.name), active: active)
        let maker = try approval.maker(isApprovers: false)
        let purges = try approval.purges(of: try accounts(body.account, active))
        try await records.run { () throws(CommandError) in
            try approval.give(purges, madeBy: maker, trail, store)
        }
        return nil
    }

    func pause(_ bytes: [UInt8], _ requester: Requester) async throws(CommandError) -> ExitStatus? {
        let body = try ControlBody.decoded(bytes, of: .pause, as: ControlBody.Pause.self)
        try PersonText.check(body.reason, "reason")
        let names = try await names(body.accounts, all: body.all)
        let ledger = await pauses(requester)
        try await records.run { () throws(CommandError) in try ledger.pause(names, reason: body.reason) }
        return nil
    }

    func resume(_ bytes: [UInt8], _ requester: Requester) async throws(CommandError) -> ExitStatus? {
        let body = try ControlBody.decoded(bytes, of: .resume, as: ControlBody.Resume.self)
        let names = try await names(body.accounts, all: body.all)
        let ledger = await pauses(requester)
        try await records.run { () throws(CommandError) in try ledger.resume(names) }
        return nil
    }

    private func pauses(_ requester: Requester) async -> PauseLedger {
        PauseLedger(
            trail, store, operatorName: requester.name, policyDigest: await service.policyInForce.digest, invocation)
    }

    /// Nil means all accounts.
    private func names(_ accounts: [String]?, all: Bool?) async throws(CommandError) -> [String?] {
        let accounts = accounts ?? []
        guard accounts.isEmpty == (all ?? false) else {
            throw CommandError(.usage, "give the names of \"accounts\", or \"all\"")
        }
        guard !accounts.isEmpty else { return [nil] }
        let policy = await service.policyInForce.policy
        for name in accounts { _ = try policy.account(named: name) }
        return accounts
    }

    /// Does work when it is the account's turn, and waits for its end.
    private func perform(
        _ account: Account, _ active: ActivePolicy, isWholeSweep: Bool, _ activity: String,
        _ work: @escaping @Sendable (PolicyGate) async throws(CommandError) -> SweepOutcome
    ) async throws(CommandError) -> SweepOutcome {
        let result = OrderResult()
        let order = SweepOrder(
            account: account, policyDigest: active.digest, isWholeSweep: isWholeSweep, activity: activity
        ) { [heartbeat, metrics] _, gate in
            let report = await heartbeat.watching(account.name) {
                do throws(CommandError) {
                    let outcome = try await work(gate)
                    result.set(.success(outcome))
                    return SweepService.Report(outcome)
                } catch {
                    result.set(.failure(error))
                    return SweepService.Report(outcome: nil, problem: error.message, health: .failing)
                }
            }
            metrics.count(report, of: account.name)
            return report
        }
        guard await service.perform(order) != nil, let outcome = result.value else {
            throw CommandError(
                .temporaryFailure,
                "\(account.name): nothing was done, because the policy changed meanwhile or the service stops",
                hint: "review `retentiond plan`, and try again")
        }
        return try outcome.get()
    }
}

/// The result of an order, for the task that waits for it.
private final class OrderResult: Sendable {
    private let result = Mutex<Result<SweepOutcome, CommandError>?>(nil)

    var value: Result<SweepOutcome, CommandError>? { result.withLock { $0 } }

    func set(_ value: Result<SweepOutcome, CommandError>) { result.withLock { $0 = value } }
}
