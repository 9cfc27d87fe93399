import FoundationEssentials
import Retention

/// A sweep under way. A value with one owner: tasks share nothing of it.
struct SweepRun {
    let sweeper: Sweeper
    let writer: any TrashWriter
    let active: ActivePolicy
    let request: SweepRequest
    var state: AccountState
    var requestFile: RequestFile
    var outcome: SweepOutcome
    let startedAt: Date
    /// Whether the portal was still at work just before the trash was listed.
    var activity: PortalActivity
    /// Whether records of this sweep could not be kept: then the state must not count as up to date.
    var hasLostRecords = false
    /// Whether the saved state says which records it reflects, so that later ones are replayed after a crash.
    var hasSavedSequence = false
    /// The number of outcomes that are recorded, but not in the saved state.
    var unsavedOutcomes = 0
    /// When the state was saved last.
    var savedAt = Date.distantPast
    /// Whether the audit trail was seen to keep records, in this round of a purge.
    var isAuditProved = false
    /// Whether the trail has the start of this sweep: it is recorded before the first other record, and only then.
    var hasRecordedStart = false
    /// Items with a request of an earlier sweep whose outcome is still unknown.
    var openKeys: Set<ItemKey> = []
    /// The facts that decide whether a purge is allowed, as far as known.
    var gate: PurgeGate
    /// The locations of the origin folders that the snapshot inspected. None is inspected twice in a sweep.
    var origins = OriginFacts()

    /// Our clock minus the portal's, in seconds, at the listing. 0 if unknown.
    var clockSkew = 0.0

    var policy: Policy { active.policy }
    var now: Date { sweeper.now() }
    /// By the portal's clock.
    var portalNow: Date { now.addingTimeInterval(-clockSkew) }

    init(
        _ sweeper: Sweeper, _ active: ActivePolicy, _ request: SweepRequest, _ state: AccountState,
        _ requestFile: RequestFile, _ id: String
    ) {
        self.sweeper = sweeper
        writer =
            sweeper.gate.map { GatedTrashWriter(writer: sweeper.writer, gate: $0, pass: sweeper.pass(active)) }
            ?? sweeper.writer
        self.active = active
        self.request = request
        self.state = state
        self.requestFile = requestFile
        outcome = SweepOutcome(account: sweeper.account, sweepID: id)
        gate = PurgeGate(active.policy.limits)
        startedAt = sweeper.now()
        activity = PortalActivity(checkedAt: startedAt)
    }

    /// All steps in order; the results are in the outcome, the state file and the audit trail.
    mutating func carryOut() async -> SweepOutcome {
        do throws(SweepError) {
            try openAudit()
            try replay()
            // Outcomes of open requests may be recorded from here on: after a crash the state must show which ones it
            // reflects.
            if !requests.isEmpty {
                try recordStart()
                try save()
            }
            try await work()
        } catch {
            outcome.problem = error
        }
        finish()
        return outcome
    }

    private mutating func work() async throws(SweepError) {
        var snapshot = try await takeSnapshot()
        checkListing(snapshot.listing)
        outcome.difference = snapshot.difference
        try adoptPolicy(snapshot)
        if let selection = request.selection { outcome.dropped = selection.restrict(&snapshot.plan) }
        outcome.counts = SweepCounts(snapshot)
        state.forget(snapshot.listing, now: now)
        learn(snapshot)
        let clock = Guardrail.clock(skewSeconds: snapshot.listing.clockSkewSeconds)
        let mayPurge = purgeIsDue(clock == nil)
        confirmLimits(isPurgeDue: mayPurge)
        try watchInflow(snapshot)
        try await reconcile(with: snapshot.listing)
        try recordClockSkew(clock)
        try save()
        let orders = snapshot.plan.items(.restore).filter { !hasOpenRequest($0) }
        if mayPurge || !orders.isEmpty, let objection = gate.objection([.key]) { throw objection.problem }
        try await restore(orders)
        try recordHolds(snapshot)
        reportHoldFiles(snapshot)
        if mayPurge, gate.objection([.clock, .holds]) == nil, !isPaused() { try await purge(snapshot) }
        if outcome.problem == nil, outcome.counts.failed + outcome.counts.unknown > 0 {
            outcome.problem = .itemsFailed(failed: outcome.counts.failed, unknown: outcome.counts.unknown)
        }
    }

