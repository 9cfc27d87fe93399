import FoundationEssentials
import Retention
import RetentionEngine
import Time

/// A policy in plain sentences.
enum PolicySummary {
    private static let purgesShown = 5

    static func lines(_ active: ActivePolicy, now: Date) -> [String] {
        let policy = active.policy
        var lines = ["policy ok: \(active.digest)"]
        lines += policy.accounts.map(sentence)
        lines.append(
            "checks every \(TimeSpan.format(policy.check.every)), plus up to \(TimeSpan.format(policy.check.jitter)) at random"
        )
        lines += policy.rules.map { sentence($0, now: now) }
        lines.append(
            policy.retention.map { "unmatched items become due \($0) after they were trashed" }
                ?? "unmatched items are kept")
        lines.append(folders(policy.folders))
        lines.append("held items are restored \(TimeSpan.format(policy.rescueBefore)) before the portal destroys them")
        lines += guards(policy) + seal(active, now)
        if let above = policy.approvalAbove {
            lines.append(
                "a purge of more than \(counted(above, "item")) waits until a second person has approved a saved plan")
        }
        if policy.retention == nil, !policy.rules.contains(where: \.purges) {
            lines.append("nothing is ever due for a purge: there is neither a retention nor a purge rule")
        }
        guard let schedule = policy.purge.schedule else {
            return lines + ["purges only by hand: no purge.schedule"]
        }
        lines.append("purges on the schedule \(schedule.text)")
        var last = now
        for _ in 0..<purgesShown {
            guard let next = schedule.next(after: last) else { break }
            lines.append("next purge: \(next.formatted(.iso8601))")
            last = next
        }
        if last == now { lines.append("warning: the purge schedule has no further time") }
        return lines
    }

    private static func sentence(_ rule: Rule, now: Date) -> String {
        let isOver = if case .hold(let until?, _) = rule.action { until <= now } else { false }
        return "rule \"\(String(sanitizing: rule.name))\" \(effect(rule.action)): items with \(rule.match.sentence)"
            + (isOver ? " (no longer in force)" : "")
    }

    private static func sentence(_ account: Account) -> String {
        var sentence = "account \(String(sanitizing: account.name)) at \(account.portal)"
        if let proxy = account.proxy { sentence += " through \(proxy)" }
        guard account.pace != .standard else { return sentence }
        func limit(_ count: Int, _ what: String) -> String {
            count == 0 ? "any number of \(what)s" : counted(count, what)
        }
        return sentence + ", at most \(limit(account.pace.requestsPerMinute, "request")) a minute and "
            + limit(account.pace.writesPerDay, "purging call") + " a day"
    }

    /// The conditions before a due item is purged.
    private static func guards(_ policy: Policy) -> [String] {
        let grace = policy.policyChangeGrace
        return [
            "limits: " + LimitKey.allCases.compactMap { clause($0, policy.limits) }.joined(separator: "; "),
            grace > .zero
                ? "items newly due under a changed policy are kept for \(TimeSpan.format(grace))"
                : "a policy change takes effect at once, without a grace period",
            policy.purge.method == .itemized
                ? "purges item by item"
                : "empties the whole trash when every item is due; items trashed meanwhile are destroyed, too",
            policy.purge.missed == .run
                ? "a missed purge happens at the next start" : "a missed purge is skipped",
        ]
    }

    /// A limit as a clause; nil for one that is not set and has no default.
    private static func clause(_ key: LimitKey, _ limits: Limits) -> String? {
        switch key {
        case .maxPurgeItems: "at most \(counted(limits.maxPurgeItems, "item")) in one purge"
        case .maxPurgeFraction: limits.maxPurgeFraction.map { "at most \($0) of the trash in one purge" }
        case .maxPurgeItemsPerDay:
            limits.maxPurgeItemsPerDay.map { "at most \(counted($0, "item")) in a day, the oldest first" }
        case .maxRestoresPerItem: "an item is restored at most \(counted(limits.maxRestoresPerItem, "time"))"
        case .maxInflowFactor: "purges stop if the inflow exceeds \(limits.maxInflowFactor) times the usual"
        }
    }

    /// The statement of `inForce`, if it is valid.
    private static func seal(_ active: ActivePolicy, _ now: Date) -> [String] {
        guard let seal = active.seal(at: now) else { return [] }
        return [
            "in force since \(UTCText.of(seal.since)): a machine without state of the accounts begins no grace period"
        ]
    }

    /// A rule's effect, to follow its name.
    static func effect(_ action: Rule.Action) -> String {
        switch action {
        case .hold(let until?, _): "holds until \(until.formatted(.iso8601))"
        case .hold(nil, _): "holds without end"
        case .restore(.origin(let fallback)): "restores to where the item came from, else to \(fallback)"
        case .restore(.fixed(let target)): "restores to \(target)"
        case .purge(let retention): "purges after \(retention)"
        }
    }

    private static func folders(_ folders: NonEmptyFolders) -> String {
        switch folders {
        case .hold:
            "folders that are not empty are never purged by retentiond; the portal itself destroys them after 30 days"
        case .rescue: "folders that are not empty are restored before the portal destroys them"
        case .purge: "folders are purged with all they hold"
        }
    }
}

extension Rule {
    fileprivate var purges: Bool { if case .purge = action { true } else { false } }
}
