package import Retention

/// The items of an account's last listing, to tell what is new in the next: 8 bytes each.
package struct SeenItems: Equatable, Sendable {
    private let keys: Set<UInt64>

    package init(_ items: [TrashedItem]) {
        keys = Set(items.map { Self.number($0.key) })
    }

    /// How many of the items were not in the last listing.
    package func newItems(in items: [TrashedItem]) -> Int {
        items.reduce(0) { keys.contains(Self.number($1.key)) ? $0 : $0 + 1 }
    }

    private static let magic = Array("RTDSEEN1".utf8)

    /// Sorted, so that the same items give the same bytes.
    package var bytes: [UInt8] {
        keys.sorted().reduce(into: Self.magic) { bytes, key in
            withUnsafeBytes(of: key.littleEndian) { bytes.append(contentsOf: $0) }
        }
    }

    /// - Returns: nil for anything but what `bytes` gives.
    package init?(bytes: [UInt8]) {
        guard bytes.starts(with: Self.magic), (bytes.count - Self.magic.count) % 8 == 0 else { return nil }
        keys = Set(
            stride(from: Self.magic.count, to: bytes.count, by: 8).map { start in
                bytes[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
            })
        // Out of order, or twice the same: somebody else wrote it.
        guard self.bytes == bytes else { return nil }
    }

    private static func number(_ key: ItemKey) -> UInt64 {
        UInt64(key.id) << 1 | (key.kind == .file ? 0 : 1)
    }
}