    /// - Throws: when the sweep was ended from outside. Requests sent so far should have their outcome by then.
    func checkGoingOn() throws(SweepError) {
        if Task.isCancelled { throw .cancelled }
        if isSuperseded { throw .superseded }
    }

    /// Whether another policy came into force: then nothing more may be requested.
    var isSuperseded: Bool { sweeper.gate?.isInForce(sweeper.pass(active)) == false }

    private mutating func adoptPolicy(_ snapshot: TrashSnapshot) throws(SweepError) {
        // With a wrong clock the grace period could end early or never.
        guard Guardrail.clock(skewSeconds: snapshot.listing.clockSkewSeconds) == nil,
            state.adopt(active, now: snapshot.takenAt)
        else { return }
        do {
            try sweeper.store.keepPolicy(Array(active.rulesText.utf8), digest: active.digest)
        } catch {
            throw SweepError(error)
        }
        state.blocked = nil
        state.confirmation = nil
        try record(.policyLoaded, reason: state.policy?.effect(snapshot.difference))
    }

    /// While the clock disagrees with the portal's, no purge time comes: that must be reported.
    private mutating func recordClockSkew(_ clock: Refusal?) throws(SweepError) {
        guard let clock, outcome.purgeWasDue || policy.purge.schedule != nil else {
            return state.reportedClockSkew = nil
        }
        outcome.problem = .refused(clock)
        if state.reportedClockSkew != true { try record(.limitRefused, reason: clock.description) }
        state.reportedClockSkew = true
    }

    /// Whether this sweep purges.
    ///
    /// - Parameter isClockRight: with a wrong clock no slot comes and none passes.
    private mutating func purgeIsDue(_ isClockRight: Bool) -> Bool {
        state.adopt(scheduleOf: policy)
        if isClockRight { state.advanceSlots(of: policy, to: now) }
        outcome.purgeWasDue = request.purgeNow || state.pendingSlot != nil
        return outcome.purgeWasDue
    }

    /// Whether a person has paused purges. A purge time that has come waits; only a person's request to purge now is refused.
    private mutating func isPaused() -> Bool {
        gate.pause = sweeper.store.pause(account: sweeper.account)?.text
        guard let pause = gate.pause else { return false }
        if request.purgeNow { outcome.problem = .paused(pause) } else { outcome.warnings.append(pause) }
        return true
    }

    /// Each hold is recorded once, not by every sweep.
    private mutating func recordHolds(_ snapshot: TrashSnapshot) throws(SweepError) {
        let (news, all) = state.heldItems(snapshot.plan.items(.hold), isConclusive: snapshot.listing.isConclusive)
        try append(
            news.map { planned in
                auditRecord(
                    .held, item: planned.item, rule: planned.rule,
                    reason: ([planned.reason] + planned.warnings).joined(separator: "; "))
            })
        state.reportedHolds = all
    }

    private mutating func finish() {
        let ended = now
        outcome.counts.quarantined = state.quarantine.count
        outcome.blocked = state.block(under: active.digest)?.reason
        spendBudget()
        state.finish(outcome, startedAt: startedAt, at: ended)
        // Nothing is left to replay.
        if !hasLostRecords { state.auditSequence = nil }
        let failed = outcome.problem != nil
        do throws(SweepError) {
            try endRequests(at: ended)
            try save()
            if failed || hasRecordedStart { try recordEnd() }
            try proveRecords()
            outcome.isQuiet = !failed && !hasRecordedStart
        } catch {
            if outcome.problem == nil { outcome.problem = error }
        }
    }

    private mutating func recordEnd() throws(SweepError) {
        var record = auditRecord(
            outcome.problem == nil ? .sweepFinished : .sweepFailed,
            reason: outcome.problem?.description ?? outcome.counts.summary)
        if outcome.problem?.isInterruption == true { record.priority = .notice }
        try append([record])
    }
}
