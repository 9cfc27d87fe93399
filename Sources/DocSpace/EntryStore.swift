/// Where a listing stores its entries: each once, in the order first met, as last seen.
package protocol EntryStore: Sendable {
    init()

    var count: Int { get }

    func key(at index: Int) -> EntryKey

    mutating func append(_ key: EntryKey, _ entry: Entry)

    /// - Parameter key: the one that is stored there already.
    mutating func replace(at index: Int, _ key: EntryKey, by entry: Entry)

    mutating func removeAll(where isUnwanted: (EntryKey) -> Bool)
}

/// Entries without compression.
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

/// The indices of keys that are stored elsewhere: a hash table of four to eight bytes a key.
struct KeyIndex: Sendable {
    /// The largest number of keys; a listing has fewer.
    static let maxKeys = 1 << indexBits - 1
    private static let indexBits: UInt32 = 21
    private static let indexMask: UInt32 = 1 << indexBits - 1

    /// Index + 1 in the lower bits, and a part of the key's hash in the others: a key that differs in it is another, and is
    /// not compared with the stored one. 0 is free. The length is a power of two.
    private var slots = [UInt32](repeating: 0, count: 256)
    private var count = 0
    /// Keeps a portal from choosing ids that all hash to one slot.
    private let salt = UInt64.random(in: .min ... .max)

    /// The index of a key. For a new key it is nil, and the key gets the next index, which is the number of keys so far.
    ///
    /// - Parameter entries: hold the keys at the indices given before.
    mutating func insert(_ key: EntryKey, in entries: some EntryStore) -> Int? {
        let hash = hash(of: key)
        var slot = slot(hash)
        while slots[slot] != 0 {
            if slots[slot] & ~Self.indexMask == Self.tag(hash), case let index = Self.index(slots[slot]),
                entries.key(at: index) == key
            {
                return index
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        precondition(count < Self.maxKeys, "a listing has no more entries")
        count += 1
        slots[slot] = Self.tag(hash) | UInt32(count)
        let latest = count - 1
        if count * 4 > slots.count * 3 { grow { $0 < latest ? entries.key(at: $0) : key } }
        return nil
    }

    private static func index(_ slot: UInt32) -> Int { Int(slot & indexMask) - 1 }

    private func hash(of key: EntryKey) -> UInt64 {
        var mixed = (UInt64(bitPattern: Int64(key.id)) ^ salt) &* 0x9E37_79B9_7F4A_7C15
        // Until here the lower bits depend on lower bits alone.
        mixed = (mixed ^ mixed >> 32) &* 0xD6E8_FEB8_6659_FD93
        // File and folder of one number are neighbours, with different tags.
        return key.kind == .file ? mixed : (mixed ^ 1 << 31) &+ 1 << 32
    }

    private func slot(_ hash: UInt64) -> Int { Int(hash >> 32) & (slots.count - 1) }

    /// The bits that don't choose the slot.
    private static func tag(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash) & ~indexMask }

    /// All keys are different: none has to be compared.
    private mutating func grow(_ keyAt: (Int) -> EntryKey) {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for index in 0..<count {
            let hash = hash(of: keyAt(index))
            var slot = slot(hash)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Self.tag(hash) | UInt32(index + 1)
        }
    }
}
