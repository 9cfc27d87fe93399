package import FoundationEssentials
package import Retention

/// The items that the listings of an account showed so far, to recognize new ones in the next, and the earliest moment at
/// which each can have been trashed: 12 bytes an item.
package struct SeenItems: Equatable, Sendable {
    /// Ascending, each once.
    private var keys: [UInt64] = []
    /// For each key, when the last complete listing without it was made: seconds since 1970 by the portal's clock, 0 if there
    /// was none.
    private var bounds: [UInt32] = []

    /// The items of a first listing: their age has no limit.
    package init(_ items: ItemList) {
        keys = Self.sortedKeys(items)
        bounds = Array(repeating: 0, count: keys.count)
    }

    private init() {}

    /// Adds a later listing.
    ///
    /// - Parameters:
    ///   - listedAt: when the last complete listing was made; nil if unknown.
    ///   - now: when this one was made. A later bound comes from a wrong clock, and is lowered to it.
    ///   - isConclusive: whether an item that it doesn't show has left the trash. Otherwise none is dropped.
    /// - Returns: the items known afterwards, and how many were new, a folder with its contents.
    package func adding(
        _ items: ItemList, listedAt: Date?, now: Date, isConclusive: Bool
    ) -> (seen: SeenItems, new: Int) {
        let listed = Self.sortedKeys(items)
        let latest = Self.seconds(now)
        let bound = min(listedAt.map(Self.seconds) ?? 0, latest)
        var seen = SeenItems()
        seen.keys.reserveCapacity(listed.count)
        seen.bounds.reserveCapacity(listed.count)
        var news: [UInt64] = []
        var index = 0
        func keepEarlier(below key: UInt64?) {
            while index < keys.count, key.map({ keys[index] < $0 }) ?? true {
                if !isConclusive { seen.append(keys[index], bounds[index]) }
                index += 1
            }
        }
        for key in listed {
            keepEarlier(below: key)
            if index < keys.count, keys[index] == key {
                seen.append(key, min(bounds[index], latest))
                index += 1
            } else {
                seen.append(key, bound)
                news.append(key)
            }
        }
        keepEarlier(below: nil)
        return (seen, Self.weight(of: news, in: items))
    }

    /// - Parameter keys: ascending.
    private static func weight(of keys: [UInt64], in items: ItemList) -> Int {
        // An odd number is a folder: only folders must be unpacked.
        guard keys.contains(where: { $0 & 1 == 1 }) else { return keys.count }
        let folders = Set(keys.filter { $0 & 1 == 1 })
        return items.indices.reduce(keys.count) { sum, index in
            folders.contains(number(items.key(at: index))) ? sum + items[index].weight - 1 : sum
        }
    }

    /// The earliest moment at which an item can have been trashed; nil if unknown.
    ///
    /// - Parameter listedAt: as for `adding`: an unknown item was trashed later than that.
    package func notInTrashBefore(_ key: ItemKey, listedAt: Date?) -> Date? {
        guard let index = index(of: Self.number(key)) else { return listedAt }
        return bounds[index] == 0 ? nil : Date(timeIntervalSince1970: TimeInterval(bounds[index]))
    }

    private func index(of key: UInt64) -> Int? {
        var (low, high) = (0, keys.count)
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low < keys.count && keys[low] == key ? low : nil
    }

    private mutating func append(_ key: UInt64, _ bound: UInt32) {
        keys.append(key)
        bounds.append(bound)
    }

    private static let magic = Array("RTDSEEN2".utf8)
    private static let entrySize = 12

    /// Sorted, so that equal items give equal bytes.
    package var bytes: [UInt8] {
        var bytes = Self.magic
        bytes.reserveCapacity(bytes.count + keys.count * Self.entrySize)
        for (key, bound) in zip(keys, bounds) {
            withUnsafeBytes(of: key.littleEndian) { bytes.append(contentsOf: $0) }
            withUnsafeBytes(of: bound.littleEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }

    /// - Returns: nil for anything but what `bytes` gives.
    package init?(bytes: [UInt8]) {
        guard bytes.starts(with: Self.magic), (bytes.count - Self.magic.count) % Self.entrySize == 0 else { return nil }
        for start in stride(from: Self.magic.count, to: bytes.count, by: Self.entrySize) {
            let key = bytes[start..<start + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            // Out of order, or a duplicate: another program wrote it.
            if let last = keys.last, last >= key { return nil }
            append(key, bytes[start + 8..<start + 12].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
        }
    }

    private static func sortedKeys(_ items: ItemList) -> [UInt64] {
        var numbers = items.indices.map { number(items.key(at: $0)) }
        numbers.sort()
        var last: UInt64?
        numbers.removeAll { number in
            defer { last = number }
            return number == last
        }
        return numbers
    }

    /// Whole seconds, rounded down; a date that can't be written becomes the nearest one that can.
    private static func seconds(_ date: Date) -> UInt32 {
        let seconds = date.timeIntervalSince1970
        return seconds > 0 ? UInt32(min(seconds, TimeInterval(UInt32.max))) : 0
    }

    private static func number(_ key: ItemKey) -> UInt64 {
        UInt64(key.id) << 1 | (key.kind == .file ? 0 : 1)
    }
}
