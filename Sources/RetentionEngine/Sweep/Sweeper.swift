package import FoundationEssentials
import Retention

/// The options of one sweep, from a person or the schedule.
package struct SweepRequest: Sendable {
    /// Purge due items, whether or not the schedule says so.
    package var purgeNow = false
    /// A person has reviewed the plan: the limits don't apply to this sweep.
    package var confirmLimits = false
    /// Do only what a saved plan says. Nil: everything that the policy says.
    package var selection: PlanSelection?
    /// Whether a person named the items: then each one left out is reported.
    var isByHand = false
    /// The person who requested it, as audit records name operators. Nil: the schedule.
    package var operatorName: String?

    package init(
        purgeNow: Bool = false, confirmLimits: Bool = false, selection: PlanSelection? = nil,
        operatorName: String? = nil
    ) {
        self.operatorName = operatorName
        self.selection = selection
        self.purgeNow = purgeNow
        self.confirmLimits = confirmLimits
    }
}

/// Sweeps one account's trash: list, plan, restore, verify, purge, verify, report.
package struct Sweeper: Sendable {
    let account: String
    let portal: String
    let reader: any TrashReader
    let writer: any TrashWriter
    let audit: any AuditTrail
    let store: StateStore
    /// Nil if no policy can change during the sweep.
    let gate: PolicyGate?
    let now: @Sendable () -> Date
    let sleep: @Sendable (Duration) async throws -> Void
    let progress: @Sendable (SweepProgress) -> Void

    package init(
        account: String, portal: String, reader: any TrashReader, writer: any TrashWriter, audit: any AuditTrail,
        store: StateStore, gate: PolicyGate? = nil,
        now: @escaping @Sendable () -> Date,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        progress: @escaping @Sendable (SweepProgress) -> Void
    ) {
        self.account = account
        self.portal = portal
        self.reader = reader
        self.writer = writer
        self.audit = audit
        self.store = store
        self.gate = gate
        self.now = now
        self.sleep = sleep
        self.progress = progress
    }

    /// One sweep, from the lock to the last record.
    ///
    /// Never throws: failures are part of the outcome. Nothing is changed at the portal unless the state could be read and
    /// the audit trail takes records.
    package func sweep(_ request: SweepRequest, under active: ActivePolicy) async -> SweepOutcome {
        await run(request, under: active) { await $0.carryOut() }
    }

    /// Restores the items that a person named, at once. Records and outcome are like those of a sweep; it purges nothing, and
    /// does not change schedule, grace and blocks.
    ///
    /// - Returns: an outcome whose `dropped` has the items that can't be restored at all.
    package func restore(_ order: ManualRestore, under active: ActivePolicy) async -> SweepOutcome {
        var request = SweepRequest(operatorName: order.operatorName)
        request.isByHand = true
        return await run(request, under: active) { await $0.carryOut(order) }
    }

    private func run(
        _ request: SweepRequest, under active: ActivePolicy, _ body: (inout SweepRun) async -> SweepOutcome
    ) async -> SweepOutcome {
        let id = UUID().uuidString.lowercased()
        var outcome = SweepOutcome(account: account, sweepID: id)
        do {
            let lock = try store.lock(account: account)
            var state = try store.load(account: account)
            if state.wasTakenOver == true, active.seal(at: now()) != nil {
                try store.takeOver(active.policy.accounts.map(\.name))
            }
            var requests = try RequestFile(store: store, account: account)
            if state.portal ?? portal != portal {
                state = AccountState()
                try store.dropSeenItems(account: account)
                try requests.drop()
            }
            state.portal = portal
            try requests.takeOver(&state)
            var run = SweepRun(self, active, request, state, requests, id)
            outcome = await body(&run)
            withExtendedLifetime(lock) {}
        } catch {
            let problem = SweepError(error)
            outcome.problem = problem
            if case .locked = error { return outcome }
            let record = AuditRecord(
                .sweepFailed, account: account, sweepID: id, policyDigest: active.digest, reason: problem.description)
            _ = try? audit.append([record])
        }
        return outcome
    }
}
