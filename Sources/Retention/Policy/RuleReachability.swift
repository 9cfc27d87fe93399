import FoundationEssentials

/// A rule and the object that it was read from.
struct PlacedRule {
    let rule: Rule
    let value: PolicyValue
}

extension PolicyReader {
    /// Warns of rules that match every item, because they leave nothing to the rest of the policy.
    func warnOfEverything(_ rules: [PlacedRule]) {
        for placed in rules where NormalizedCondition(placed.rule.match) == .everything {
            let (message, hint) = placed.rule.effectOnEverything
            log.warning(placed.value.child("match"), "matches every item: \(message)", hint: hint)
        }
    }

    /// Reports rules that can never decide, because another always comes before them.
    func reportUnreachable(_ rules: [PlacedRule]) {
        // Comparing every rule with every other is quadratic; nobody writes that many by hand.
        let forms = rules.prefix(1000).map { NormalizedCondition($0.rule.match) }
        for (index, form) in forms.enumerated() {
            let rule = rules[index].rule
            let other = forms.indices.first { other in
                other != index && rules[other].rule.shadows(rule, isEarlier: other < index)
                    && form.implies(forms[other])
            }
            guard let other else { continue }
            let wider = rules[other].rule
            log.error(
                rules[index].value, "unreachable: the rule \(quoted(wider.name)) \(wider.reach)",
                hint: other < index ? "remove one of the two, or put the narrower one first" : "remove one of the two")
        }
    }
}

extension PolicyReader {
    /// Reports rules that no account of the policy can meet, judged by its name alone.
    func reportForeign(_ rules: [PlacedRule], accounts: [Account]) {
        guard !accounts.isEmpty else { return }
        for placed in rules where accounts.allSatisfy({ placed.rule.match.evaluate(account: $0.name) == .no }) {
            let names = accounts.prefix(5).map { quoted($0.name) }.joined(separator: ", ")
            log.error(
                placed.value.child("match"), "never matches: no account has such a name",
                hint: "the accounts are \(names)" + (accounts.count > 5 ? " and \(accounts.count - 5) more" : ""))
        }
    }
}

extension Rule {
    /// Whether this rule always comes before another for an item that both match. Among purge rules the one with the
    /// shortest retention does, at any position.
    fileprivate func shadows(_ other: Rule, isEarlier: Bool) -> Bool {
        switch (action, other.action) {
        case (.hold(nil, _), .restore), (.hold(nil, _), .purge): true
        case (.hold(nil, _), .hold): isEarlier
        case (.hold(.some(let until), _), .hold(.some(let otherUntil), _)): isEarlier && until >= otherUntil
        case (.restore, .restore): isEarlier
        case (.purge(let retention), .purge(let otherRetention)):
            retention.duration < otherRetention.duration || (isEarlier && retention.duration == otherRetention.duration)
        default: false
        }
    }

    /// The effect of the rule if it matches everything, and what was probably meant.
    fileprivate var effectOnEverything: (message: String, hint: String) {
        let narrower = "name the titles, types, folders or people that it is for"
        return switch action {
        case .hold(nil, _): ("it holds everything, and nothing is ever purged", narrower)
        case .hold(.some, _): ("it holds everything, and nothing is purged before its \"until\"", narrower)
        case .restore: ("it restores everything, and nothing can be thrown away any more", narrower)
        case .purge(let retention):
            (
                "it purges everything after \(retention)",
                "if that is intended, write the policy's own \"retention\" instead"
            )
        }
    }

    /// The effect of the rule on the items of a narrower one, for messages.
    fileprivate var reach: String {
        switch action {
        case .hold: "already holds every item that this one matches"
        case .restore: "already restores every item that this one matches"
        case .purge(let retention): "purges every item that this one matches after \(retention)"
        }
    }
}
