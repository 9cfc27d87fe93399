import FoundationEssentials
import Retention
import RetentionEngine
import Time

/// Facts for a person beside the list of items.
enum PlanNotes {
    /// - Parameter portal: address of the account's portal.
    static func notes(_ snapshot: TrashSnapshot, _ state: AccountState, _ active: ActivePolicy, at portal: String)
        -> [String]
    {
        let problems = AccountFacts(snapshot, state, under: active, at: portal).problems(at: snapshot.takenAt)
        var notes = [PortalSupport(snapshot.version).warning].compactMap(\.self) + texts(of: .sweeps, problems)
        if let difference = snapshot.difference {
            notes.append(
                "the policy is new: \(difference.text)")
        }
        let blocks = texts(of: .purges, problems)
        notes += blocks
        if blocks.isEmpty,
            let refusal = Guardrail.limit(
                count: purgeWeight(snapshot.plan, active.policy.limits), listed: snapshot.listing.items.weight,
                active.policy.limits)
        {
            notes.append("a sweep would purge nothing: \(refusal)")
        }
        notes += backlog(snapshot, state, active.policy)
        if let refusal = Guardrail.clock(skewSeconds: snapshot.listing.clockSkewSeconds) {
            notes.append("a sweep would purge nothing: \(refusal)")
        }
        if let doubt = snapshot.listing.doubt {
            notes.append("a sweep would purge nothing: the listing is incomplete: \(doubt)")
        }
        if let problem = snapshot.history.holdsProblem { notes.append("a sweep would purge nothing: \(problem)") }
        notes += snapshot.strayHolds.map { "\($0.key) is not in the trash, but \($0.text)" }
        if snapshot.listing.unusable > 0 {
            let count = snapshot.listing.unusable
            notes.append(
                "\(counted(count, "entry", plural: "entries")) can't be understood, so nothing is done to them")
        }
        return notes + texts(of: .keys, problems)
    }

    /// The subjects of notes, in the order of the notes.
    private enum Subject { case sweeps, purges, keys }

    private static func texts(of subject: Subject, _ problems: [AccountProblem]) -> [String] {
        problems.compactMap { note($0).flatMap { $0.subject == subject ? $0.text : nil } }
    }

    /// Nil for facts that the plan itself shows, item by item, and for those that only `status` reports.
    private static func note(_ problem: AccountProblem) -> (subject: Subject, text: String)? {
        switch problem {
        case .unsupportedPortal(let support): (.sweeps, "a sweep would change nothing: \(support.objection ?? "")")
        case .otherTrash(let found, let expected):
            (
                .sweeps,
                "a sweep would change nothing: the key shows the trash of \(found.description), not that of "
                    + expected.description
            )
        case .blocked(let reason, _): (.purges, "blocked: \(reason)")
        case .readOnlyKey: (.keys, "the key may only read: a sweep can't restore or purge")
        case .keyExpires(let end, _): (.keys, "the key expires on \(end.formatted(.iso8601))")
        case .failing, .overdue, .unlisted, .paused, .backlog, .quarantine: nil
        }
    }

    /// The number that limits count for one purge. If a purge is spread over days, the items of a day.
    private static func purgeWeight(_ plan: Plan, _ limits: Limits) -> Int {
        if let perDay = limits.maxPurgeItemsPerDay, plan.count(.purge) > perDay { return perDay }
        return plan.purgeWeight
    }

    /// How long the due items take, if they must be spread over days.
    private static func backlog(_ snapshot: TrashSnapshot, _ state: AccountState, _ policy: Policy) -> [String] {
        guard let limit = policy.limits.maxPurgeItemsPerDay else { return [] }
        let due = snapshot.plan.count(.purge)
        let start = policy.purge.schedule?.next(after: snapshot.takenAt) ?? snapshot.takenAt
        let budget = state.purgeBudget?.day(at: snapshot.takenAt) ?? PurgeBudget(since: start)
        guard due > budget.remaining(of: limit) else { return [] }
        return [
            "at most \(counted(limit, "item")) a day \(limit == 1 ? "is" : "are") purged, the oldest first: the \(due) due take until about "
                + "\(budget.end(of: due, limit: limit).formatted(.iso8601))"
        ]
    }
}
