import FoundationEssentials
import Retention

/// Destroying what is due, in rounds: look again, drop what changed, purge, look twice, record.
extension SweepRun {
    private static let filesPerCall = 100
    private static let foldersPerCall = 10
    /// Items, and seconds, between two fresh looks at the trash.
    private static let itemsPerRound = 2_500
    private static let secondsPerRound = 60.0
    /// Rounds that find nothing but items of which the portal's pages tell one thing and another, until those are left.
    private static let mostRoundsInDoubt = 3

    /// Purges what the survey found due and what is still due and unchanged at a second look.
    mutating func purge(_ survey: Survey) async throws(SweepProblem) {
        let due = survey.plan.items(.purge)
        var chosen = due.filter { !isStillAsked($0) }
        let waiting = due.count - chosen.count
        let postponed = keepWithinBudget(&chosen)
        if chosen.isEmpty, postponed > 0 { return }
        if let objection = try objection(to: chosen, in: survey.listing) { return outcome.problem = objection }
        var fresh = chosen.isEmpty ? survey.listing : try await look()
        chosen = try stillDue(chosen, in: fresh)
        if let objection = try objection(to: chosen, in: fresh) { return outcome.problem = objection }
        if let waiting = try missingApproval(chosen) { return outcome.problem = waiting }
        let total = chosen.count
        if try await emptyTrash(chosen, survey.listing, fresh) { chosen = [] }
        var caller = purgeCaller()
        var waits = 0
        var roundsInDoubt = 0
        while !chosen.isEmpty, roundsInDoubt < Self.mostRoundsInDoubt {
            let next = Array(chosen.prefix(Self.itemsPerRound))
            var round = try stillDue(next, in: fresh)
            try settlePostponed(next, except: round, .overtaken("it changed while the portal made us wait"))
            chosen.removeFirst(next.count)
            // Perhaps a person took it back between two passes of the look. What only changed its page is in the next one.
            let doubtful = round.filter { fresh.unconfirmed.contains($0.item.key) }
            round.removeAll { fresh.unconfirmed.contains($0.item.key) }
            chosen += doubtful
            if round.isEmpty, !doubtful.isEmpty { roundsInDoubt += 1 }
            fresh = try await purgeRound(&round, &caller, done: total - chosen.count - round.count, total: total)
            chosen = round + chosen
            if isSuperseded {
                try settlePostponed(chosen, except: [], .failed("not sent: the policy changed", quarantine: false))
                throw .superseded
            }
            if let stopped = caller.stopped {
                if stopped.kind == .throttled, !chosen.isEmpty, try await waited(stopped, &waits) {
                    fresh = try await look()
                    caller = purgeCaller()
                    continue
                }
                try settlePostponed(chosen, except: [], .failed("not sent: \(stopped)", quarantine: false))
                if stopped.kind != .denied, stopped.kind != .missing { throw SweepProblem(stopped) }
                return outcome.problem = .unavailable("the portal refuses every purge: \(stopped.description)")
            }
        }
        try leave(chosen)
        // What an earlier sweep asked for and nobody knows yet is this purge's business, too; and a part is not the whole.
        if waiting + postponed == 0, chosen.isEmpty, outcome.counts.unknown == 0, request.selection == nil {
            state.pendingSlot = nil
        }
        state.blocked = nil
        state.confirmation = nil
    }

    /// Gives an outcome to items that were announced and then put off by the portal, and are not asked for after all.
    mutating func settlePostponed(
        _ items: [PlannedItem], except kept: [PlannedItem], _ result: ItemResult
    ) throws(SweepProblem) {
        let kept = Set(kept.map(\.item.key))
        try settle(
            items.filter { isAnnounced($0.item.key) && !kept.contains($0.item.key) }.map { planned in
                ItemOutcome(
                    item: planned.item, rule: planned.rule, cause: planned.reason, action: .purge, result: result)
            })
    }

