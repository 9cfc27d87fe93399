/// A folder's unfiltered contents in order, kept until the folder changes in another way than by losing items.
struct ListingCache: Sendable {
    let order: SavedOrder
    private var entries: [OrderedEntry]
    /// Items that have left since. They are removed all at once, because removing one costs a pass over everything.
    private var left: Set<ItemKey> = []

    init(order: SavedOrder, entries: [OrderedEntry]) {
        self.order = order
        self.entries = entries
    }

    mutating func leave(_ item: ItemKey) { left.insert(item) }

    /// The remaining entries.
    mutating func current() -> [OrderedEntry] {
        if !left.isEmpty {
            entries.removeAll { left.contains($0.item) }
            left = []
        }
        return entries
    }
}

/// An entry with its sort key; entries with equal ranks have no defined order.
struct OrderedEntry: Sendable {
    let item: ItemKey
    /// Equal for entries the portal does not tell apart.
    let rank: Int
}
