import Retention

/// The gate before a purge: the facts that this sweep gives it, and what its answer changes in the state.
extension SweepRun {
    /// Takes in the snapshot's facts.
    mutating func learn(_ snapshot: TrashSnapshot) {
        gate.mayWrite = AccountProblem.scope(snapshot.key) == nil
        gate.listing = snapshot.listing
        gate.holdsProblem = snapshot.history.holdsProblem
    }

    /// Takes in a person's confirmation, of this sweep or of an earlier one.
    ///
    /// It covers this sweep. If no purge is due, it is kept for the next one, for at most the number of blocked items: the
    /// others have not been reviewed.
    mutating func confirmLimits(isPurgeDue: Bool) {
        if request.confirmLimits, isPurgeDue {
            gate.confirmation = .sweep
        } else if request.confirmLimits {
            if let blocked = state.block(under: active.digest) {
                state.confirmation = AccountState.Confirmation(
                    policyDigest: active.digest, items: blocked.items ?? 0, at: now)
                state.blocked = nil
                // Items that arrive from now on may block again.
                let now = now
                state.inflow?.accept(now: now)
            } else {
                outcome.warnings.append("no purge is due and no limit has blocked one, so there was nothing to confirm")
            }
        }
        if gate.confirmation == .none, let confirmation = state.confirmation, confirmation.policyDigest == active.digest
        {
            gate.confirmation = .items(confirmation.items)
        }
    }

    /// Why these items may not be purged now. A limit once exceeded stays so until the policy changes or a person confirms.
    ///
    /// - Parameter listing: the one that they were chosen from.
    mutating func objection(to chosen: [PlannedItem], in listing: Listing) throws(SweepError) -> SweepError? {
        gate.listing = listing
        gate.blocked = state.block(under: active.digest)?.reason
        gate.count = chosen.reduce(0) { $0 + $1.item.weight }
        gate.listed = listing.items.weight
        guard let objection = gate.objection() else { return nil }
        if let limit = objection.limit {
            try block(limit, items: gate.count)
        } else if let reason = objection.recorded {
            try record(.limitRefused, reason: reason)
        }
        return objection.problem
    }

    /// Blocks purges until the policy changes or a person confirms. A waiting confirmation ends.
    ///
    /// - Parameter items: how many it keeps from being purged.
    mutating func block(_ refusal: Refusal, items: Int) throws(SweepError) {
        state.confirmation = nil
        gate.confirmation = .none
        state.blocked = AccountState.Block(
            reason: refusal.description, policyDigest: active.digest, since: now,
            items: min(items, StoredNumbers.maxCount))
        try record(.limitRefused, reason: refusal.description)
        try save()
    }
}
