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
