package import FoundationEssentials
package import Retention

/// One rule of the policy and its part in past and coming actions.
package struct RuleView: Sendable {
    package let name: String
    /// Its effect, as text to follow its name.
    package let effect: String
    /// Items in the trashes that it matches now; nil if no trash was listed.
    let matches: Int?
    /// The number of these that it decides about now.
    let decides: Int

    /// Evaluates every rule of a policy on every item.
    ///
    /// - Parameters:
    ///   - effects: of the rules, as text, in their order.
    ///   - accounts: only those whose trash was listed count.
    package static func all(
        of policy: Policy, effects: [String], accounts: [AccountView], now: Date
    ) -> [RuleView] {
        let plans = accounts.compactMap(\.plan)
        var numbers: [String: Int] = [:]
        for (number, rule) in policy.rules.enumerated() { numbers[rule.name] = number }
        var counts = policy.rules.map { _ in (matches: 0, decides: 0) }
        for item in plans.lazy.flatMap(\.items) {
            for (number, rule) in policy.rules.enumerated()
            where rule.match.evaluate(item.item, now: now) == .yes { counts[number].matches += 1 }
            if let number = item.rule.flatMap({ numbers[$0] }) { counts[number].decides += 1 }
        }
        return zip(policy.rules, zip(effects, counts)).map { rule, view in
            RuleView(
                name: rule.name, effect: view.0, matches: plans.isEmpty ? nil : view.1.matches, decides: view.1.decides)
        }
    }
}
