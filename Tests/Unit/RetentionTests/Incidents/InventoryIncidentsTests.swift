import Foundation
import Testing

@testable import Retention

/// Incident classes I14 to I18 (`docs/concepts/incidents.md`), as far as the planner is concerned. The listing itself,
/// and the check before each call, are tested elsewhere.
@Suite struct InventoryIncidentsTests {
    private func forAll(_ seed: UInt64, _ property: (inout RandomChoices, Policy, [TrashedItem]) -> Bool) {
        var random = RandomChoices(seed: seed)
        for round in 0..<100 {
            let (policy, items) = (random.policy(), random.trash(12))
            #expect(property(&random, policy, items), "seed \(seed), round \(round)")
        }
    }

    /// The decision about an item doesn't depend on its page: alone or among others, twice or out of order.
    @Test(arguments: UInt64(1)...8)
    func `incident 14: pages shift while deleting`(seed: UInt64) {
        forAll(seed) { random, policy, items in
            let whole = plan(items: items, policy: policy, now: now).items
            let page = items.shuffled(using: &random).prefix(5) + items.prefix(2)
            return plan(items: Array(page), policy: policy, now: now).items.allSatisfy { mine in
                whole.first { $0.item.key == mine.item.key }?.decision == mine.decision
            }
        }
    }

    /// Planning a part of the trash purges nothing that planning the whole would keep.
    @Test(arguments: UInt64(1)...8)
    func `incident 15: partial listing taken for the whole`(seed: UInt64) {
        forAll(seed) { random, policy, items in
            let part = items.filter { _ in random.chance(60) }
            return purged(part, policy).isSubset(of: purged(items, policy))
        }
    }

    /// The limit is checked for the set to be sent, with nothing remembered from an earlier one.
    @Test func `incident 16: stale cache bypasses the guard`() {
        let limits = Limits(
            maxPurgeItems: 10, maxPurgeFraction: 0.5, maxRestoresPerItem: 3, maxInflowFactor: 10,
            maxPurgeItemsPerDay: nil)
        #expect(Guardrail.limit(count: 10, listed: 20, limits) == nil)
        #expect(Guardrail.limit(count: 11, listed: 22, limits) == .tooManyItems(count: 11, limit: 10))
        #expect(Guardrail.limit(count: 10, listed: 19, limits) == .tooLargeShare(count: 10, listed: 19, limit: 0.5))
        #expect(Guardrail.limit(count: 10, listed: 20, limits) == nil)
    }

    /// File 17 and folder 17 are two items: facts about one don't apply to the other.
    @Test func `incident 17: identity aliasing`() {
        let (file, folder) = (TrashedItem.file(17), TrashedItem.folder(17))
        var history = SweepHistory()
        history.quarantine = [file.key: SweepHistory.Quarantined(until: ago(-1), reason: "locked")]
        let planned = plan(items: [file, folder], policy: .with(retention: days(1)), now: now, history: history).plan
        #expect(planned.items.map(\.decision) == [.keep, .purge])
        history = SweepHistory()
        history.restores = [folder.key: 99]
        let restored = plan(
            items: [file, folder], policy: .with([.restore("r", .anything)]), now: now, history: history)
        #expect(restored.plan.items.map(\.decision) == [.restore, .keep])
    }

    /// A folder is more than its name: while there may be a protected file inside, no rule purges it.
    @Test(arguments: [nil, 1, 1_000] as [Int?])
    func `incident 17: folder takes its contents along`(children: Int?) {
        let rules: [Rule] = [.hold("contracts", .title("*contract*")), .purge("old", .anything, after: days(1))]
        let folder = TrashedItem.folder(1, "Old", children: children)
        #expect(decision(folder, .with(rules, retention: days(1), folders: .hold)).decision == .left)
        #expect(decision(folder, .with(rules, retention: days(1), folders: .rescue)).decision == .hold)
    }

    /// Only age makes an item due: not its size, not the size of the trash, not an absurd count.
    @Test(arguments: UInt64(1)...8)
    func `incident 18: quota overrides minimum age`(seed: UInt64) {
        forAll(seed) { random, policy, items in
            var policy = policy
            policy.rules = policy.rules.filter { if case .purge = $0.action { false } else { true } }
            let items = items.map { item in
                var item = item
                item.bytes = random.one(of: [nil, -1, 0, .max])
                item.childCount = item.key.kind == .folder ? random.one(of: [nil, -1, 0, .max]) : nil
                return item
            }
            return purged(items, policy).allSatisfy { key in
                guard let retention = policy.retention, let item = items.first(where: { $0.key == key }),
                    let trashedAt = item.trashedAt
                else { return false }
                return now >= trashedAt.addingTimeInterval(retention.timeInterval)
            }
        }
    }

    @Test func `incident 18: quota cannot be written into a policy`() {
        for key in ["quota", "maxTrashSize", "minFreeSpace", "keepLatest"] {
            #expect(errors(of: policy(with: "\"\(key)\": \"50%\"")).map(\.path) == [key])
        }
    }
}
