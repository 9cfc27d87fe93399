import FoundationEssentials

extension PortalState {
    /// A folder's contents, folders first, each kind sorted on its own.
    mutating func ordered(contentsOf id: Int, by order: SavedOrder, filter: EntryFilter) -> [OrderedEntry] {
        if tree.listingCache[id]?.order != order {
            tree.listingCache[id] = ListingCache(order: order, entries: sort(contentsOf: id, by: order))
        }
        let all = tree.listingCache[id]?.current() ?? []
        if filter.isEmpty { return all }
        return all.filter { entry in
            switch entry.item.kind {
            case .file:
                files[entry.item.id].map { filter.accepts(entry.item, title: $0.title, author: $0.createdBy) } ?? false
            case .folder:
                folders[entry.item.id].map { filter.accepts(entry.item, title: $0.title, author: $0.createdBy) }
                    ?? false
            }
        }
    }

    private func sort(contentsOf id: Int, by order: SavedOrder) -> [OrderedEntry] {
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
        case .author: SortKey(text: users[folder.createdBy]?.name ?? "")
        case .title, .size, .type: SortKey(text: folder.title.lowercased())
        case .dateAndTime: SortKey(number: folder.updated?.timeIntervalSince1970 ?? -1e12)
        }
    }

    private func sortKey(_ file: StoredFile, by field: SavedOrder.Field) -> SortKey {
        switch field {
        case .creation: SortKey(number: file.created.timeIntervalSince1970)
        case .author: SortKey(text: users[file.createdBy]?.name ?? "")
        case .title: SortKey(text: file.title.lowercased())
        case .size: SortKey(number: Double(file.bytes))
        case .type: SortKey(text: file.title.fileExtension)
        case .dateAndTime: SortKey(number: file.updated?.timeIntervalSince1970 ?? -1e12)
        }
    }

    /// One page. Entries of equal rank that touch it are shuffled again for every request, because the portal breaks no ties.
    mutating func page(of entries: [OrderedEntry], start: Int, count: Int) -> [ItemKey] {
        guard start < entries.count else { return [] }
        let end = min(entries.count, start + count)
        guard settings.tieOrder == .shuffledPerRequest else { return entries[start..<end].map(\.item) }
        var (low, high) = (start, end)
        while low > 0, entries[low - 1].rank == entries[low].rank { low -= 1 }
        while high < entries.count, entries[high].rank == entries[high - 1].rank { high += 1 }
        var items: [ItemKey] = []
        var index = low
        while index < high {
            var next = index
            while next < high, entries[next].rank == entries[index].rank { next += 1 }
            items += entries[index..<next].map(\.item).shuffled(using: &generator)
            index = next
        }
        return Array(items[(start - low)..<(end - low)])
    }
}

private struct SortKey: Comparable {
    var number: Double = 0
    var text = ""

    static func < (left: Self, right: Self) -> Bool {
        left.number != right.number ? left.number < right.number : left.text < right.text
    }
}
