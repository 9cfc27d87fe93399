import FoundationEssentials
import Retention

/// Bringing the state up to date with the audit trail: a crash may fall between a record and the state file that reflects it.
extension SweepRun {
    /// Applies records that are newer than the saved state and requests, so that no outcome is recorded twice.
    mutating func replay() throws(SweepError) {
        guard let known = state.auditSequence ?? requestFile.auditSequence else { return }
        // A request written down after an outcome doesn't belong to that outcome.
        let closed = max(known, requestFile.auditSequence ?? known)
        let (events, newer) = (try recorded(after: known), try recorded(after: closed))
        if state.auditSequence != nil { for event in events { apply(event) } }
        for event in newer { try close(by: event) }
        try relist(newer)
        try closeUnsent(newer)
    }

    private func recorded(after number: Int) throws(SweepError) -> [RecordedEvent] {
        do { return try sweeper.audit.recent(account: sweeper.account, after: number) } catch {
            throw .noAudit("\(error)")
        }
    }

    /// Applies a recorded event to the state.
    private mutating func apply(_ event: RecordedEvent) {
        guard let item = event.item else { return }
        switch event.event {
        case .restored, .rescued:
            countRestore(item.key, at: event.at)
            unquarantine(item.key)
        case .purged: unquarantine(item.key)
        case .quarantined: quarantine(item.key, reason: event.reason ?? "", at: event.at)
        case .held: state.reportedHolds.append(item.key)
        case .sweepStarted, .sweepFinished, .sweepFailed, .restoreRequested, .purgeRequested, .purgeFailed,
            .restoreFailed, .outcomeUnknown, .limitRefused, .policyLoaded, .policyRejected, .holdAdded, .holdReleased,
            .approved, .purgesPaused, .purgesResumed, .policySealed:
            break
        }
    }

    /// Applies a recorded event to the ledger.
    private mutating func close(by event: RecordedEvent) throws(SweepError) {
        guard let key = event.item?.key else { return }
        switch event.event {
        case .restored, .rescued, .purged: try close(key, by: event)
        case .purgeFailed, .restoreFailed:
            // A sweep may be refused an item that an earlier one's request still reaches. If it requested nothing itself, it
            // recorded the earlier request.
            let isOfOwnRequest = requests.isRequested(key, by: event.sweepID)
            let isStillReached = requests[key].contains {
                $0.sweepID != event.sweepID && $0.isWithinSettlingTime(at: event.at)
            }
            if !(isOfOwnRequest && isStillReached) { try close(key, by: event) }
        case .outcomeUnknown: if let event = reporting([key]) { try note(event) }
        case .sweepStarted, .sweepFinished, .sweepFailed, .restoreRequested, .purgeRequested, .quarantined, .held,
            .limitRefused, .policyLoaded, .policyRejected, .holdAdded, .holdReleased, .approved,
            .purgesPaused, .purgesResumed, .policySealed:
            break
        }
    }

    /// Files that were recorded as purged, and later as not purged, need no comparison.
    private mutating func relist(_ events: [RecordedEvent]) throws(SweepError) {
        let failed = Set(events.filter { $0.event == .purgeFailed }.compactMap(\.item?.key))
        guard !failed.isEmpty else { return }
        let shown = failed.intersection(requests.unlisted.lazy.flatMap(\.keys)).sorted()
        if !shown.isEmpty { try note(.relisted(items: shown)) }
    }

    /// Closes the requests of an item, and watches those that may still be carried out.
    private mutating func close(_ key: ItemKey, by event: RecordedEvent) throws(SweepError) {
        let rest = requests.toWatch(replaying: event.event, of: key, by: event.sweepID)
        if rest != requests.watching(key) { try note(.watched(items: [key], requests: rest)) }
        if let event = closing([key]) { try note(event) }
    }

    /// Requests that were recorded, but not written to the file of requests, were never sent: the file is written before each
    /// call.
    private mutating func closeUnsent(_ events: [RecordedEvent]) throws(SweepError) {
        var unsent: [ItemKey: RecordedEvent] = [:]
        for event in events {
            guard let key = event.item?.key else { continue }
            switch event.event {
            case .purgeRequested, .restoreRequested: unsent[key] = event
            case .purged, .purgeFailed, .restored, .rescued, .restoreFailed, .outcomeUnknown: unsent[key] = nil
            default: break
            }
        }
        var undecided: [OpenRequest] = []
        for (key, event) in unsent.sorted(by: { $0.key < $1.key })
        where !requests.isRequested(key, by: event.sweepID) {
            if let request = undecidedRequest(key, event) {
                undecided.append(request)
                continue
            }
            let failed: AuditEvent = event.event == .purgeRequested ? .purgeFailed : .restoreFailed
            let isOpen = !requests[key].isEmpty
            let reason = "interrupted before the request was sent" + (isOpen ? ItemResult.mayBeByEarlier : "")
            try append([
                auditRecord(isOpen ? .outcomeUnknown : failed, item: event.item, rule: event.rule, reason: reason)
            ])
        }
        if !undecided.isEmpty { try note(.announced(requests: undecided)) }
    }

    /// An unsent request whose work an older one may have done meanwhile: its outcome is what an inspection shows, as if it had
    /// been written down. Nil if no older one is watched.
    private func undecidedRequest(_ key: ItemKey, _ event: RecordedEvent) -> OpenRequest? {
        guard requests[key].isEmpty,
            let older = requests.watching(key).last(where: {
                ($0.action == .purge) == (event.event == .purgeRequested)
            })
        else { return nil }
        return older.announcedAgain(by: event.sweepID)
    }
}
