import Synchronization

/// The rulings on all items of a trash: a large one in two parts at the same time, because a ruling depends on no other
/// item.
struct RulingPass: Sendable {
    /// The number of items from which two parts are quicker than one.
    private static let worthDividing = 20_000

    /// In the order of the items.
    private(set) var rulings: [PackedRuling] = []
    /// The effects of a policy change on the items.
    private(set) var difference = PolicyDifference()

    /// - Parameter parts: 1 or more. Two are made at the same time. Nil: chosen by the number of items. The result is the
    ///   same for any number.
    init(_ items: ItemList, _ planner: RestrainedPlanner, parts: Int? = nil) {
        let parts = parts ?? (items.count < Self.worthDividing ? 1 : 2)
        let results = Results(count: parts)
        let rule: @Sendable (Int) -> Void = { part in
            let range = items.count * part / parts..<items.count * (part + 1) / parts
            let result = RulingPass(range, of: items, planner)
            results.parts.withLock { $0[part] = result }
        }
        if parts == 2 {
            let second = WorkThread { rule(1) }
            rule(0)
            second.join()
        } else {
            for part in 0..<parts { rule(part) }
        }
        rulings.reserveCapacity(items.count)
        for result in results.parts.withLock({ $0.compactMap(\.self) }) {
            rulings += result.rulings
            difference.add(result.difference)
        }
    }

    private final class Results: Sendable {
        let parts: Mutex<[RulingPass?]>

        init(count: Int) { parts = Mutex(Array(repeating: nil, count: count)) }
    }

    private init(_ range: Range<Int>, of items: ItemList, _ planner: RestrainedPlanner) {
        rulings = range.map { PackedRuling(planner.ruling(on: items[$0], &difference)) }
    }
}

extension PolicyDifference {
    fileprivate mutating func add(_ other: PolicyDifference) {
        newlyPurgeable += other.newlyPurgeable
        noLongerProtected += other.noLongerProtected
    }
}
