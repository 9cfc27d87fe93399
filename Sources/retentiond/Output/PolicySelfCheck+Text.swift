import Retention

extension PolicySelfCheck {
    /// One line per rule, and one about what must be true for all of them.
    var lines: [String] {
        guard !effects.isEmpty else { return [] }
        return effects.map { $0.text(of: items) } + [verdict]
    }

    private var verdict: String {
        if let first = enlargements.first {
            return """
                error: \(first) would be purged only because a rule protects something. This is a bug in retentiond: \
                purge nothing with this policy, and report it
                """
        }
        return "tried on the \(Self.count(items)): a rule that holds or restores never adds to what is purged"
    }

    static func count(_ items: Int) -> String { counted(items, "item") }
}

extension RuleEffect {
    /// One clause for people, with the portal's text sanitized.
    ///
    /// - Parameter total: how many items the trash has.
    func text(of total: Int) -> String {
        let name = "rule \"\(String(sanitizing: rule))\" (\(verb))"
        if isOver { return "\(name) is over" }
        if met == 0, decided == 0 { return "\(name) matches nothing in this trash\(difference)" }
        let shown = examples.map { "\($0.key) \(String(sanitizing: $0.title))" }.joined(separator: ", ")
        let more = decided > examples.count ? ", …" : ""
        let deciding = decided == 0 ? "decides none of them" : "decides \(decided) of \(total): \(shown)\(more)"
        return "\(name) matches \(met), \(deciding)\(difference)"
    }

    private var verb: String {
        switch action {
        case .hold: "hold"
        case .restore: "restore"
        case .purge: "purge"
        }
    }

    /// The changes for items without the rule.
    private var difference: String {
        if withoutIt.isEmpty { return met == 0 && decided == 0 ? "" : "; without it nothing changes" }
        let order = Decision.allCases
        let changes = withoutIt.sorted {
            (order.firstIndex(of: $0.key.to)!, order.firstIndex(of: $0.key.from)!)
                < (order.firstIndex(of: $1.key.to)!, order.firstIndex(of: $1.key.from)!)
        }.map { "\($1) \($0.from.rawValue) → \($0.to.rawValue)" }
        return "; without it: " + changes.joined(separator: ", ")
    }
}