    /// Tells of items that are not asked for although they seem due: the next sweep tries again.
    private mutating func leave(_ doubtful: [PlannedItem]) throws(SweepProblem) {
        let reason = "not sent: the portal lists it at times, and at times not"
        try settlePostponed(doubtful, except: [], .failed(reason, quarantine: false))
        let told = Set(outcome.failures.map(\.item.key))
        let untold = doubtful.filter { !told.contains($0.item.key) }
        outcome.counts.failed += untold.count
        outcome.failures += untold.map { SweepOutcome.Failure(item: $0.item, reason: reason) }
    }

    private func purgeCaller() -> Caller {
        Caller(reader: sweeper.reader) { [writer] keys, limit async throws(PortalFailure) in
            try await writer.purge(keys, within: limit)
        }
    }

    /// Purges one call after another until the round is through, the last look is too old, or a call's effect is unknown.
    ///
    /// - Parameter round: afterwards, the items that were not asked for.
    /// - Returns: a listing made after the last call.
    private mutating func purgeRound(
        _ round: inout [PlannedItem], _ caller: inout Caller, done: Int, total: Int
    ) async throws(SweepProblem) -> Listing {
        var calls: [CallResult] = []
        var batches = round.batches(files: Self.filesPerCall, folders: Self.foldersPerCall)[...]
        let unsure = caller.unsure
        let began = now
        var holdProblem: SweepProblem?
        isAuditProved = false
        sweeper.progress(.purging(done: done, total: total))
        while caller.stopped == nil, caller.unsure == unsure, !Task.isCancelled, !isSuperseded,
            now.timeIntervalSince(began) < Self.secondsPerRound, let batch = batches.popFirst()
        {
            var batch = batch
            do throws(SweepProblem) { batch = try withoutHeld(batch) } catch {
                holdProblem = error
                break
            }
            try announce(.purge, batch)
            let results = await caller.call(batch)
            try note(results)
            calls += results
            sweeper.progress(.purging(done: done + calls.reduce(0) { $0 + $1.items.count }, total: total))
        }
        // What the portal put off is asked for again after another look, not blindly.
        let postponed = calls.filter(\.isPostponed).flatMap(\.items)
        round = batches.flatMap(\.self)
        if Task.isCancelled { throw .cancelled }
        let fresh = try await verifyPurge(calls)
        // What was put off and is not where it was has its outcome by now, or may still be carried out.
        round = postponed.filter { requests.newest($0.item.key, by: outcome.sweepID)?.isReported == false } + round
        if let holdProblem { throw holdProblem }
        return fresh
    }

    /// A listing made just now. A clock that disagrees stops the purge.
    private mutating func look() async throws(SweepProblem) -> Listing {
        do throws(PortalFailure) {
            return try await sweeper.reader.list { [sweeper] in sweeper.progress(.listing(met: $0, announced: $1)) }
        } catch {
            throw SweepProblem(error)
        }
    }

    /// The chosen items that a fresh listing still shows as they were and the policy still finds due.
    private func stillDue(_ chosen: [PlannedItem], in fresh: Listing) throws(SweepProblem) -> [PlannedItem] {
        var memory: Memory
        do { memory = try state.memory(of: sweeper.account, under: active, store: sweeper.store, now: now) } catch {
            throw SweepProblem(error)
        }
        if let problem = memory.holdsProblem { throw .unknownHolds(problem) }
        memory.origins = origins
        let plan = Retention.plan(items: fresh.items, policy: policy, now: now, memory: memory).plan
        let due = Dictionary(uniqueKeysWithValues: plan.items(.purge).map { ($0.item.key, $0) })
        return chosen.compactMap { planned in
            due[planned.item.key].flatMap { $0.item.isSame(as: planned.item) ? $0 : nil }
        }
    }
}

extension TrashedItem {
    /// The same thing in the same state: nobody restored it and trashed it again, renamed or replaced it.
    func isSame(as other: TrashedItem) -> Bool {
        key == other.key && trashedAt == other.trashedAt && title == other.title && bytes == other.bytes
    }
}
