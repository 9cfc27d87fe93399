import FoundationEssentials
import Retention

/// Spreading a large purge over days.
extension SweepRun {
    /// Keeps only the oldest items, as many as may still be purged today.
    ///
    /// - Returns: how many must wait for another day.
    mutating func keepWithinBudget(_ due: inout [PlannedItem]) -> Int {
        guard let limit = policy.limits.maxPurgeItemsPerDay else { return 0 }
        let budget = state.purgeBudget?.day(at: now) ?? PurgeBudget(since: now)
        state.purgeBudget = budget
        let room = budget.remaining(of: limit)
        guard due.count > room else { return 0 }
        let oldest = due.map { (since: $0.item.countsSince ?? .distantFuture, key: $0.item.key) }
            .sorted { ($0.since, $0.key) < ($1.since, $1.key) }.prefix(room)
        let chosen = Set(oldest.map(\.key))
        let postponed = due.count - room
        due.removeAll { !chosen.contains($0.item.key) }
        return postponed
    }

    /// Counts the items that this sweep purged, or may have purged, and forecasts the end of the remaining due ones.
    mutating func spendBudget() {
        guard let limit = policy.limits.maxPurgeItemsPerDay else {
            (state.purgeBudget, state.backlogEndsAt) = (nil, nil)
            return
        }
        let purged = outcome.counts.purged + outcome.counts.unknown
        if purged > 0, state.purgeBudget == nil { state.purgeBudget = PurgeBudget(since: startedAt) }
        state.purgeBudget?.spend(purged)
        let rest = outcome.counts.due - purged
        // A sweep that did not list the trash knows nothing new.
        guard outcome.counts.listed > 0 || outcome.problem == nil else { return }
        let budget = state.purgeBudget?.day(at: now)
        let isBacklog = outcome.purgeWasDue && rest > 0 && state.blocked == nil
        state.backlogEndsAt = isBacklog ? budget.map { $0.end(of: rest, limit: limit) } : nil
        outcome.backlogEndsAt = state.backlogEndsAt
    }
}
