import FoundationEssentials
import Retention
import Time

/// How a sweep changes the state of its account. Pure: the sweep records and saves it.
extension AccountState {
    private static let restoresCountFor: TimeInterval = 90 * 86_400

    /// Takes in the schedule's slots that have come. A slot that came stays pending until its purge is carried out.
    mutating func advanceSlots(of policy: Policy, to now: Date) {
        guard let schedule = policy.purge.schedule else { return }
        var slots = PurgeSlots(handledUntil: slotsHandledUntil, pending: pendingSlot)
        slots.advance(
            to: now, next: schedule.next, missed: policy.purge.missed,
            tolerance: policy.check.every + policy.check.jitter + .seconds(60))
        (slotsHandledUntil, pendingSlot) = (slots.handledUntil, slots.pending)
    }

    /// Forgets the slots of another schedule than this one.
    mutating func adopt(scheduleOf policy: Policy) {
        let text = policy.purge.schedule?.text
        guard schedule != text else { return }
        schedule = text
        (slotsHandledUntil, pendingSlot) = (nil, nil)
    }

    /// Keeps the state small: drops the quarantine of items that are gone, and restore counts too old for a fight between a
    /// rule and people.
    mutating func forget(_ listing: Listing, now: Date) {
        if !quarantine.isEmpty, listing.isConclusive {
            let listed = listing.items(quarantine.keys)
            quarantine = quarantine.filter { listed[$0.key] != nil }
        }
        restores = restores.filter { now.timeIntervalSince($0.value.lastAt) < Self.restoresCountFor }
    }

    /// Which held items must be recorded, and all that are recorded afterwards.
    ///
    /// - Parameter isConclusive: otherwise items that are not among them may still be held.
    func heldItems(_ held: [PlannedItem], isConclusive: Bool) -> (news: [PlannedItem], all: [ItemKey]) {
        let reported = Set(reportedHolds)
        let news = held.filter { !reported.contains($0.item.key) }
        return (news, isConclusive ? held.map(\.item.key) : reportedHolds + news.map(\.item.key))
    }

    /// Records the end of a sweep. An interrupted sweep is neither a success nor a failure.
    mutating func finish(_ outcome: SweepOutcome, startedAt: Date, at ended: Date) {
        if outcome.counts.purged > 0 { lastPurge = ended }
        let isInterrupted = outcome.problem?.isInterruption == true
        if !isInterrupted { consecutiveFailures = outcome.problem == nil ? 0 : consecutiveFailures + 1 }
        lastSweep = SweepRecord(
            id: outcome.sweepID, startedAt: startedAt, finishedAt: ended, problem: outcome.problem?.description,
            counts: outcome.counts)
    }

    /// The block of purges under a policy, which lasts until the policy changes or a person confirms.
    ///
    /// - Parameter digest: of the policy in force; nil if unknown: then that of the last sweep.
    package func block(under digest: String? = nil) -> Block? {
        guard let blocked, let digest = digest ?? policy?.digest else { return blocked }
        return blocked.policyDigest == digest ? blocked : nil
    }

    /// The trash that the account had, if it was swept at that portal; a sweep at another one begins from scratch.
    package func expectedTrash(at address: String) -> TrashOwner? {
        portal ?? address == address ? trash : nil
    }
}

extension AccountState.PolicyRecord {
    /// The effect of the policy that came into force, in one clause.
    ///
    /// - Parameter difference: nil without a grace.
    func effect(_ difference: PolicyDifference?) -> String {
        if isSealed == true {
            return
                "in force since \(UTCText.of(since)), as \"inForce\" in the policy says: no grace period begins on this machine"
        }
        guard let difference else { return "in force" }
        return "in force in full from \(settlesAt.formatted(.iso8601)); newly purgeable \(difference.newlyPurgeable), "
            + "no longer protected \(difference.noLongerProtected)"
    }
}

extension SweepCounts {
    /// The findings of a snapshot, before anything is done.
    init(_ snapshot: TrashSnapshot) {
        listed = snapshot.listing.items.count
        held = snapshot.plan.count(.hold)
        kept = snapshot.plan.count(.keep)
        left = snapshot.plan.count(.left)
        due = snapshot.plan.count(.purge)
    }
}
