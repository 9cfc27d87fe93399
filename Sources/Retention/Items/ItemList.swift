/// Items, packed: the title and some forty bytes each instead of several hundred, so that a small service can hold a
/// trash of a million.
///
/// Reading an item builds it again. Names of people, folders and extensions are stored once, because they repeat.
package struct ItemList: Sendable {
    private var blocks: [ItemBlock] = []
    private var values = SharedItemValues()
    package private(set) var count = 0

    package init() {}

    package init(_ items: some Sequence<TrashedItem>) {
        for item in items { append(item) }
    }

    package mutating func append(_ item: TrashedItem) {
        if count % ItemBlock.capacity == 0 { blocks.append(ItemBlock()) }
        blocks[blocks.count - 1].append(item, &values)
        count += 1
    }

    /// The identity of an item, without building the rest of it.
    package func key(at index: Int) -> ItemKey {
        blocks[index / ItemBlock.capacity].key(at: index % ItemBlock.capacity)
    }

    /// An item, with only the requested people and folders: the others are nil.
    func item(at index: Int, with parts: ItemParts) -> TrashedItem {
        precondition(index >= 0 && index < count, "there is no such item")
        return blocks[index / ItemBlock.capacity].item(at: index % ItemBlock.capacity, with: parts, values)
    }

    /// The number that limits count for it: a folder counts with its contents.
    package var weight: Int {
        indices.reduce(0) { $0 + (key(at: $1).kind == .folder ? self[$1].weight : 1) }
    }

    /// Keeps the order of the other items.
    package mutating func removeAll(where isUnwanted: (ItemKey) -> Bool) {
        guard indices.contains(where: { isUnwanted(key(at: $0)) }) else { return }
        var kept = ItemList()
        for index in indices where !isUnwanted(key(at: index)) { kept.append(self[index]) }
        self = kept
    }
}

extension ItemList: RandomAccessCollection, MutableCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { count }

    package subscript(index: Int) -> TrashedItem {
        get {
            item(at: index, with: .all)
        }
        set {
            precondition(index >= 0 && index < count, "there is no such item")
            blocks[index / ItemBlock.capacity].replace(at: index % ItemBlock.capacity, by: newValue, &values)
        }
    }
}

extension ItemList: ExpressibleByArrayLiteral {
    package init(arrayLiteral items: TrashedItem...) {
        self.init(items)
    }
}

/// Parts of an item that cost time to build, and that most policies don't use.
struct ItemParts: OptionSet, Sendable {
    let rawValue: UInt8

    /// The creator, and the person who trashed it.
    static let people = ItemParts(rawValue: 1 << 0)
    /// The folder and the room that it came from.
    static let folders = ItemParts(rawValue: 1 << 1)
    static let all: ItemParts = [.people, .folders]
}

/// Values that many items share, each stored once.
struct SharedItemValues: Sendable {
    var people = ValueTable<Person>()
    var folders = ValueTable<FolderReference>()
    var extensions = ValueTable<String>()
    var accounts = ValueTable<String>()
}

/// Values by their number.
struct ValueTable<Value: Repeating>: Sendable {
    private var values: [Value] = []
    private var numbers: [Value: Int] = [:]
    /// Numbers that were requested lately, by the samples of their values. A guess that must be compared.
    private var lately = [UInt32](repeating: 0, count: 256)

    subscript(number: Int) -> Value { values[number] }

    /// The number of a value, which never changes.
    mutating func number(of value: Value) -> Int {
        let slot = Int(truncatingIfNeeded: (UInt64(truncatingIfNeeded: value.sample) &* 0x9E37_79B9_7F4A_7C15) >> 56)
        let guess = Int(lately[slot])
        if guess < values.count, values[guess] == value { return guess }
        let number = knownOrNew(value)
        lately[slot] = UInt32(number)
        return number
    }

    private mutating func knownOrNew(_ value: Value) -> Int {
        if let known = numbers[value] { return known }
        numbers[value] = values.count
        values.append(value)
        return values.count - 1
    }
}

/// A value that many items share.
protocol Repeating: Hashable, Sendable {
    /// A part that is quickly computed and often differs.
    var sample: Int { get }
}

extension Person: Repeating {
    var sample: Int { (id ?? displayName)?.sample ?? 0 }
}

extension FolderReference: Repeating {
    var sample: Int { id ?? title?.sample ?? 0 }
}

extension String: Repeating {
    /// Its first eight bytes.
    var sample: Int {
        utf8.withContiguousStorageIfAvailable { bytes in
            bytes.prefix(8).reduce(bytes.count) { $0 << 8 ^ Int($1) }
        } ?? 0
    }
}
