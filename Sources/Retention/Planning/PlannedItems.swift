/// The items of a plan, in the order in which they were given.
///
/// Holds the packed items and four bytes for each decision; reasons are written when an item is read. Items, planner and
/// rulings never change, so that each ruling stays with its item, policy and instant.
package struct PlannedItems: Sendable {
    private let items: ItemList
    private let planner: ConstrainedPlanner
    private var rulings: [PackedRuling]
    /// Later changes, by the item's index.
    private var changed: [Int: PlannedItem] = [:]

    init(_ items: ItemList, _ planner: ConstrainedPlanner, _ pass: RulingPass) {
        self.items = items
        self.planner = planner
        rulings = pass.rulings
    }

    /// How many items have that decision.
    func count(_ decision: Decision) -> Int { rulings.reduce(0) { $1.has(decision) ? $0 + 1 : $0 } }

    /// Indices of the items with one of those decisions, ascending.
    func indices(_ among: Set<Decision>) -> [Int] {
        if among.count == Decision.allCases.count { return Array(rulings.indices) }
        return rulings.indices.filter { among.contains(rulings[$0].decision) }
    }

    /// The items with that decision; the others are not read.
    func items(with decision: Decision) -> [PlannedItem] {
        rulings.indices.filter { rulings[$0].has(decision) }.map { self[$0] }
    }

    /// The items with that decision as they were listed, without later findings.
    func listed(_ decision: Decision) -> some Sequence<TrashedItem> {
        rulings.indices.lazy.filter { rulings[$0].has(decision) }.map { changed[$0]?.item ?? items[$0] }
    }
}

extension PlannedItems: RandomAccessCollection, MutableCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { items.count }

    package subscript(index: Int) -> PlannedItem {
        get {
            planned(index, with: .all)
        }
        set {
            changed[index] = newValue
            rulings[index].decision = newValue.decision
        }
    }
}

extension PlannedItems {
    /// As the subscript, but perhaps without people and folders: for reports that don't show them.
    package func brief(_ index: Int) -> PlannedItem { planned(index, with: planner.parts) }

    private func planned(_ index: Int, with parts: ItemParts) -> PlannedItem {
        if let planned = changed[index] { return planned }
        let item = items.item(at: index, with: parts)
        if let ruling = rulings[index].unpacked { return planner.planned(item, ruling) }
        // It doesn't fit into four bytes.
        var unused = PolicyDifference()
        return planner.decide(item, &unused)
    }
}

extension Policy {
    /// The parts of an item that its rules need.
    var parts: ItemParts {
        rules.flatMap(\.match.criteria).reduce([]) { $0.union($1.parts) }
    }
}

extension Criterion {
    /// The parts of an item that its answer depends on.
    fileprivate var parts: ItemParts {
        switch key {
        case .createdBy, .trashedBy: .people
        case .originFolder, .originRoom: .folders
        case .account, .kind, .title, .titleRegex, .fileExtension, .type, .size, .age, .created: []
        }
    }
}
