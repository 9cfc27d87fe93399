/// Where a listing puts the entries it meets: each once, in the order first met, as last seen.
package protocol EntryStore: Sendable {
    init()

    var count: Int { get }

    func key(at index: Int) -> EntryKey

    mutating func append(_ key: EntryKey, _ entry: Entry)

    /// - Parameter key: the one that is there already.
    mutating func replace(at index: Int, _ key: EntryKey, by entry: Entry)

    mutating func removeAll(where isUnwanted: (EntryKey) -> Bool)
}

/// Entries as they are.
package struct EntryArray: EntryStore {
    package private(set) var entries: [(key: EntryKey, entry: Entry)] = []

    package init() {}

    package var count: Int { entries.count }

    package func key(at index: Int) -> EntryKey { entries[index].key }

    package mutating func append(_ key: EntryKey, _ entry: Entry) { entries.append((key, entry)) }

    package mutating func replace(at index: Int, _ key: EntryKey, by entry: Entry) { entries[index] = (key, entry) }

    package mutating func removeAll(where isUnwanted: (EntryKey) -> Bool) {
        entries.removeAll { isUnwanted($0.key) }
    }
}

/// The places of keys that are held elsewhere: a hash table of four to eight bytes a key.
struct KeyPlaces: Sendable {
    /// Place + 1; 0 is free. A power of two long.
    private var slots = [UInt32](repeating: 0, count: 256)
    private var count = 0
    /// A portal can't choose ids that all want one slot.
    private let salt = UInt64.random(in: .min ... .max)

    /// The place of a key, or nil after having given it the next one, which is the number of keys so far.
    ///
    /// - Parameter entries: hold the keys at the places that were given before.
    mutating func place(of key: EntryKey, in entries: some EntryStore) -> Int? {
        let slot = slot(of: key) { entries.key(at: $0) }
        if slots[slot] != 0 { return Int(slots[slot]) - 1 }
        count += 1
        slots[slot] = UInt32(count)
        let latest = count - 1
        if count * 4 > slots.count * 3 { grow { $0 < latest ? entries.key(at: $0) : key } }
        return nil
    }

    private func slot(of key: EntryKey, _ keyAt: (Int) -> EntryKey) -> Int {
        let mixed = (UInt64(bitPattern: Int64(key.id)) ^ salt) &* 0x9E37_79B9_7F4A_7C15
        // The upper bits depend on all of the number. File and folder of one number are neighbours.
        var slot = (Int(mixed >> 32) + (key.kind == .file ? 0 : 1)) & (slots.count - 1)
        while slots[slot] != 0, keyAt(Int(slots[slot]) - 1) != key { slot = (slot + 1) & (slots.count - 1) }
        return slot
    }

    private mutating func grow(_ keyAt: (Int) -> EntryKey) {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for place in 0..<count { slots[slot(of: keyAt(place), keyAt)] = UInt32(place + 1) }
    }
}
