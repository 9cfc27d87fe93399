import FoundationEssentials
import Retention

/// Closing requests that an earlier sweep left open, after a crash, a stop or an unknown outcome.
extension SweepRun {
    /// Finds the outcomes that were never recorded, and records them.
    ///
    /// - Parameter listing: made after `checkPortalActivity`; items that it shows need no inspection.
    mutating func reconcile(with listing: Listing) async throws(SweepError) {
        let present = listing.items(requests.keys)
        let recheck = try recheckPurges(listing)
        let recorded = recheck.outcomes + (try await watchedOutcomes(listing))
        var outcomes: [ItemOutcome] = []
        var mistakes = recheck.mistakes
        // Purges that failed by our own mistake.
        var undone: [ItemOutcome] = []
        for own in requests.byItem {
            guard let newest = own.last else { continue }
            let key = newest.key
            let evidence = await evidence(of: newest, key, listed: present[key])
            let origin = present[key]?.originFolder
            switch requests.judge(key, evidence, activity, skewSeconds: listing.clockSkewSeconds ?? 0) {
            case .keepOpen: continue
            case .record(let request, let result): outcomes.append(request.outcome(result))
            case .putBack(let purge, let trashedAt):
                mistakes.append(TrashedMistake(purge, trashedAt, origin))
                undone.append(purge.outcome(.trashedByUs, isDecided: true))
            case .hold(let purge, let trashedAt):
                try holdForAPerson(TrashedMistake(purge, trashedAt, origin), ItemResult.perhapsTrashedByUs)
                var outcome = purge.outcome(.heldForAPerson, isDecided: true)
                outcome.request = purge.trashedAgain(at: trashedAt)
                undone.append(outcome)
            }
        }
        // On the disk before the request is closed: a crash between the two must not lose it.
        for mistake in mistakes { try note(.mistaken(mistake)) }
        try settle(outcomes + undone + recorded, recheck.events)
        try expireRequests()
        undone += recorded.filter { $0.event == .purgeFailed }
        outcome.failures = undone.map { SweepOutcome.Failure(item: $0.item, reason: $0.reason ?? "") }
        outcome.counts.failed = undone.count
        try await putBackMistakes()
        reportOpen(present)
    }

    /// - Parameter listed: the item, if the listing shows it.
    func evidence(of request: OpenRequest, _ key: ItemKey, listed: TrashedItem?) async -> ItemEvidence {
        if let listed {
            return ItemEvidence.isSameInstant(listed.trashedAt, request.trashedAt)
                ? .inTrash : .trashedAgain(at: listed.trashedAt)
        }
        do throws(PortalError) {
            return ItemEvidence(try await sweeper.reader.inspect(key), requested: request.trashedAt)
        } catch {
            return .uninspectable(error.description)
        }
    }

    /// After 30 days the portal's own cleaner has been there, and the outcome can no longer be found.
    private mutating func expireRequests() throws(SweepError) {
        let horizon = now.addingTimeInterval(-Portal.retention.timeInterval)
        let lost = requests.open.filter { $0.at < horizon }
        guard !lost.isEmpty else { return }
        try append(
            lost.map {
                auditRecord(.outcomeUnknown, item: $0.item, rule: $0.rule, reason: "the outcome was never determined")
            })
        try note(.expired(horizon: horizon))
    }

    /// Requests after which the trash was not listed, as after a crash, or which may still run unseen: nothing is requested
    /// for these items now.
    private mutating func reportOpen(_ present: [ItemKey: TrashedItem]) {
        openKeys = requests.keysToLeaveAlone(activity)
        outcome.counts.unknown += openKeys.count
        for key in openKeys.sorted() {
            let item = present[key] ?? TrashedItem(key: key, title: "")
            outcome.failures.append(
                SweepOutcome.Failure(item: item, reason: "outcome unknown: an earlier request may still be carried out")
            )
        }
        // They must be moved back, and nothing else may be done with them.
        openKeys.formUnion(requests.mistakes.keys)
    }
}

extension TrashedMistake {
    init(_ purge: OpenRequest, _ trashedAt: Date, _ origin: FolderReference?) {
        self.init(
            key: purge.key, title: purge.title, trashedAt: trashedAt,
            origin: origin.flatMap { origin in origin.id.map { RecordedTarget(id: $0, title: origin.title) } })
    }
}
