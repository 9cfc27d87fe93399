import FoundationEssentials
import Retention

/// Bringing the state up to the audit trail: a crash may fall between a record and the state file that reflects it.
extension SweepRun {
    /// Applies what was recorded after the state was saved, so that no outcome is recorded a second time.
    mutating func replay() throws(SweepProblem) {
        guard let known = state.auditSequence else { return }
        let events: [RecordedEvent]
        do { events = try sweeper.audit.recent(account: sweeper.account, after: known) } catch {
            throw .noAudit("\(error)")
        }
        for event in events { apply(event) }
        try closeUnsent(events)
    }

    private mutating func apply(_ event: RecordedEvent) {
        guard let item = event.item else { return }
        switch event.event {
        case .restored, .rescued:
            countRestore(item.key, at: event.at)
            release(item.key)
            close([item.key])
        case .purged:
            release(item.key)
            close([item.key])
        case .purgeFailed, .restoreFailed:
            // A sweep may be refused an item that an earlier one's request still reaches. Where it asked for nothing itself, it
            // told of the earlier request.
            let isOfOwnRequest = wasAsked(item.key) { $0.sweepID == event.sweepID }
            let isStillReached = wasAsked(item.key) { $0.sweepID != event.sweepID && isUnsettled($0, at: event.at) }
            if !(isOfOwnRequest && isStillReached) { close([item.key]) }
        case .outcomeUnknown: markTold([item.key])
        case .quarantined: leaveAlone(item.key, reason: event.reason ?? "", at: event.at)
        case .held: state.toldHolds.append(item.key.description)
        case .sweepStarted, .sweepFinished, .sweepFailed, .restoreRequested, .purgeRequested, .limitRefused,
            .policyLoaded,
            .policyRejected, .holdAdded, .holdReleased, .approved:
            break
        }
    }

    /// Requests that were recorded, but not in the state file, were never made: the state is saved before each call.
    private mutating func closeUnsent(_ events: [RecordedEvent]) throws(SweepProblem) {
        var unsent: [ItemKey: RecordedEvent] = [:]
        for event in events {
            guard let key = event.item?.key else { continue }
            switch event.event {
            case .purgeRequested, .restoreRequested: unsent[key] = event
            case .purged, .purgeFailed, .restored, .rescued, .restoreFailed, .outcomeUnknown: unsent[key] = nil
            default: break
            }
        }
        for (key, event) in unsent.sorted(by: { $0.key < $1.key })
        where !wasAsked(key, by: { $0.sweepID == event.sweepID }) {
            let outcome: AuditEvent = event.event == .purgeRequested ? .purgeFailed : .restoreFailed
            try append([
                auditRecord(
                    outcome, item: event.item, rule: event.rule, reason: "interrupted before the portal was asked")
            ])
        }
    }
}
