import FoundationEssentials
import Retention

/// Restoring the items that a person named: checked, verified and recorded as in a sweep, without its other steps.
extension SweepRun {
    mutating func carryOut(_ order: ManualRestore) async -> SweepOutcome {
        // It is not a sweep, and has no record of its start.
        hasRecordedStart = true
        do throws(SweepError) {
            try openAudit()
            try replay()
            if !requests.isEmpty { try save() }
            try await restoreByHand(order)
            if outcome.counts.failed + outcome.counts.unknown > 0 {
                outcome.problem = .itemsFailed(failed: outcome.counts.failed, unknown: outcome.counts.unknown)
            }
        } catch {
            outcome.problem = error
        }
        finishRestore()
        return outcome
    }

    private mutating func restoreByHand(_ order: ManualRestore) async throws(SweepError) {
        let snapshot = try await takeSnapshot()
        outcome.counts.listed = snapshot.listing.items.count
        try await reconcile(with: snapshot.listing)
        let orders = chosen(order, snapshot.listing)
        if !orders.isEmpty, let problem = AccountProblem.scope(snapshot.key).flatMap(SweepError.init) {
            throw problem
        }
        // A person's request does not show that a rule works against people.
        let counts = state.restores
        try await restore(orders)
        state.restores = counts
    }

    /// The items to restore; the others are reported as dropped.
    private mutating func chosen(_ order: ManualRestore, _ listing: Listing) -> [PlannedItem] {
        let listed = listing.items(order.keys)
        return order.keys.compactMap { key in
            guard let item = listed[key] else {
                drop(TrashedItem(key: key, title: ""), "it is not in the trash")
                return nil
            }
            guard let planned = order.planned(item) else {
                drop(item, "the portal doesn't name the folder that it was deleted from")
                return nil
            }
            guard !hasOpenRequest(planned) else {
                drop(item, "an earlier request for it may still be carried out")
                return nil
            }
            return planned
        }
    }

    private mutating func drop(_ item: TrashedItem, _ reason: String) {
        outcome.dropped.append(SweepOutcome.Failure(item: item, reason: reason))
    }

    private mutating func finishRestore() {
        if !hasLostRecords { state.auditSequence = nil }
        do throws(SweepError) {
            try endRequests(at: now)
            try save()
            try proveRecords()
        } catch {
            if outcome.problem == nil { outcome.problem = error }
        }
    }
}
