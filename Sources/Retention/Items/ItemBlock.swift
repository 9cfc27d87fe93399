import FoundationEssentials

/// Up to 256 items in one array of bytes: small enough to be rewritten when one changes.
///
/// A record is: presence bits (2 bytes), then the id, the title with its length, and the parts that the bits announce.
/// Numbers are in base 128, dates as the bits of their `Double`, so that nothing is lost.
struct ItemBlock: Sendable {
    static let capacity = 256

    private var bytes: [UInt8] = []
    /// Where each record begins.
    private var starts: [UInt32] = []

    mutating func append(_ item: TrashedItem, _ values: inout SharedItemValues) {
        starts.append(UInt32(bytes.count))
        var writer = RecordWriter(bytes: bytes)
        bytes = []
        writer.write(item, &values)
        bytes = writer.bytes
        if starts.count == Self.capacity {
            // Without the spare capacity.
            bytes = bytes.withUnsafeBufferPointer { Array($0) }
            starts = starts.withUnsafeBufferPointer { Array($0) }
        }
    }

    func key(at index: Int) -> ItemKey {
        bytes.withUnsafeBufferPointer {
            var reader = RecordReader(bytes: $0, position: Int(starts[index]))
            return reader.key().key
        }
    }

    func item(at index: Int, with wanted: ItemParts, _ values: SharedItemValues) -> TrashedItem {
        bytes.withUnsafeBufferPointer {
            var reader = RecordReader(bytes: $0, position: Int(starts[index]))
            return reader.item(wanted, values)
        }
    }

    mutating func replace(at index: Int, by item: TrashedItem, _ values: inout SharedItemValues) {
        var writer = RecordWriter()
        writer.write(item, &values)
        let end = index + 1 < starts.count ? Int(starts[index + 1]) : bytes.count
        let range = Int(starts[index])..<end
        guard !bytes[range].elementsEqual(writer.bytes) else { return }
        bytes.replaceSubrange(range, with: writer.bytes)
        let growth = writer.bytes.count - range.count
        for later in starts.indices.dropFirst(index + 1) { starts[later] = UInt32(Int(starts[later]) + growth) }
    }
}

/// A record stores a type as its index in this list.
private let types = FileType.allCases

/// Which optional parts a record has.
private struct RecordParts: OptionSet {
    let rawValue: UInt16

    static let isFolder = RecordParts(rawValue: 1 << 0)
    static let bytes = RecordParts(rawValue: 1 << 1)
    static let trashedAt = RecordParts(rawValue: 1 << 2)
    static let created = RecordParts(rawValue: 1 << 3)
    static let createdBy = RecordParts(rawValue: 1 << 4)
    static let trashedBy = RecordParts(rawValue: 1 << 5)
    static let originFolder = RecordParts(rawValue: 1 << 6)
    static let originRoom = RecordParts(rawValue: 1 << 7)
    static let fileExtension = RecordParts(rawValue: 1 << 8)
    static let type = RecordParts(rawValue: 1 << 9)
    static let childCount = RecordParts(rawValue: 1 << 10)
    static let notInTrashBefore = RecordParts(rawValue: 1 << 11)
    static let isOriginInMyDocuments = RecordParts(rawValue: 1 << 12)
    static let isOriginElsewhere = RecordParts(rawValue: 1 << 13)

    static let account = RecordParts(rawValue: 1 << 14)

    /// Known locations are parts without bytes.
    static func location(_ location: OriginLocation) -> RecordParts {
        switch location {
        case .unknown: []
        case .myDocuments: .isOriginInMyDocuments
        case .elsewhere: .isOriginElsewhere
        }
    }

    var location: OriginLocation {
        contains(.isOriginInMyDocuments) ? .myDocuments : contains(.isOriginElsewhere) ? .elsewhere : .unknown
    }

    init(rawValue: UInt16) { self.rawValue = rawValue }
}

private struct RecordWriter {
    var bytes: [UInt8] = []

    mutating func write(_ item: TrashedItem, _ values: inout SharedItemValues) {
        let start = bytes.count
        var parts: RecordParts = item.key.kind == .folder ? .isFolder : []
        // Room for the parts, which are known at the end.
        bytes.append(0)
        bytes.append(0)
        write(Int64(item.key.id))
        write(Int64(item.title.utf8.count))
        bytes.append(contentsOf: item.title.utf8)
        write(item.bytes, as: .bytes, &parts)
        write(item.trashedAt, as: .trashedAt, &parts)
        write(item.created, as: .created, &parts)
        write(item.createdBy.map { Int64(values.people.number(of: $0)) }, as: .createdBy, &parts)
        write(item.trashedBy.map { Int64(values.people.number(of: $0)) }, as: .trashedBy, &parts)
        write(item.originFolder.map { Int64(values.folders.number(of: $0)) }, as: .originFolder, &parts)
        write(item.originRoom.map { Int64(values.folders.number(of: $0)) }, as: .originRoom, &parts)
        write(item.fileExtension.map { Int64(values.extensions.number(of: $0)) }, as: .fileExtension, &parts)
        if let value = item.type {
            parts.insert(.type)
            bytes.append(UInt8(types.firstIndex(of: value)!))
        }
        write(item.childCount.map(Int64.init), as: .childCount, &parts)
        write(item.notInTrashBefore, as: .notInTrashBefore, &parts)
        write(item.account.map { Int64(values.accounts.number(of: $0)) }, as: .account, &parts)
        parts.insert(.location(item.originLocation))
        bytes[start] = UInt8(truncatingIfNeeded: parts.rawValue)
        bytes[start + 1] = UInt8(truncatingIfNeeded: parts.rawValue >> 8)
    }

