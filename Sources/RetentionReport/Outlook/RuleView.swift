package import FoundationEssentials
package import Retention

/// One rule of the policy and its part in what happened and will happen.
package struct RuleView: Sendable {
    package let name: String
    /// What it does, in words to go after its name.
    package let effect: String
    /// Items in the trashes that it matches now; nil when no trash was seen.
    let matches: Int?
    /// Of these, those whose fate it decides now.
    let decides: Int

    /// Judges every rule of a policy on every item.
    ///
    /// - Parameters:
    ///   - effects: of the rules, in words, in their order.
    ///   - accounts: of which those count whose trash was seen.
    package static func all(
        of policy: Policy, effects: [String], accounts: [AccountView], now: Date
    ) -> [RuleView] {
        let plans = accounts.compactMap(\.plan)
        return zip(policy.rules, effects).map { rule, effect in
            var (matches, decides) = (0, 0)
            for item in plans.lazy.flatMap(\.items) {
                if rule.match.evaluate(item.item, now: now) == .yes { matches += 1 }
                if item.rule == rule.name { decides += 1 }
            }
            return RuleView(
                name: rule.name, effect: effect, matches: plans.isEmpty ? nil : matches, decides: decides)
        }
    }
}
