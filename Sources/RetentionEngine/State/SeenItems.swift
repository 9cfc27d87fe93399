package import Retention

/// The items of an account's last listing, to tell what is new in the next: 8 bytes each.
package struct SeenItems: Equatable, Sendable {
    /// Ascending, each once.
    private let keys: [UInt64]

    package init(_ items: ItemList) {
        keys = Self.sorted(items.indices.map { Self.number(items.key(at: $0)) })
    }

    /// How many items of a later listing were not in this one.
    package func newItems(in later: SeenItems) -> Int {
        var place = 0
        return later.keys.reduce(0) { count, key in
            while place < keys.count, keys[place] < key { place += 1 }
            return place < keys.count && keys[place] == key ? count : count + 1
        }
    }

    private static let magic = Array("RTDSEEN1".utf8)

    /// Sorted, so that the same items give the same bytes.
    package var bytes: [UInt8] {
        var bytes = Self.magic
        bytes.reserveCapacity(bytes.count + keys.count * 8)
        for key in keys { withUnsafeBytes(of: key.littleEndian) { bytes.append(contentsOf: $0) } }
        return bytes
    }

    /// - Returns: nil for anything but what `bytes` gives.
    package init?(bytes: [UInt8]) {
        guard bytes.starts(with: Self.magic), (bytes.count - Self.magic.count) % 8 == 0 else { return nil }
        keys = Self.sorted(
            stride(from: Self.magic.count, to: bytes.count, by: 8).map { start in
                bytes[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
            })
        // Out of order, or twice the same: somebody else wrote it.
        guard self.bytes == bytes else { return nil }
    }

    private static func sorted(_ numbers: [UInt64]) -> [UInt64] {
        var numbers = numbers
        numbers.sort()
        var last: UInt64?
        numbers.removeAll { number in
            defer { last = number }
            return number == last
        }
        return numbers
    }

    private static func number(_ key: ItemKey) -> UInt64 {
        UInt64(key.id) << 1 | (key.kind == .file ? 0 : 1)
    }
}
