import FoundationEssentials
import Retention

/// A round of a purge: reads pages from the end of the trash towards its beginning, and requests the due items on them.
extension SweepRun {
    private static let filesPerCall = 100
    private static let foldersPerCall = 10
    /// Items between two proofs that the audit trail keeps records.
    private static let itemsPerProof = 2_500

    /// Requests items call by call, until all pages are read, the round is full, or a call's effect is unknown; then proves
    /// the results.
    ///
    /// - Returns: a complete listing made after the last call; nil when nothing was requested.
    mutating func purgeRound(_ round: inout PurgeRound) async throws(SweepError) -> Listing? {
        var calls: [BatchResult] = []
        var requested = 0
        var sinceProof = 0
        let unsure = round.sender.unsure
        var problem: SweepError?
        isAuditProved = false
        showPurge(round)
        while problem == nil, requested < round.size, mayGoOn(round, unsure) {
            do throws(SweepError) {
                let gathered = try await gather(&round)
                guard !gathered.isEmpty || round.queue.hasPages, !round.isWithoutEffect else { break }
                for batch in gathered.batches(files: Self.filesPerCall, folders: Self.foldersPerCall)
                where mayGoOn(round, unsure) {
                    sinceProof += batch.count
                    if sinceProof > Self.itemsPerProof { (isAuditProved, sinceProof) = (false, batch.count) }
                    requested += batch.count
                    calls += try await request(batch, &round)
                    showPurge(round)
                }
            } catch {
                problem = error
            }
        }
        if Task.isCancelled { throw .cancelled }
        let later = calls.isEmpty ? nil : try await verifyPurge(calls)
        // Items that the portal only put off, and items without an outcome, are still to be requested.
        round.close(
            calls.filter(\.isPostponed).flatMap(\.items).map(\.item.key).filter {
                requests.newest($0, by: outcome.sweepID)?.isReported != false
            })
        if let problem { throw problem }
        return later
    }

    private func mayGoOn(_ round: PurgeRound, _ unsure: Int) -> Bool {
        round.sender.stopped == nil && round.sender.unsure == unsure && !Task.isCancelled && !isSuperseded
    }

    private func showPurge(_ round: PurgeRound) {
        sweeper.progress(.purging(done: round.total - round.queue.count, total: round.total))
    }

    /// Reads pages until they fill a call, or the first of them would be too old for it.
    ///
    /// - Returns: the waiting items on them that are unchanged and still due.
    private mutating func gather(_ round: inout PurgeRound) async throws(SweepError) -> [PlannedItem] {
        round.fresh.forget()
        var gathered: [ItemKey: PlannedItem] = [:]
        let began = now
        // A page that no longer fits into the call is read after it: otherwise it would be old by then.
        while gathered.isEmpty || gathered.count + round.queue.expectedNext <= Self.filesPerCall,
            gathered.keys.count(where: { $0.kind == .folder }) < Self.foldersPerCall,
            (0..<FreshItems.gatheringTime).contains(now.timeIntervalSince(began)), let range = round.queue.nextPage()
        {
            let requestedAt = now
            let page = try await page(at: range)
            round.learn(size: page.announcedTotal)
            let seenAt = page.age.map { now.addingTimeInterval(-$0.timeInterval) } ?? requestedAt
            // A slow page is old when it arrives; smaller pages are faster.
            let isSlow = now.timeIntervalSince(seenAt) > FreshItems.gatheringTime
            if isSlow, round.queue.shrinkPages(before: range.upperBound) { continue }
            for planned in try await due(on: page, &round) { gathered[planned.item.key] = planned }
            round.fresh.note(
                page.items.filter { gathered[$0.key] != nil }.map {
                    FreshItems.Known(item: $0, seenAt: seenAt, page: range)
                })
        }
        return gathered.values.sorted { $0.item.key < $1.item.key }
    }

