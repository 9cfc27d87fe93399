/// The effects of one rule on a trash, and what would change without it.
package struct RuleEffect: Sendable {
    /// A change from one decision to another.
    package struct Change: Hashable, Sendable {
        package let from: Decision
        package let to: Decision
    }

    private static let maxExamples = 3

    package let rule: String
    package let action: Rule.Action
    /// Whether it is a hold that has ended.
    package let isOver: Bool
    /// Items that meet its condition, whether or not it decides about them.
    package internal(set) var met = 0
    /// Items that it decides about: their reason names it.
    package private(set) var decided = 0
    /// The first of those that it decides about, at most three.
    package private(set) var examples: [TrashedItem] = []
    /// Items whose decision would change without the rule, by both decisions.
    package internal(set) var withoutIt: [Change: Int] = [:]

    init(rule: String, action: Rule.Action, isOver: Bool) {
        self.rule = rule
        self.action = action
        self.isOver = isOver
    }

    mutating func add(_ planned: PlannedItem) {
        decided += 1
        if examples.count < Self.maxExamples { examples.append(planned.item) }
    }
}
