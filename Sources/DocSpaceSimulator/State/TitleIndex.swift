/// The items of each folder by title, so that moving many doesn't compare each with all.
struct TitleIndex: Sendable {
    private struct Place: Hashable, Sendable {
        let folderID: Int
        let kind: ItemKind
        let title: String
    }

    private var ids: [Place: Set<Int>] = [:]

    mutating func add(_ item: ItemKey, title: String, to folderID: Int) {
        ids[Place(folderID: folderID, kind: item.kind, title: title), default: []].insert(item.id)
    }

    mutating func remove(_ item: ItemKey, title: String, from folderID: Int) {
        let place = Place(folderID: folderID, kind: item.kind, title: title)
        ids[place]?.remove(item.id)
        if ids[place]?.isEmpty == true { ids[place] = nil }
    }

    /// The item of the lowest id in a folder with the title of `item`, other than `item` itself.
    func other(than item: ItemKey, title: String, in folderID: Int) -> Int? {
        ids[Place(folderID: folderID, kind: item.kind, title: title)]?.lazy.filter { $0 != item.id }.min()
    }
}
