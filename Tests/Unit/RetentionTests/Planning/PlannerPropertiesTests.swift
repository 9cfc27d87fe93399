import Foundation
import Testing

@testable import Retention

/// Properties of every policy and every trash. A failure prints its seed.
@Suite struct PlannerPropertiesTests {
    private static let rounds = 120
    private static let trashSize = 12
    static let seeds = UInt64(100)...107

    /// Runs a property over many random policies and trashes.
    private func forAll(
        _ seed: UInt64, ages: Bool = true, _ property: (inout RandomChoices, Policy, [TrashedItem]) -> Bool,
        _ location: SourceLocation = #_sourceLocation
    ) {
        var random = RandomChoices(seed: seed)
        for round in 0..<Self.rounds {
            let policy = random.policy(ages: ages)
            let items = random.trash(Self.trashSize)
            guard property(&random, policy, items) else {
                let items = items.map(\.brief).joined(separator: "\n  ")
                Issue.record("seed \(seed), round \(round):\n  \(items)\n  \(policy.brief)", sourceLocation: location)
                return
            }
        }
    }

    @Test(arguments: seeds)
    func `every item is decided exactly once in the order given`(seed: UInt64) {
        forAll(seed) { _, policy, items in
            let result = plan(items: items, policy: policy, now: now)
            return result.items.map(\.item) == items
                && Decision.allCases.reduce(0) { $0 + result.count($1) } == items.count
        }
    }

    @Test(arguments: seeds)
    func `the order of items makes no difference`(seed: UInt64) {
        forAll(seed) { random, policy, items in
            let shuffled = plan(items: items.shuffled(using: &random), policy: policy, now: now).items
            return plan(items: items, policy: policy, now: now).items.allSatisfy { mine in
                shuffled.first { $0.item.key == mine.item.key }?.decision == mine.decision
            }
        }
    }

    @Test(arguments: seeds)
    func `no item depends on another`(seed: UInt64) {
        forAll(seed) { _, policy, items in
            plan(items: items, policy: policy, now: now).items.allSatisfy {
                decision($0.item, policy).decision == $0.decision
            }
        }
    }

    /// Not the names and the destinations, but which items are restored, rescued, held, kept and purged.
    @Test(arguments: seeds)
    func `the order of rules changes no decision`(seed: UInt64) {
        forAll(seed) { random, policy, items in
            var shuffled = policy
            shuffled.rules.shuffle(using: &random)
            let (mine, others) = (
                plan(items: items, policy: policy, now: now), plan(items: items, policy: shuffled, now: now)
            )
            return zip(mine.items, others.items).allSatisfy {
                $0.decision == $1.decision && $0.restore?.isRescue == $1.restore?.isRescue
            }
        }
    }

    /// For policies whose matches don't depend on the age: time only adds purges. (With `age`, an item can leave a
    /// rule.)
    @Test(arguments: seeds)
    func `purges grow with time`(seed: UInt64) {
        forAll(seed, ages: false) { random, policy, items in
            let later = now.addingTimeInterval(random.one(of: [1, 3_600, 86_400, 12 * 86_400]))
            return purged(items, policy).isSubset(of: purged(items, policy, at: later))
        }
    }

    @Test(arguments: seeds)
    func `a further hold or restore rule never adds a purge`(seed: UInt64) {
        forAll(seed) { random, policy, items in
            var stricter = policy
            let index = Int.random(in: 0...policy.rules.count, using: &random)
            stricter.rules.insert(random.protectingRule("further"), at: index)
            return purged(items, stricter).isSubset(of: purged(items, policy))
        }
    }

    /// Removing an attribute of an item: it is purged then only if it is purged with every value of the attribute.
    @Test(arguments: seeds)
    func `unknown attributes never add a purge`(seed: UInt64) {
        forAll(seed) { random, policy, items in
            let attribute = random.one(of: Attribute.allCases)
            let blank = items.map { attribute.removed(from: $0) }
            let purgedWhenBlank = purged(blank, policy)
            return (0..<6).allSatisfy { _ in
                let known = blank.map { attribute.known(of: $0, &random) }
                return purgedWhenBlank.isSubset(of: purged(known, policy))
            }
        }
    }

    @Test(arguments: seeds)
    func `items that a hold or restore rule matches are never purged`(seed: UInt64) {
        forAll(seed) { _, policy, items in
            let naive = NaiveOracle(policy: policy, now: now)
            return purged(items, policy).allSatisfy { key in
                let item = items.first { $0.key == key }!
                return naive.policy.rules.allSatisfy { rule in
                    if case .purge = rule.action { return true }
                    if case .hold(let until?, _) = rule.action, until <= now { return true }
                    return NaiveMatch(item: item, now: now).answer(rule.match) == false
                }
            }
        }
    }
}