    private mutating func write(_ number: Int64?, as part: RecordParts, _ parts: inout RecordParts) {
        guard let number else { return }
        parts.insert(part)
        write(number)
    }

    private mutating func write(_ date: Date?, as part: RecordParts, _ parts: inout RecordParts) {
        guard let date else { return }
        parts.insert(part)
        write(date)
    }

    private mutating func write(_ date: Date) {
        let bits = date.timeIntervalSinceReferenceDate.bitPattern
        for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: bits >> shift)) }
    }

    /// The sign in the lowest bit, then seven bits a byte.
    private mutating func write(_ number: Int64) {
        var rest = UInt64(bitPattern: number << 1 ^ number >> 63)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

/// Valid only as long as the bytes it was given: those of a whole block, which are our own.
private struct RecordReader {
    let bytes: UnsafeBufferPointer<UInt8>
    var position: Int

    mutating func key() -> (key: ItemKey, parts: RecordParts) {
        let parts = RecordParts(rawValue: UInt16(bytes[position]) | UInt16(bytes[position + 1]) << 8)
        position += 2
        return (ItemKey(parts.contains(.isFolder) ? .folder : .file, Int(number())), parts)
    }

    mutating func item(_ wanted: ItemParts, _ values: SharedItemValues) -> TrashedItem {
        let (key, parts) = key()
        let title = text()
        // In the order of the record.
        let bytes = parts.contains(.bytes) ? number() : nil
        let trashedAt = parts.contains(.trashedAt) ? date() : nil
        let created = parts.contains(.created) ? date() : nil
        let people = (sharedNumber(.createdBy, of: parts), sharedNumber(.trashedBy, of: parts))
        let folders = (sharedNumber(.originFolder, of: parts), sharedNumber(.originRoom, of: parts))
        let fileExtension = parts.contains(.fileExtension) ? values.extensions[Int(number())] : nil
        let type = parts.contains(.type) ? types[Int(byte())] : nil
        let childCount = parts.contains(.childCount) ? Int(number()) : nil
        let notInTrashBefore = parts.contains(.notInTrashBefore) ? date() : nil
        let account = parts.contains(.account) ? values.accounts[Int(number())] : nil
        return TrashedItem(
            key: key, title: title, account: account, bytes: bytes, trashedAt: trashedAt,
            notInTrashBefore: notInTrashBefore, created: created,
            createdBy: wanted.contains(.people) ? people.0.map { values.people[$0] } : nil,
            trashedBy: wanted.contains(.people) ? people.1.map { values.people[$0] } : nil,
            originFolder: wanted.contains(.folders) ? folders.0.map { values.folders[$0] } : nil,
            originRoom: wanted.contains(.folders) ? folders.1.map { values.folders[$0] } : nil,
            originLocation: parts.location, fileExtension: fileExtension, type: type, childCount: childCount)
    }

    /// The number of a shared value, if the record has that part.
    private mutating func sharedNumber(_ part: RecordParts, of parts: RecordParts) -> Int? {
        parts.contains(part) ? Int(number()) : nil
    }

    private mutating func byte() -> UInt8 {
        defer { position += 1 }
        return bytes[position]
    }

    private mutating func text() -> String {
        let length = Int(number())
        defer { position += length }
        return String(decoding: UnsafeBufferPointer(rebasing: bytes[position..<position + length]), as: UTF8.self)
    }

    private mutating func date() -> Date {
        var bits: UInt64 = 0
        for index in (0..<8).reversed() { bits = bits << 8 | UInt64(bytes[position + index]) }
        position += 8
        return Date(timeIntervalSinceReferenceDate: Double(bitPattern: bits))
    }

    @inline(__always)
    private mutating func number() -> Int64 {
        let first = UInt64(byte())
        let value = first < 0x80 ? first : longNumber(first)
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    private mutating func longNumber(_ first: UInt64) -> UInt64 {
        var value = first & 0x7F
        var shift: UInt64 = 7
        while true {
            let byte = byte()
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
    }
}
