import FoundationEssentials
import Retention

extension Explanation {
    /// For people.
    var text: String {
        let title = String(sanitizing: item.title)
        var lines = ["\(item.kind.rawValue):\(item.id) \"\(title)\" in the trash of \(String(sanitizing: account))"]
        if rules.isEmpty { lines.append("the policy has no rules") }
        for (index, rule) in rules.enumerated() { lines += rule.lines(number: index + 1) }
        lines.append("")
        lines.append("decision: \(item.decision.rawValue) – \(String(sanitizing: item.reason))")
        lines += item.warnings.map { "warning: \(String(sanitizing: $0))" }
        lines += clocks.lines
        lines += guards.map { "guard: \(String(sanitizing: $0))" }
        return lines.joined(separator: "\n")
    }
}

extension Explanation.RuleVerdict {
    fileprivate func lines(number: Int) -> [String] {
        let verdict =
            switch (matches, expired) {
            case (_, true): "no longer in force"
            case ("true", _): decides ? "matches, and decides" : "matches, but another rule decides"
            case ("unknown", _): decides ? "may match, and so protects" : "can't be judged"
            default: "doesn't match"
            }
        return ["", "rule \(number) \"\(String(sanitizing: name))\" \(effect): \(verdict)"] + match.lines(indent: 1)
    }
}

extension Explanation.Node {
    fileprivate func lines(indent: Int) -> [String] {
        let margin = String(repeating: "  ", count: indent)
        let mark = ["true": "✓", "false": "✗"][result] ?? "?"
        let suffix = found.map { " – \($0)" } ?? ""
        return ["\(margin)\(mark) \(result): \(criterion)\(suffix)"] + parts.flatMap { $0.lines(indent: indent + 1) }
    }
}

extension Explanation.Clocks {
    fileprivate var lines: [String] {
        var ours = "our clock: "
        switch (trashedAt, dueAt) {
        case (nil, _): ours += "the date of deletion is unknown"
        case (let trashed?, let due?):
            ours += "trashed \(Self.text(trashed)), \(due <= now ? "due since" : "due") \(Self.text(due))"
        case (let trashed?, nil): ours += "trashed \(Self.text(trashed)), never due"
        }
        if let purgedAt { ours += ", purged at the next purge time then: \(Self.text(purgedAt))" }
        if let rescuedAt { ours += ", restored \(Self.text(rescuedAt)) if still held then" }
        var lines = [ours]
        if let portalPurgesAt {
            lines.append(
                "the portal's clock: destroys it about \(Self.text(portalPurgesAt)), whatever its settings say")
        }
        return lines
    }

    private static func text(_ date: Date) -> String { date.formatted(.iso8601) }
}
