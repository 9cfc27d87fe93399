import Testing

@testable import Retention

/// A rule is reported as unreachable, and a match as impossible, only if it is. A wrong answer refuses a good policy.
@Suite struct NormalizedConditionTests {
    @Test(arguments: UInt64(1)...12)
    func `an item that matches the narrow condition matches the wide one`(seed: UInt64) {
        var random = RandomChoices(seed: seed)
        var implications = 0
        for round in 0..<400 {
            let one = random.condition(depth: 0)
            let other = random.chance(50) ? random.relative(of: one) : random.condition(depth: 0)
            for (narrow, wide) in [(one, other), (other, one)]
            where NormalizedCondition(narrow).implies(NormalizedCondition(wide)) {
                implications += 1
                for item in random.trash(20) where narrow.evaluate(item, now: now) == .yes {
                    guard wide.evaluate(item, now: now) == .yes else {
                        Issue.record("seed \(seed), round \(round): \(item) meets \(narrow), but not \(wide)")
                        return
                    }
                }
            }
        }
        #expect(implications > 100)
    }

    @Test(arguments: UInt64(1)...12)
    func `a contradictory condition is never met`(seed: UInt64) {
        var random = RandomChoices(seed: seed)
        var contradictions = 0
        for round in 0..<600 {
            let one = random.condition(depth: 0)
            let condition = Condition.all([
                one, random.chance(50) ? .not(random.relative(of: one)) : random.condition(depth: 0),
            ])
            guard condition.contradiction != nil else { continue }
            contradictions += 1
            for item in random.trash(20) where condition.evaluate(item, now: now) == .yes {
                Issue.record("seed \(seed), round \(round): \(item) meets \(condition)")
                return
            }
        }
        #expect(contradictions > 20)
    }
}

extension RandomChoices {
    /// A condition related to another one.
    fileprivate mutating func relative(of condition: Condition) -> Condition {
        switch Int.random(in: 0..<6, using: &self) {
        case 0: condition
        case 1: .all([condition, self.condition(depth: 1)])
        case 2: .any([self.condition(depth: 1), condition])
        case 3: .not(.not(condition))
        case 4: .any([condition])
        default: .all([condition, .title("*")])
        }
    }
}
