/// A rule whose `trashedBy` has the same answer for every item of a trash.
///
/// An item lies in the trash of the person who trashed it, so in the trash of one key `trashedBy` is always the key's
/// user. Source: docs/internals/docspace-api.md §1, "Whose trash".
package struct TrashedByFinding: Equatable, Sendable, CustomStringConvertible {
    package enum Effect: Equatable, Sendable {
        /// No item can meet the rule.
        case ruleNeverMatches
        /// Every item meets the rule.
        case ruleAlwaysMatches
        /// No item meets the criterion, and the rule depends on others.
        case criterionNeverMatches
        /// Every item meets the criterion, and the rule depends on others.
        case criterionAlwaysMatches
    }

    package let rule: String
    package let effect: Effect

    /// One clause without a period.
    package var description: String {
        switch effect {
        case .ruleNeverMatches: "rule \"\(rule)\" never matches, because of \"trashedBy\""
        case .ruleAlwaysMatches: "rule \"\(rule)\" matches every item, because of \"trashedBy\""
        case .criterionNeverMatches: "\"trashedBy\" of rule \"\(rule)\" never matches"
        case .criterionAlwaysMatches: "\"trashedBy\" of rule \"\(rule)\" always matches"
        }
    }

    /// - Parameters:
    ///   - rules: in the order of the policy.
    ///   - user: the one that the key acts as. Values that the portal did not send leave answers open.
    /// - Returns: in the order of the rules; none for a rule whose answer depends on more.
    package static func findings(_ rules: [Rule], user: Person) -> [TrashedByFinding] {
        rules.flatMap { rule -> [TrashedByFinding] in
            let answers = rule.match.criteria.compactMap { $0.answer(trashedBy: user) }
            guard !answers.isEmpty else { return [] }
            let effects: [Effect] =
                switch rule.match.evaluate({ $0.answer(trashedBy: user) ?? .unknown }) {
                case .no: [.ruleNeverMatches]
                case .yes: [.ruleAlwaysMatches]
                case .unknown:
                    (answers.contains(.no) ? [.criterionNeverMatches] : [])
                        + (answers.contains(.yes) ? [.criterionAlwaysMatches] : [])
                }
            return effects.map { TrashedByFinding(rule: rule.name, effect: $0) }
        }
    }
}

extension Criterion {
    /// The answer for an item of which only the person who trashed it is known. Nil for a criterion of another kind.
    fileprivate func answer(trashedBy person: Person) -> TernaryResult? {
        guard case .trashedBy(let patterns) = self else { return nil }
        return Self.person(person, patterns)
    }
}
