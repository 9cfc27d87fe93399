/// The rulings on all items of a trash: a large one in two parts at the same time, because a ruling depends on no other
/// item.
struct RulingPass: Sendable {
    /// The number of items from which two parts are quicker than one.
    private static let worthDividing = 20_000

    /// In the order of the items.
    private(set) var rulings: [PackedRuling] = []
    /// The effects of a policy change on the items.
    private(set) var difference = PolicyDifference()

    /// - Parameter split: the items from here on are decided at the same time as those before. Nil: chosen by the number of items.
    ///   The result is the same for any.
    init(_ items: ItemList, _ planner: ConstrainedPlanner, split: Int? = nil) {
        let split = split ?? (items.count < Self.worthDividing ? items.count : items.count / 2)
        guard split < items.count else {
            self.init(0..<items.count, of: items, planner)
            return
        }
        let thread = WorkThread { RulingPass(split..<items.count, of: items, planner) }
        self.init(0..<split, of: items, planner)
        let rest = thread.join()
        rulings += rest.rulings
        difference.add(rest.difference)
    }

    private init(_ range: Range<Int>, of items: ItemList, _ planner: ConstrainedPlanner) {
        rulings = range.map {
            PackedRuling(planner.ruling(on: items.item(at: $0, with: planner.parts), &difference))
        }
    }
}

extension PolicyDifference {
    fileprivate mutating func add(_ other: PolicyDifference) {
        newlyPurgeable += other.newlyPurgeable
        noLongerProtected += other.noLongerProtected
    }
}
