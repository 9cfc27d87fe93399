import Retention

/// Items that wait to be purged, and the pages on which a complete listing showed them. Pure.
///
/// Pages are read from the end of the trash towards its beginning, so that destroyed items shift no page still to be read.
/// Each page gives all waiting items that are on it now, even if they were listed elsewhere: items of the same second move
/// between pages.
struct PurgeQueue {
    /// The largest number that the portal lists at a time.
    static let pageSize = 100
    private static let minPageSize = 5

    /// The index of each item in `listing`.
    private var indices: [ItemKey: Int] = [:]
    /// Packed, so that a million items take little memory.
    private var listing: ItemList
    /// Numbers of pages still to be read, ascending.
    private var pages: [Int] = []
    /// How many waiting items the listing showed on each page.
    private var expected: [Int: Int] = [:]
    private var readsAll = false
    /// Entries of a page.
    private var size = pageSize

    /// - Parameters:
    ///   - keys: all in the listing, each once.
    ///   - listing: complete.
    init(_ keys: some Sequence<ItemKey>, in listing: ItemList) {
        self.listing = listing
        let wanted = Set(keys)
        for index in listing.indices where wanted.contains(listing.key(at: index)) {
            indices[listing.key(at: index)] = index
        }
        begin()
    }

    var isEmpty: Bool { indices.isEmpty }
    var count: Int { indices.count }
    /// All items that wait, as the listing showed them, in no particular order.
    var items: [TrashedItem] { indices.values.map { listing[$0] } }

    /// Begins the pass again, with the items that wait now.
    ///
    /// - Parameter readsAll: whether pages on which the listing showed no waiting item are read, too.
    mutating func begin(readsAll: Bool = false) {
        self.readsAll = readsAll
        expected = [:]
        for index in indices.values { expected[index / size, default: 0] += 1 }
        pages = readsAll ? Array(0..<(listing.count + size - 1) / size) : expected.keys.sorted()
    }

    private func isWorthReading(_ page: Int) -> Bool { !isEmpty && (readsAll || expected[page, default: 0] > 0) }

    /// Whether a page of this pass is still worth reading.
    var hasPages: Bool { pages.contains(where: isWorthReading) }

    /// The number of waiting items that the listing showed on the next page worth reading; 0 at the end of the pass.
    var expectedNext: Int { pages.last(where: isWorthReading).map { expected[$0, default: 0] } ?? 0 }

    /// The entries of the next page worth reading; nil at the end of the pass.
    mutating func nextPage() -> Range<Int>? {
        while let page = pages.popLast() {
            if isWorthReading(page) { return page * size..<(page + 1) * size }
        }
        return nil
    }

    /// Continues with pages of half the size, from the end of the page just read.
    ///
    /// - Returns: false if they can't be smaller.
    mutating func shrinkPages(before end: Int) -> Bool {
        guard size > Self.minPageSize else { return false }
        size = max(Self.minPageSize, size / 2)
        begin(readsAll: readsAll)
        pages.removeAll { $0 * size >= end }
        return true
    }

    /// Compares a page with the waiting items.
    ///
    /// - Returns: waiting items that it shows as they were listed, and the keys of those that it shows changed.
    func compare(_ page: ItemList) -> (unchanged: [TrashedItem], changed: [ItemKey]) {
        var unchanged: [TrashedItem] = []
        var changed: [ItemKey] = []
        for item in page {
            guard let index = indices[item.key] else { continue }
            if item.isSame(as: listing[index]) { unchanged.append(item) } else { changed.append(item.key) }
        }
        return (unchanged, changed)
    }

    /// Removes items that no longer wait.
    mutating func remove(_ keys: some Sequence<ItemKey>) {
        for key in keys {
            if let index = indices.removeValue(forKey: key) { expected[index / size, default: 1] -= 1 }
        }
    }

    /// Begins another pass, over the pages of a later complete listing.
    ///
    /// - Parameter readsAll: as for `begin`.
    /// - Returns: keys that it doesn't show as they were: they no longer wait.
    mutating func restart(in later: ItemList, readsAll: Bool = false) -> [ItemKey] {
        var found: [ItemKey: Int] = [:]
        for index in later.indices {
            guard let earlier = indices[later.key(at: index)], later[index].isSame(as: listing[earlier]) else {
                continue
            }
            found[later.key(at: index)] = index
        }
        let dropped = indices.keys.filter { found[$0] == nil }.sorted()
        (indices, listing) = (found, later)
        begin(readsAll: readsAll)
        return dropped
    }
}
