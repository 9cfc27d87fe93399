/// The items of a plan, in the order in which they were given.
///
/// Holds the packed items and one byte for each decision; an item with its reason is worked out anew whenever it is
/// read, from the same arguments and so with the same result.
package struct PlannedItems: Sendable {
    private let items: ItemList
    private let planner: RestrainedPlanner
    private var decisions: [UInt8]
    /// What was changed since, by index.
    private var changed: [Int: PlannedItem] = [:]

    /// - Parameter difference: counts what a policy change does to the items.
    init(_ items: ItemList, _ planner: RestrainedPlanner, _ difference: inout PolicyDifference) {
        self.items = items
        self.planner = planner
        decisions = items.map { planner.decide($0, &difference).decision.number }
    }

    /// How many items have that decision.
    func count(_ decision: Decision) -> Int {
        let number = decision.number
        return decisions.reduce(0) { $1 == number ? $0 + 1 : $0 }
    }

    /// Where the items with one of those decisions are, in their order.
    func indices(_ among: Set<Decision>) -> [Int] {
        let numbers = Set(among.map(\.number))
        return decisions.indices.filter { numbers.contains(decisions[$0]) }
    }

    /// The items with that decision; the others are not worked out.
    func those(_ decision: Decision) -> [PlannedItem] {
        let number = decision.number
        return decisions.indices.filter { decisions[$0] == number }.map { self[$0] }
    }
}

extension PlannedItems: RandomAccessCollection, MutableCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { items.count }

    package subscript(index: Int) -> PlannedItem {
        get {
            if let planned = changed[index] { return planned }
            var unused = PolicyDifference()
            return planner.decide(items[index], &unused)
        }
        set {
            changed[index] = newValue
            decisions[index] = newValue.decision.number
        }
    }
}

extension Decision {
    fileprivate var number: UInt8 {
        switch self {
        case .restore: 0
        case .hold: 1
        case .keep: 2
        case .purge: 3
        case .left: 4
        }
    }
}
