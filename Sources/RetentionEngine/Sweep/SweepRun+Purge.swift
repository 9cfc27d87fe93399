import FoundationEssentials
import Retention

/// Destroying due items: list again, drop changed ones, purge page by page, list twice, record.
extension SweepRun {
    /// The limit of rounds over everything that waits; the rest is left to the next sweep.
    private static let maxRounds = 8
    /// The limit of rounds with only inconsistently listed items before giving up on them.
    private static let maxEmptyRounds = 3

    /// Purges the items that the snapshot found due and a second listing shows unchanged and still due.
    mutating func purge(_ snapshot: TrashSnapshot) async throws(SweepError) {
        let due = snapshot.plan.items(.purge)
        var chosen = due.filter { !hasOpenRequest($0) }
        let waiting = due.count - chosen.count
        let postponed = keepWithinBudget(&chosen)
        if chosen.isEmpty, postponed > 0 { return }
        if let objection = try objection(to: chosen, in: snapshot.listing) { return outcome.problem = objection }
        let fresh = chosen.isEmpty ? snapshot.listing : try await relist()
        chosen = try stillDue(chosen, in: fresh)
        if let objection = try objection(to: chosen, in: fresh) { return outcome.problem = objection }
        if let waiting = try missingApproval(chosen) { return outcome.problem = waiting }
        var isThrough = true
        if try await !emptyTrash(chosen, snapshot.listing, fresh) {
            let named = chosen.filter { wasCalled($0.item.key) }
            isThrough = try await purgeByPage(PurgeQueue(chosen.map(\.item.key), in: fresh.items), named)
        }
        // Unknown outcomes of an earlier sweep belong to this purge, too; and a part is not the whole.
        if waiting + postponed == 0, isThrough, outcome.counts.unknown == 0, request.selection == nil {
            state.pendingSlot = nil
        }
        state.blocked = nil
        state.confirmation = nil
    }

    /// Purges the waiting items in rounds: pages from the end of the trash to its beginning, then two complete listings as
    /// proof.
    ///
    /// - Parameter named: those that a refused call of this sweep named.
    /// - Returns: whether nothing was left.
    private mutating func purgeByPage(_ queue: PurgeQueue, _ named: [PlannedItem]) async throws(SweepError) -> Bool {
        let fresh = FreshItems(
            now: sweeper.now, isWorking: { [reader = sweeper.reader] in await reader.showsWork() },
            reread: Self.rereading(sweeper.reader, sweeper.now))
        var round = PurgeRound(queue, fresh, purgeSender(fresh), named: named)
        var waits = 0
        var rounds = 0
        var emptyRounds = 0
        while !round.queue.isEmpty, rounds < Self.maxRounds, emptyRounds < Self.maxEmptyRounds {
            rounds += 1
            let purged = outcome.counts.purged
            var later = try await purgeRound(&round)
            if isSuperseded {
                try settle(round.left(.failed("not sent: the policy changed", quarantine: false)))
                throw .superseded
            }
            if let stopped = round.sender.stopped {
                guard stopped.kind == .throttled, !round.queue.isEmpty, try await waited(stopped, &waits) else {
                    try settle(round.left(.failed("not sent: \(stopped)", quarantine: false)))
                    if stopped.kind != .denied, stopped.kind != .missing { throw SweepError(stopped) }
                    outcome.problem = .unavailable("the portal refuses every purge: \(stopped.description)")
                    return false
                }
                round.sender = purgeSender(round.fresh)
                // Nothing was requested: the listing is still valid.
                if later == nil {
                    round.queue.begin()
                    continue
                }
            } else if later == nil {
                emptyRounds += 1
            } else if round.isWithoutEffect, outcome.counts.purged == purged {
                break
            }
            if round.queue.isEmpty { break }
            if later == nil { later = try await relist() }
            // A listed item that is on no page where it was expected may be on any other: items of one second change places.
            if let later { try await settleDropped(round.restart(in: later.items, readsAll: emptyRounds > 0)) }
        }
        try leave(&round)
        return round.queue.isEmpty
    }

    /// Settles items that a later listing or page doesn't show as they were, or that a person holds. For one that a refused call
    /// had named, the item itself is inspected.
    mutating func settleDropped(_ outcomes: [ItemOutcome]) async throws(SweepError) {
        var judged: [ItemOutcome] = []
        var workCheck = PortalWorkCheck()
        for var outcome in outcomes {
            if wasCalled(outcome.item.key) {
                if workCheck.isWorking == nil { workCheck.isWorking = await isPortalWorking() }
                outcome.result = OutcomeRules.result(
                    .purge, await inspected(outcome.item), BatchStatus.refusedBefore.callStatus,
                    isWorking: workCheck.isWorking ?? true, target: nil)
                outcome.isSeen = true
            }
            judged.append(outcome)
        }
        try settle(judged)
    }

    /// Reports items that were not requested although they seem due: the next sweep tries again.
    private mutating func leave(_ round: inout PurgeRound) throws(SweepError) {
        guard !round.queue.isEmpty else { return }
        let reason =
            round.isWithoutEffect
            ? "not sent: several calls in a row destroyed nothing"
            : "not sent: listings disagree about whether it is in the trash"
        try settle(round.left(.failed(reason, quarantine: false)))
        let reported = Set(outcome.failures.map(\.item.key))
        let unreported = round.queue.items.filter { !reported.contains($0.key) }.sorted { $0.key < $1.key }
        outcome.counts.failed += unreported.count
        outcome.failures += unreported.map { SweepOutcome.Failure(item: $0, reason: reason) }
    }

    private func purgeSender(_ fresh: FreshItems) -> BisectingSender {
        BisectingSender(reader: sweeper.reader) { [writer] keys, limit async throws(PortalError) in
            try await writer.prepare(.purging)
            return try await fresh.send(keys) { named async throws(PortalError) in
                try await writer.purge(named, within: limit)
            }
        }
    }

    /// Lists the trash now.
    private mutating func relist() async throws(SweepError) -> Listing {
        do throws(PortalError) {
            return try await sweeper.reader.list { [sweeper] in sweeper.progress(.listing(met: $0, announced: $1)) }
        } catch {
            throw SweepError(error)
        }
    }

    /// The chosen items that a fresh listing still shows as they were and the policy still finds due.
    private func stillDue(_ chosen: [PlannedItem], in fresh: Listing) throws(SweepError) -> [PlannedItem] {
        let due = Dictionary(uniqueKeysWithValues: try planned(fresh.items).items(.purge).map { ($0.item.key, $0) })
        return chosen.compactMap { planned in
            due[planned.item.key].flatMap { $0.item.isSame(as: planned.item) ? $0 : nil }
        }
    }

    /// The policy's decisions for items now.
    ///
    /// - Throws: `SweepError.unknownHolds` if the holds of persons are unknown.
    func planned(_ items: ItemList) throws(SweepError) -> Plan {
        var history: SweepHistory
        do { history = try state.history(of: sweeper.account, under: active, store: sweeper.store, now: now) } catch {
            throw SweepError(error)
        }
        if let problem = history.holdsProblem { throw .unknownHolds(problem) }
        history.origins = origins
        return Retention.plan(items: items, policy: policy, now: now, history: history).plan
    }
}

extension TrashedItem {
    /// The same item in the same state: it was not restored and trashed again, renamed or replaced.
    func isSame(as other: TrashedItem) -> Bool {
        key == other.key && trashedAt == other.trashedAt && title == other.title && bytes == other.bytes
    }
}
