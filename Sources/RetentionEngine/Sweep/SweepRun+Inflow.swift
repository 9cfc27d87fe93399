import Retention

/// The brake for mass deletions.
extension SweepRun {
    /// Counts what is new since the last sweep, and blocks purging when that is far more than usual.
    mutating func watchInflow(_ listing: Listing) throws(SweepProblem) {
        let current = SeenItems(listing.items)
        let before: SeenItems?
        do throws(StateError) {
            before = try sweeper.store.seenItems(account: sweeper.account)
            if current != before { try sweeper.store.keep(current, account: sweeper.account) }
        } catch {
            throw SweepProblem(error)
        }
        guard var inflow = state.inflow, let before else {
            state.inflow = Inflow(listed: listing.items.count, now: now)
            return
        }
        inflow.add(before.newItems(in: listing.items), now: now)
        if request.confirmLimits { inflow.accept(now: now) }
        state.inflow = inflow
        guard let refusal = inflow.refusal(factor: policy.limits.maxInflowFactor, now: now),
            state.blocked?.policyDigest != active.digest
        else { return }
        try block(refusal)
    }

    /// Refuses to purge until the policy changes or a person confirms.
    mutating func block(_ refusal: Refusal) throws(SweepProblem) {
        state.blocked = AccountState.Block(reason: refusal.description, policyDigest: active.digest, since: now)
        try record(.limitRefused, reason: refusal.description)
        try save()
    }
}
