import FoundationEssentials
import Retention

/// Requests: written down before each call, followed, and closed with their outcome.
extension SweepRun {
    var requests: RequestLedger { requestFile.ledger }

    /// Applies an event to the ledger, and writes it down with the number of the newest audit record.
    mutating func note(_ event: RequestEvent) throws(SweepError) { try note(event, record: state.auditSequence) }

    /// - Parameter record: nil while other lines about the newest records are still missing.
    mutating func note(_ event: RequestEvent, record: Int?) throws(SweepError) {
        do throws(StateError) { try requestFile.append(event, record: record) } catch {
            throw SweepError(error)
        }
    }

    /// Writes down, before a call, what it is going to do: in the audit trail and in the file of requests. A second try
    /// within a sweep is still the same request.
    ///
    /// - Parameter target: where a restore goes; nil for a purge.
    mutating func announce(
        _ action: OpenRequest.Action, _ items: [PlannedItem], target: RecordedTarget? = nil
    ) throws(SweepError) {
        try proveAudit()
        let new = items.filter { !isAnnounced($0.item.key) }
        if !new.isEmpty {
            // Saved first: after a crash the state shows which records may lack an outcome.
            try recordStart()
            if !hasSavedSequence {
                // A restore by hand has no record of its start, which would have set it.
                if state.auditSequence == nil { state.auditSequence = try? sweeper.audit.append([]) }
                try save()
            }
            try append(
                new.map { planned in
                    auditRecord(
                        action == .purge ? .purgeRequested : .restoreRequested, item: planned.item, target: target,
                        rule: planned.rule, reason: planned.reason)
                })
        }
        // If another folder is tried, the item may end in either.
        let unknown = items.filter { planned in
            !requests[planned.item.key].contains { $0.sweepID == outcome.sweepID && $0.target == target }
        }
        guard !unknown.isEmpty else { return }
        try note(
            .announced(
                requests: unknown.map { planned in
                    OpenRequest(
                        action, planned.item, sweepID: outcome.sweepID, at: now, target: target, rule: planned.rule,
                        reason: planned.reason)
                }))
    }

    /// Whether this sweep has announced an item and not settled it yet.
    func isAnnounced(_ key: ItemKey) -> Bool { requests.isRequested(key, by: outcome.sweepID) }

    /// Notes how far calls got. A call that was not sent changes nothing.
    mutating func note(_ calls: [BatchResult]) throws(SweepError) {
        let instant = now
        var items: [OpenRequest.Stage: [ItemKey]] = [:]
        for call in calls {
            guard let stage = call.status.stage else { continue }
            items[stage, default: []] += call.items.map(\.item.key).filter { key in
                requests[key].contains { request in
                    request.sweepID == outcome.sweepID
                        && (request.stage < stage || stage == .refused && request.refusedAt == nil)
                }
            }
        }
        for (stage, items) in items.sorted(by: { $0.key < $1.key }) where !items.isEmpty {
            try note(.called(items: items, sweepID: outcome.sweepID, stage: stage, at: instant))
        }
    }

    /// This sweep stops checking its requests. Open ones are left to the next sweep.
    mutating func endRequests(at instant: Date) throws(SweepError) {
        let own = requests.open + requests.watched.values.joined()
        if own.contains(where: { $0.sweepID == outcome.sweepID }) {
            try note(.ended(sweepID: outcome.sweepID, at: instant))
        }
        do throws(StateError) { try requestFile.compact() } catch {
            throw SweepError(error)
        }
    }

    /// Whether a request of an earlier sweep may still take effect. A second request would blur the outcome of both.
    func hasOpenRequest(_ planned: PlannedItem) -> Bool {
        openKeys.contains(planned.item.key)
    }

    /// Reads whether the portal works on an operation that may be an open request of ours: only if there are such requests,
    /// and before the listing.
    mutating func checkPortalActivity() async {
        activity.checkedAt = now
        activity.isWorking = requests.needsActivity(at: now) ? await isPortalWorking() : false
    }

    /// Whether the portal works on anything of this user, as far as can be learnt. Used only if needed, because the answer
    /// removes the notices of finished operations from the user's other windows.
    func isPortalWorking() async -> Bool {
        do throws(PortalError) { return try await sweeper.reader.isWorking() } catch { return true }
    }
}

extension TrashReader {
    /// Whether the portal shows work of this user, or gives no answer. One that refuses the question, or a key that it refuses,
    /// shows nothing.
    func showsWork() async -> Bool {
        do throws(PortalError) { return try await isWorking() } catch {
            return switch error.kind {
            case .denied, .missing, .keyRefused, .throttled: false
            case .unavailable, .cancelled, .sharedTrash, .superseded: true
            }
        }
    }
}

extension OpenRequest {
    func outcome(_ result: ItemResult, isDecided: Bool = false) -> ItemOutcome {
        ItemOutcome(
            item: item, rule: rule, cause: reason, action: action, result: result, target: target, request: self,
            isSeen: true, isDecided: isDecided)
    }
}