    /// - Throws: when it is one of another trash, or the clocks disagree.
    private mutating func page(at range: Range<Int>) async throws(SweepError) -> Listing {
        let page: Listing
        do throws(PortalError) {
            page = try await sweeper.reader.page(at: range.lowerBound, count: range.count)
        } catch {
            throw SweepError(error)
        }
        guard page.trashID == state.trash?.trashID else {
            throw .unavailable("a page of the trash is of another folder than its listing")
        }
        if let refusal = Guardrail.clock(skewSeconds: page.clockSkewSeconds) {
            try record(.limitRefused, reason: refusal.description)
            throw .refused(refusal)
        }
        return page
    }

    /// The waiting items on a page, as they were listed. Changed ones on it no longer wait.
    private mutating func due(
        on page: Listing, _ round: inout PurgeRound
    ) async throws(SweepError) -> [PlannedItem] {
        let (unchanged, changed) = round.queue.compare(page.items)
        try await settleDropped(round.drop(changed, .overtaken("not sent: it changed meanwhile")))
        guard !unchanged.isEmpty else { return [] }
        let plan = try planned(ItemList(unchanged))
        let due = plan.items(.purge)
        let keys = Set(due.map(\.item.key))
        try await settleDropped(
            round.drop(unchanged.map(\.key).filter { !keys.contains($0) }, .overtaken("not sent: it is no longer due")))
        return due
    }

    /// Names items in a call, once they are announced.
    ///
    /// - Returns: calls as they were made, without those that were not sent for now.
    private mutating func request(
        _ batch: [PlannedItem], _ round: inout PurgeRound
    ) async throws(SweepError) -> [BatchResult] {
        let batch = try await withoutHeld(batch, &round)
        guard !batch.isEmpty else { return [] }
        try announce(.purge, batch)
        round.announce(batch)
        let results = await round.sender.call(batch)
        var named = try note(results, of: batch, round.fresh)
        let waiting = round.fresh.waiting
        try noteWaiting(batch.map(\.item.key).filter(waiting.contains))
        let leftOut = round.fresh.takeLeftOut()
        // A refused call may have changed an item that it had named: the item is inspected like the others.
        let called = batch.filter {
            waiting.contains($0.item.key) || leftOut.changed[$0.item.key] != nil && wasCalled($0.item.key)
        }
        if !called.isEmpty { named.append(BatchResult(items: called, status: .refusedBefore)) }
        round.take(named)
        let judged = Set(called.map(\.item.key))
        try settle(
            leftOut.changed.filter { !judged.contains($0.key) }.sorted { $0.key < $1.key }.flatMap {
                round.drop([$0.key], .overtaken("not sent: \($0.value)"))
            })
        return named.filter { !$0.isUnsentForNow }
    }

    /// The refused call of these items may wait in a lane: they are watched for a day.
    mutating func noteWaiting(_ items: [ItemKey]) throws(SweepError) {
        guard !items.isEmpty else { return }
        try note(.waiting(items: items, sweepID: outcome.sweepID, at: now))
    }

    /// Reads the pages again that showed the items of a call which was put off or divided.
    static func rereading(_ reader: any TrashReader, _ now: @escaping @Sendable () -> Date) -> FreshItems.Reread {
        { known async throws(PortalError) in
            var seen: [ItemKey: FreshItems.Sighting] = [:]
            let began = now()
            let pages = Dictionary(grouping: known) { $0.page ?? 0..<PurgeQueue.pageSize }
            for (range, items) in pages.sorted(by: { $0.key.lowerBound > $1.key.lowerBound })
            where (0..<FreshItems.gatheringTime).contains(now().timeIntervalSince(began)) {
                let requestedAt = now()
                let page = try await reader.page(at: range.lowerBound, count: range.count)
                let seenAt = page.age.map { now().addingTimeInterval(-$0.timeInterval) } ?? requestedAt
                let shown = page.items(items.map(\.item.key))
                for one in items {
                    guard let item = shown[one.item.key] else { continue }
                    seen[one.item.key] =
                        item.isSame(as: one.item) ? .unchanged(seenAt) : .changed("it changed meanwhile")
                }
            }
            return seen
        }
    }
}
