import FoundationEssentials
import Retention
import RetentionEngine

/// What a person should know beside the list of items.
enum PlanNotes {
    static func notes(_ survey: Survey, _ state: AccountState, _ active: ActivePolicy) -> [String] {
        var notes = portal(survey, state)
        if let difference = survey.difference {
            notes.append(
                "the policy is new: \(difference.newlyPurgeable) items are due only under it and kept in grace, "
                    + "\(difference.noLongerProtected) are no longer protected")
        }
        if let blocked = state.blocked, blocked.policyDigest == active.digest {
            notes.append("blocked: \(blocked.reason)")
        } else if let refusal = Guardrail.limit(
            count: purgeWeight(survey.plan, active.policy.limits), listed: survey.listing.items.weight,
            active.policy.limits)
        {
            notes.append("a sweep would purge nothing: \(refusal)")
        }
        notes += backlog(survey, state, active.policy)
        if let refusal = Guardrail.clock(skewSeconds: survey.listing.clockSkewSeconds) {
            notes.append("a sweep would purge nothing: \(refusal)")
        }
        if let doubt = survey.listing.doubt {
            notes.append("a sweep would purge nothing: the listing is incomplete: \(doubt)")
        }
        if let problem = survey.memory.holdsProblem { notes.append("a sweep would purge nothing: \(problem)") }
        notes += survey.strayHolds.map { "\($0.key) is not in the trash, but \($0.text)" }
        if survey.listing.unusable > 0 {
            let count = survey.listing.unusable
            notes.append(
                "\(count) \(count == 1 ? "entry" : "entries") can't be understood, and nothing is done to them")
        }
        if survey.key?.mayWrite == false { notes.append("the key may only read: a sweep can't restore or purge") }
        if let expiresAt = survey.key?.expiresAt, expiresAt.timeIntervalSince(survey.takenAt) < 14 * 86_400 {
            notes.append("the key expires on \(expiresAt.formatted(.iso8601))")
        }
        return notes
    }

    /// What one purge would count before the limits. Of a purge that has to be spread over days, the items of a day.
    private static func purgeWeight(_ plan: Plan, _ limits: Limits) -> Int {
        if let perDay = limits.maxPurgeItemsPerDay, plan.count(.purge) > perDay { return perDay }
        return plan.purgeWeight
    }

    /// How long the due items take, if they have to be spread over days.
    private static func backlog(_ survey: Survey, _ state: AccountState, _ policy: Policy) -> [String] {
        guard let limit = policy.limits.maxPurgeItemsPerDay else { return [] }
        let due = survey.plan.count(.purge)
        let start = policy.purge.schedule?.next(after: survey.takenAt) ?? survey.takenAt
        let budget = state.purgeBudget?.day(at: survey.takenAt) ?? PurgeBudget(since: start)
        guard due > budget.remaining(of: limit) else { return [] }
        return [
            "at most \(limit) items are purged in a day, the oldest first: the \(due) that are due take until about "
                + "\(budget.end(of: due, limit: limit).formatted(.iso8601))"
        ]
    }

    /// Whether a sweep may change this portal, and this trash.
    private static func portal(_ survey: Survey, _ state: AccountState) -> [String] {
        let support = PortalSupport(survey.version)
        var notes = [support.objection.map { "a sweep would change nothing: \($0)" }, support.warning].compactMap(
            \.self)
        if let found = survey.owner, let expected = state.trash, !expected.isSame(as: found) {
            notes.append(
                "a sweep would change nothing: the key shows the trash of \(found.description), not that of "
                    + expected.description)
        }
        return notes
    }
}
