import DocSpace
import Retention

/// A listing of the trash as packed items. Entries are dropped page by page.
struct PackedTrash: EntryStore {
    private(set) var items = ItemList()

    var count: Int { items.count }

    func key(at index: Int) -> EntryKey { EntryKey(items.key(at: index)) }

    mutating func append(_ key: EntryKey, _ entry: Entry) { items.append(TrashedItem(key, entry)) }

    mutating func replace(at index: Int, _ key: EntryKey, by entry: Entry) { items[index] = TrashedItem(key, entry) }

    mutating func removeAll(where isUnwanted: (EntryKey) -> Bool) {
        items.removeAll { isUnwanted(EntryKey($0)) }
    }
}
