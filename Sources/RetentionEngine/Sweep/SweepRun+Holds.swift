import FoundationEssentials
package import Retention

/// Holds of persons, read again before each use: a hold takes effect at the next call.
extension SweepRun {
    /// The items among these that a person holds now.
    ///
    /// - Throws: `SweepError.unknownHolds` if that is unknown, `.paused` if a person has paused all purges meanwhile.
    func holds(of items: [PlannedItem]) throws(SweepError) -> Set<ItemKey> {
        if let pause = sweeper.store.pause(account: sweeper.account) { throw .paused(pause.text) }
        do throws(StateError) {
            let held = try sweeper.store.heldItems(
                account: sweeper.account, among: policy.accounts.map(\.name), at: now)
            return Set(items.map(\.item.key).filter { held[$0] != nil })
        } catch {
            throw .unknownHolds(error.description)
        }
    }

    /// A batch of a purge without the items that a person has held since it was planned. Announced ones get their outcome.
    mutating func withoutHeld(
        _ batch: [PlannedItem], _ round: inout PurgeRound
    ) async throws(SweepError) -> [PlannedItem] {
        let held = try holds(of: batch)
        guard !held.isEmpty else { return batch }
        try await settleDropped(round.drop(held.sorted(), .overtaken("a person holds it now")))
        return batch.filter { !held.contains($0.item.key) }
    }

    /// Reports holds that can't be read and, once each, those whose item has left the trash.
    mutating func reportHoldFiles(_ snapshot: TrashSnapshot) {
        if let problem = snapshot.history.holdsProblem {
            outcome.problem = .unknownHolds(problem)
            return
        }
        guard snapshot.listing.isConclusive else { return }
        let stray = snapshot.strayHolds
        let reported = Set(state.reportedStrayHolds ?? [])
        for hold in stray where !reported.contains(hold.key) {
            outcome.warnings.append("\(hold.key) is no longer in the trash, but \(hold.text)")
        }
        state.reportedStrayHolds = stray.isEmpty ? nil : stray.map(\.key)
    }
}

extension TrashSnapshot {
    /// Holds of persons whose item the listing doesn't show, by item. Empty if the listing isn't conclusive.
    package var strayHolds: [ItemHold] {
        guard listing.isConclusive, !history.holds.isEmpty else { return [] }
        let listed = listing.items(history.holds.keys)
        return history.holds.values.filter { listed[$0.key] == nil }.sorted { $0.key < $1.key }
    }
}
