import FoundationEssentials

/// The order of a folder's contents for a user (api.md §3).
struct FolderOrder {
    let order: SavedOrder
    let files: [Int: StoredFile]
    let folders: [Int: StoredFolder]
    /// By whose names items are sorted.
    let authors: [UserID: StoredUser]

    /// The contents, folders first, each kind sorted on its own.
    func entries(of id: Int) -> [OrderedEntry] {
        guard let folder = folders[id] else { return [] }
        let inside = folder.folderIDs.sorted().compactMap { folders[$0] }
        // Sizes do not apply to folders: they are sorted by title then.
        let folderField = order.field == .size || order.field == .type ? .title : order.field
        let folderKeys = inside.map { (ItemKey.folder($0.id), sortKey($0, by: folderField)) }
        let fileKeys = folder.fileIDs.sorted().compactMap { files[$0] }.map {
            (ItemKey.file($0.id), sortKey($0, by: order.field))
        }
        let sorted = [folderKeys, fileKeys].map { keys in
            keys.sorted { order.isAscending ? $0.1 < $1.1 : $1.1 < $0.1 }
        }
        var rank = 0
        var previous: (ItemKey, SortKey)?
        return sorted.joined().map { entry in
            if let last = previous, last.0.kind != entry.0.kind || last.1 != entry.1 { rank += 1 }
            previous = entry
            return OrderedEntry(item: entry.0, rank: rank)
        }
    }

    private func sortKey(_ folder: StoredFolder, by field: SavedOrder.Field) -> SortKey {
        switch field {
        case .creation: SortKey(number: folder.created.timeIntervalSince1970)
        case .author: SortKey(text: authors[folder.createdBy]?.name ?? "")
        case .title, .size, .type: SortKey(text: folder.title.lowercased())
        case .dateAndTime: SortKey(number: folder.updated?.timeIntervalSince1970 ?? -1e12)
        }
    }

    private func sortKey(_ file: StoredFile, by field: SavedOrder.Field) -> SortKey {
        switch field {
        case .creation: SortKey(number: file.created.timeIntervalSince1970)
        case .author: SortKey(text: authors[file.createdBy]?.name ?? "")
        case .title: SortKey(text: file.title.lowercased())
        case .size: SortKey(number: Double(file.bytes))
        case .type: SortKey(text: file.title.fileExtension)
        case .dateAndTime: SortKey(number: file.updated?.timeIntervalSince1970 ?? -1e12)
        }
    }
}

extension Documents {
    /// A folder's contents in order; the tree keeps them for the next listing.
    mutating func ordered(
        contentsOf id: Int, by order: SavedOrder, authors: [UserID: StoredUser]
    ) -> [OrderedEntry] {
        if tree.listingCache[id]?.order != order {
            let sorting = FolderOrder(order: order, files: tree.files, folders: tree.folders, authors: authors)
            tree.listingCache[id] = ListingCache(order: order, entries: sorting.entries(of: id))
        }
        return tree.listingCache[id]?.current() ?? []
    }
}

private struct SortKey: Comparable {
    var number: Double = 0
    var text = ""

    static func < (left: Self, right: Self) -> Bool {
        left.number != right.number ? left.number < right.number : left.text < right.text
    }
}
