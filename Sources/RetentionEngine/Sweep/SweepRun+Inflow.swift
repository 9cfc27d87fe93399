import FoundationEssentials
import Retention

/// The brake for mass deletions.
extension SweepRun {
    /// Counts the items that are new since the last sweep, and blocks purges if there are far more than usual.
    ///
    /// A listing that may not be the whole trash adds items and drops none.
    mutating func watchInflow(_ snapshot: TrashSnapshot) throws(SweepError) {
        let listing = snapshot.listing
        let before: SeenItems?
        do throws(StateError) {
            before = try sweeper.store.seenItems(account: sweeper.account)
        } catch {
            throw SweepError(error)
        }
        // A first listing of only a part would make the rest look like a mass deletion.
        if before == nil, listing.doubt != nil { return }
        let addition = before?.adding(
            listing.items, listedAt: state.listedAt, now: snapshot.listedAt ?? .distantFuture,
            isConclusive: listing.isConclusive)
        try count(addition?.new, listed: listing.items.weight)
        if listing.isConclusive { state.listedAt = snapshot.listedAt ?? state.listedAt }
        let current = addition?.seen ?? SeenItems(listing.items)
        guard current != before else { return }
        // The count comes first: after a crash between the two, items count twice rather than not at all.
        try save()
        do { try sweeper.store.keep(current, account: sweeper.account) } catch { throw SweepError(error) }
    }

    /// - Parameter new: nil before the first listing.
    private mutating func count(_ new: Int?, listed: Int) throws(SweepError) {
        guard var inflow = state.inflow, let new else {
            state.inflow = Inflow(listed: listed, now: now)
            return
        }
        inflow.add(new, now: now)
        if gate.confirmation == .sweep { inflow.accept(now: now) }
        state.inflow = inflow
        gate.inflow = inflow.refusal(factor: policy.limits.maxInflowFactor, now: now)
        guard let refusal = gate.inflow, state.block(under: active.digest) == nil else { return }
        try block(refusal, items: inflow.received(now: now))
        outcome.problem = .refused(refusal)
    }
}
