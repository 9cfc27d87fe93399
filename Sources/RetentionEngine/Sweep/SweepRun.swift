import FoundationEssentials
import Retention

/// One sweep under way. A value with one owner: nothing of it is shared between tasks.
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
    /// Whether records of this sweep could not be kept, so that the state must not count as up to date.
    var hasLostRecords = false
    /// Whether the state on the disk says which records it reflects, so that those that follow are replayed after a crash.
    var hasSavedSequence = false
    /// Whether the audit trail was seen to keep records, in this round of a purge.
    var isAuditProved = false
    /// Whether the trail has the start of this sweep: it is recorded before the first other record, and not without one.
    var hasRecordedStart = false
    /// Items with a request of an earlier sweep whose outcome is still unknown.
    var openKeys: Set<ItemKey> = []
    /// What stands against a purge, as far as it is known.
    var gate: PurgeGate
    /// Where the origin folders lie that the survey inspected. None is inspected twice in a sweep.
    var origins = OriginFacts()

    var policy: Policy { active.policy }
    var now: Date { sweeper.now() }

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

    /// Everything, in order; what happened is in the outcome, the state file and the audit trail.
    mutating func carryOut() async -> SweepOutcome {
        do throws(SweepProblem) {
            try openAudit()
            try replay()
            // Outcomes of open requests may be told from here on: after a crash the state must show which it reflects.
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

    private mutating func work() async throws(SweepProblem) {
        var survey = try await survey()
        checkListing(survey.listing)
        outcome.difference = survey.difference
        try adoptPolicy(survey)
        if let selection = request.selection { outcome.dropped = selection.restrict(&survey.plan) }
        count(survey)
        forget(survey.listing)
        learn(survey)
        let clock = Guardrail.clock(skewSeconds: survey.listing.clockSkewSeconds)
        let mayPurge = purgeIsDue(clock == nil)
        confirmLimits(isPurgeDue: mayPurge)
        try watchInflow(survey)
        try await reconcile(with: survey.listing)
        try tell(clock)
        try save()
        let orders = survey.plan.items(.restore).filter { !isStillAsked($0) }
        if mayPurge || !orders.isEmpty, let objection = gate.objection([.key]) { throw objection.problem }
        try await restore(orders)
        try tellHolds(survey)
        reportHoldFiles(survey)
        if mayPurge, gate.objection([.clock, .holds]) == nil, !isPaused() { try await purge(survey) }
        if outcome.problem == nil, outcome.counts.failed + outcome.counts.unknown > 0 {
            outcome.problem = .itemsFailed(failed: outcome.counts.failed, unknown: outcome.counts.unknown)
        }
    }

    /// - Throws: when somebody ended the sweep. What was asked for so far should have its outcome by then.
    func checkGoingOn() throws(SweepProblem) {
        if Task.isCancelled { throw .cancelled }
        if isSuperseded { throw .superseded }
    }

    /// Whether another policy came into force: nothing more may be asked for.
    var isSuperseded: Bool { sweeper.gate?.isInForce(sweeper.pass(active)) == false }

    private mutating func count(_ survey: Survey) {
        outcome.counts.listed = survey.listing.items.count
        outcome.counts.held = survey.plan.count(.hold)
        outcome.counts.kept = survey.plan.count(.keep)
        outcome.counts.left = survey.plan.count(.left)
        outcome.counts.due = survey.plan.count(.purge)
    }

    /// Keeps the state small: quarantine of what is gone, and counts of restores that nobody can be fighting over any more.
    private mutating func forget(_ listing: Listing) {
        if !state.quarantine.isEmpty, listing.isConclusive {
            let listed = Set(listing.items(state.quarantine.keys.compactMap { ItemKey($0) }).keys.map(\.description))
            state.quarantine = state.quarantine.filter { listed.contains($0.key) }
        }
        state.restores = state.restores.filter { now.timeIntervalSince($0.value.lastAt) < 90 * 86_400 }
    }

    private mutating func adoptPolicy(_ survey: Survey) throws(SweepProblem) {
        // By a wrong clock a grace would end too early, or never.
        guard Guardrail.clock(skewSeconds: survey.listing.clockSkewSeconds) == nil,
            state.adopt(active, now: survey.takenAt)
        else { return }
        do {
            try sweeper.store.keepPolicy(Array(active.rulesText.utf8), digest: active.digest)
        } catch {
            throw SweepProblem(error)
        }
        state.blocked = nil
        state.confirmation = nil
        var effect = "in force"
        if let difference = survey.difference, let record = state.policy {
            effect += " in full from \(record.settlesAt.formatted(.iso8601))"
            effect +=
                "; newly purgeable \(difference.newlyPurgeable), no longer protected \(difference.noLongerProtected)"
        }
        try record(.policyLoaded, reason: effect)
    }

    /// A clock that disagrees with the portal's means that no purge time comes: that must not pass in silence.
    private mutating func tell(_ clock: Refusal?) throws(SweepProblem) {
        guard let clock, outcome.purgeWasDue || policy.purge.schedule != nil else { return state.toldClock = nil }
        outcome.problem = .refused(clock)
        if state.toldClock != true { try record(.limitRefused, reason: clock.description) }
        state.toldClock = true
    }

    /// Whether this sweep purges. A slot of the schedule that came stays pending until its purge is carried out.
    ///
    /// - Parameter isClockRight: with a wrong clock no slot comes and none passes.
    private mutating func purgeIsDue(_ isClockRight: Bool) -> Bool {
        let text = policy.purge.schedule?.text
        if state.schedule != text {
            state.schedule = text
            state.slotsHandledUntil = nil
            state.pendingSlot = nil
        }
        if isClockRight, let schedule = policy.purge.schedule {
            var slots = PurgeSlots(handledUntil: state.slotsHandledUntil, pending: state.pendingSlot)
            slots.advance(
                to: now, next: schedule.next, missed: policy.purge.missed,
                tolerance: policy.check.every + policy.check.jitter + .seconds(60))
            state.slotsHandledUntil = slots.handledUntil
            state.pendingSlot = slots.pending
        }
        outcome.purgeWasDue = request.purgeNow || state.pendingSlot != nil
        return outcome.purgeWasDue
    }

    /// Whether a person has paused purges. A purge time that has come waits; only who asks for a purge now is refused.
    private mutating func isPaused() -> Bool {
        gate.pause = sweeper.store.pause(account: sweeper.account)?.text
        guard let pause = gate.pause else { return false }
        if request.purgeNow { outcome.problem = .paused(pause) } else { outcome.warnings.append(pause) }
        return true
    }

    /// Each hold is told once, not on every sweep.
    private mutating func tellHolds(_ survey: Survey) throws(SweepProblem) {
        let holds = survey.plan.items(.hold)
        let told = Set(state.toldHolds)
        let news = holds.filter { !told.contains($0.item.key.description) }
        try append(
            news.map { planned in
                auditRecord(
                    .held, item: planned.item, rule: planned.rule,
                    reason: ([planned.reason] + planned.warnings).joined(separator: "; "))
            })
        let held = holds.map { $0.item.key.description }
        // What an inconclusive listing left out may still be held.
        state.toldHolds = survey.listing.isConclusive ? held : (state.toldHolds + news.map { $0.item.key.description })
    }

    private mutating func finish() {
        let ended = now
        outcome.counts.quarantined = state.quarantine.count
        outcome.blocked = state.blocked.flatMap { $0.policyDigest == active.digest ? $0.reason : nil }
        let failed = outcome.problem != nil
        if outcome.counts.purged > 0 { state.lastPurge = ended }
        spendBudget()
        let isInterrupted = outcome.problem?.isInterruption == true
        if !isInterrupted { state.consecutiveFailures = failed ? state.consecutiveFailures + 1 : 0 }
        state.lastSweep = AccountState.SweepRecord(
            id: outcome.sweepID, startedAt: startedAt, finishedAt: ended, problem: outcome.problem?.description,
            counts: outcome.counts)
        // Nothing is left to be replayed.
        if !hasLostRecords { state.auditSequence = nil }
        do throws(SweepProblem) {
            try endRequests(at: ended)
            try save()
            if failed || hasRecordedStart { try recordEnd(isInterrupted) }
            try proveRecords()
            outcome.isQuiet = !failed && !hasRecordedStart
        } catch {
            if outcome.problem == nil { outcome.problem = error }
        }
    }

    private mutating func recordEnd(_ isInterrupted: Bool) throws(SweepProblem) {
        var record = auditRecord(
            outcome.problem == nil ? .sweepFinished : .sweepFailed,
            reason: outcome.problem?.description ?? outcome.counts.summary)
        if isInterrupted { record.priority = .notice }
        try append([record])
    }
}

extension SweepCounts {
    /// One line for people.
    package var summary: String {
        var parts = ["\(listed) in the trash"]
        for (count, word) in [
            (restored, "restored"), (rescued, "rescued"), (held, "held"), (kept, "kept"),
            (left, "left to the portal"), (purged, "purged"),
            (failed, "failed"), (unknown, "with unknown outcome"), (quarantined, "in quarantine"),
            (max(0, due - purged), "due"),
        ] where count > 0 {
            parts.append("\(count) \(word)")
        }
        return parts.joined(separator: ", ")
    }
}
