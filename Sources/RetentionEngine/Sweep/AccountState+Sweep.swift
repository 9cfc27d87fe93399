import FoundationEssentials
import Retention

/// What a sweep changes of what an account remembers. Pure: the sweep records and saves it.
extension AccountState {
    private static let restoresCountFor: TimeInterval = 90 * 86_400

    /// Takes note of the schedule's slots that have come. One that came stays pending until its purge is carried out.
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

    /// Keeps the state small: quarantine of what is gone, and counts of restores that nobody can be fighting over any more.
    mutating func forget(_ listing: Listing, now: Date) {
        if !quarantine.isEmpty, listing.isConclusive {
            let listed = listing.items(quarantine.keys)
            quarantine = quarantine.filter { listed[$0.key] != nil }
        }
        restores = restores.filter { now.timeIntervalSince($0.value.lastAt) < Self.restoresCountFor }
    }

    /// Which held items have to be recorded, and which will have been then.
    ///
    /// - Parameter isConclusive: else items that are not among them may still be held.
    func heldItems(_ held: [PlannedItem], isConclusive: Bool) -> (news: [PlannedItem], all: [ItemKey]) {
        let told = Set(toldHolds)
        let news = held.filter { !told.contains($0.item.key) }
        return (news, isConclusive ? held.map(\.item.key) : toldHolds + news.map(\.item.key))
    }

    /// Takes note of the end of a sweep. One that was interrupted is neither a success nor a failure.
    mutating func finish(_ outcome: SweepOutcome, startedAt: Date, at ended: Date) {
        if outcome.counts.purged > 0 { lastPurge = ended }
        let isInterrupted = outcome.problem?.isInterruption == true
        if !isInterrupted { consecutiveFailures = outcome.problem == nil ? 0 : consecutiveFailures + 1 }
        lastSweep = SweepRecord(
            id: outcome.sweepID, startedAt: startedAt, finishedAt: ended, problem: outcome.problem?.description,
            counts: outcome.counts)
    }

    /// What blocks purges under a policy: a block lasts until the policy changes, or a person confirms.
    ///
    /// - Parameter digest: of the policy in force; nil where it isn't known: then the last one that was swept under.
    package func block(under digest: String? = nil) -> Block? {
        guard let blocked, let digest = digest ?? policy?.digest else { return blocked }
        return blocked.policyDigest == digest ? blocked : nil
    }

    /// Whose trash the account is about, if it was swept at that portal; a sweep at another one begins from scratch.
    package func expectedTrash(at address: String) -> TrashOwner? {
        portal ?? address == address ? trash : nil
    }
}

extension AccountState.PolicyRecord {
    /// What it means that the policy came into force, in one clause.
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
    /// What a survey shows, before anything is done.
    init(_ survey: Survey) {
        listed = survey.listing.items.count
        held = survey.plan.count(.hold)
        kept = survey.plan.count(.keep)
        left = survey.plan.count(.left)
        due = survey.plan.count(.purge)
    }
}
