import FoundationEssentials
import Retention
import RetentionEngine

/// A policy in plain sentences.
enum PolicySummary {
    private static let purgesShown = 5

    static func lines(_ active: ActivePolicy, now: Date) -> [String] {
        let policy = active.policy
        var lines = ["policy ok: \(active.digest)"]
        lines += policy.accounts.map { "account \(HarmlessText.of($0.name)) at \($0.portal)" }
        lines.append("checks every \(TimeSpan.format(policy.check.every))")
        lines += policy.rules.map(sentence)
        lines.append(
            policy.retention.map { "what no rule matches is due \($0) after it was trashed" }
                ?? "what no rule matches is kept")
        lines.append(folders(policy.folders))
        guard let schedule = policy.purge.schedule else {
            return lines + ["purges only by hand: no purge.schedule"]
        }
        var last = now
        for _ in 0..<purgesShown {
            guard let next = schedule.next(after: last) else { break }
            lines.append("next purge: \(next.formatted(.iso8601))")
            last = next
        }
        if last == now { lines.append("warning: the purge schedule never comes again") }
        return lines
    }

    private static func sentence(_ rule: Rule) -> String {
        "rule \"\(HarmlessText.of(rule.name))\" \(effect(rule.action))"
    }

    /// What a rule does, to go after its name.
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
        case .hold: "folders that are not empty are never purged by us; the portal itself destroys them after 30 days"
        case .rescue: "folders that are not empty are restored before the portal destroys them"
        case .purge: "folders are purged with all they hold"
        }
    }
}
