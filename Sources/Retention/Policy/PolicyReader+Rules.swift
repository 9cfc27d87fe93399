import FoundationEssentials
import Time

extension PolicyReader {
    /// The values of `action`.
    enum RuleAction: String, CaseIterable {
        case hold, restore, purge

        /// Its own keys, in addition to those of every rule.
        var keys: [RuleKey] {
            switch self {
            case .hold: [.until, .to, .fallback]
            case .restore: [.to, .fallback]
            case .purge: [.retention]
            }
        }
    }

    /// Keys that belong to some actions only.
    static let actionKeys = RuleKey.allCases.filter { key in RuleAction.allCases.contains { $0.keys.contains(key) } }

    /// The rules without a problem.
    ///
    /// - Parameter retention: of the policy; purge rules without their own inherit it.
    func rules(_ value: PolicyValue, inheriting retention: Span?) -> [PlacedRule] {
        guard case .array(let nodes) = value.node.value else {
            log.error(
                value, "expected a list of rules, found \(value.node.found)",
                hint: #"write a list: [{ "name": …, "action": …, "match": … }]"#)
            return []
        }
        var names: Set<String> = []
        var read: [PlacedRule] = []
        for (index, node) in nodes.enumerated() {
            let entry = PolicyValue(node, value.path[index])
            guard let fields = fields(entry, RuleKey.self) else { continue }
            let name = fields.required(.name, hint: "reports and the journal name the rule that decided").flatMap {
                label($0, "a name", longest: 128)
            }
            if let name, !names.insert(name).inserted {
                log.error(
                    entry.child("name"), "a second rule with the name \(quoted(name))",
                    hint: "reports distinguish rules by name")
            }
            if let rule = rule(fields, name, inheriting: retention) {
                read.append(PlacedRule(rule: rule, value: entry))
            }
        }
        warnOfEverything(read)
        reportUnreachable(read)
        return read
    }

    private func rule(_ fields: PolicyFields<RuleKey>, _ name: String?, inheriting retention: Span?) -> Rule? {
        let action: RuleAction? = fields.required(.action, hint: "it is \"hold\", \"restore\" or \"purge\"").flatMap(
            choice)
        let hint = "say which items the rule is for; an empty match never means everything"
        let match = fields.required(.match, hint: hint).flatMap { self.match($0, depth: 1) }
        guard let action else { return nil }
        for (key, value) in fields.members where Self.actionKeys.contains(key) && !action.keys.contains(key) {
            let owners = RuleAction.allCases.filter { $0.keys.contains(key) }.map(\.rawValue).joined(separator: " and ")
            log.error(
                value, "belongs to \(owners) rules, but this is a \(action.rawValue) rule",
                hint: "remove it, or change the action")
        }
        let read: Rule.Action? =
            switch action {
            case .hold: hold(fields)
            case .restore: restoreTarget(fields).map { .restore(to: $0) }
            case .purge: purgeRetention(fields, match, inheriting: retention).map { .purge(retention: $0) }
            }
        guard let name, let match, let read else { return nil }
        return Rule(name: name, match: match, action: read)
    }

    private func hold(_ fields: PolicyFields<RuleKey>) -> Rule.Action? {
        let until = fields[.until].map { ($0, instant($0)) }
        if let until, until.1 == nil { return nil }
        if case (let value, let date?)? = until, let now = context.now, date <= now {
            log.warning(
                value, "this hold ended at \(UTCText.of(date)) and protects nothing any more",
                hint: "remove the rule, or write a later \"until\"")
        }
        let hasTarget = fields[.to] != nil || fields[.fallback] != nil
        let target = hasTarget ? restoreTarget(fields) : .origin(fallback: .myDocuments)
        return target.map { .hold(until: until?.1, rescueTo: $0) }
    }

    private func purgeRetention(
        _ fields: PolicyFields<RuleKey>, _ match: Condition?, inheriting inherited: Span?
    ) -> Span? {
        let own = fields[.retention]
        let hint = "items become due this long after they were trashed; zero would make everything due at once"
        guard let span = own.map({ positiveSpan($0, example: "14d", hint: hint) }) ?? inherited else {
            if own == nil {
                _ = fields.required(.retention, hint: "give this rule one such as \"14d\", or the policy as a whole")
            }
            return nil
        }
        let value = own ?? fields.object
        guard span.duration <= Portal.retention else {
            log.error(
                value,
                "never purges after \(quoted(span.description)): the portal itself destroys everything after 30 days",
                hint: "write at most \"30d\"")
            return nil
        }
        if own != nil { warnOfMinutes(value, span) }
        if let longest = match?.longestAge, longest.duration < span.duration {
            log.error(
                value, "never purges: its match ends at an age of \(longest), before its retention of \(span)",
                hint: "raise age.max or lower the retention")
            return nil
        }
        return span
    }
}
