import FoundationEssentials
import Platform
package import Retention

extension TrashedItem {
    /// Changes with everything that the portal reports about the item: 32 hex digits.
    package var fingerprint: String {
        String(unsafeUninitializedCapacity: HashDigits.count) { text in
            HashDigits.write(fingerprintHash, to: text)
            return HashDigits.count
        }
    }

    /// Writes the fingerprint.
    package func appendFingerprint(to text: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: HashDigits.count) { digits in
            HashDigits.write(fingerprintHash, to: digits)
            text.append(contentsOf: digits)
        }
    }

    private var fingerprintHash: UInt128 {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: FingerprintText.maxLength(self)) { memory in
            var text = FingerprintText(memory)
            text.add(key)
            text.add(title)
            text.add(number: bytes)
            text.add(trashedAt)
            text.add(created)
            text.add(createdBy)
            text.add(trashedBy)
            text.add(originFolder)
            text.add(originRoom)
            text.add(fileExtension)
            text.add(type?.rawValue)
            text.add(number: childCount.map(Int64.init))
            return SHA256Hasher.shortHash(text.written)
        }
    }
}

/// Lower-case hex digits of a short hash.
private enum HashDigits {
    static let count = 32

    static func write(_ hash: UInt128, to text: UnsafeMutableBufferPointer<UInt8>) {
        for (half, start) in [(UInt64(truncatingIfNeeded: hash >> 64), 0), (UInt64(truncatingIfNeeded: hash), 16)] {
            for index in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: half &>> UInt64(60 &- 4 &* index)) & 15
                text.initializeElement(at: start &+ index, to: digit < 10 ? 0x30 &+ digit : 0x57 &+ digit)
            }
        }
    }
}

/// Attributes in sequence, each with its length, so that no two lists of attributes read the same; a missing one differs from
/// any present one.
///
/// In memory of a fixed size and without strings for its numbers, because a plan has a fingerprint for each item.
private struct FingerprintText {
    private let memory: UnsafeMutableBufferPointer<UInt8>
    private var count = 0

    /// - Parameter memory: with room for `maxLength`.
    init(_ memory: UnsafeMutableBufferPointer<UInt8>) { self.memory = memory }

    /// No item's text is longer.
    static func maxLength(_ item: TrashedItem) -> Int {
        let people = length(item.createdBy) + length(item.trashedBy)
        let folders = length(item.originFolder?.title) + length(item.originRoom?.title)
        // A number has up to 20 digits. Its length, a colon and itself are 23 bytes; there are 16 attributes.
        return length(item.title) + people + folders + length(item.fileExtension) + 16 * 23 + 32
    }

    private static func length(_ person: Person?) -> Int { length(person?.id) + length(person?.displayName) }

    private static func length(_ text: String?) -> Int { text?.utf8.count ?? 0 }

    var written: UnsafeRawBufferPointer { UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: memory[..<count])) }

    mutating func add(_ key: ItemKey) {
        let kind = key.kind.rawValue
        let id = Int64(key.id)
        let length = Self.length(of: id)
        beginAttribute(kind.utf8.count + 1 + length)
        append(kind)
        append(UInt8(ascii: ":"))
        append(id, length: length)
    }

    mutating func add(_ attribute: String?) {
        guard let attribute else { return addMissing() }
        beginAttribute(attribute.utf8.count)
        append(attribute)
    }

    mutating func add(number: Int64?) {
        guard let number else { return addMissing() }
        let length = Self.length(of: number)
        beginAttribute(length)
        append(number, length: length)
    }

    mutating func add(_ date: Date?) {
        add(number: date.map { Int64(($0.timeIntervalSince1970 * 1000).rounded()) })
    }

    mutating func add(_ person: Person?) {
        add(person?.id)
        add(person?.displayName)
    }

    mutating func add(_ folder: FolderReference?) {
        add(number: folder?.id.map(Int64.init))
        add(folder?.title)
    }

    private mutating func addMissing() {
        append(UInt8(ascii: "-"))
        append(UInt8(ascii: ":"))
    }

    private mutating func beginAttribute(_ length: Int) {
        if length < 10 {
            append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: length))
        } else {
            append(Int64(length), length: Self.length(of: Int64(length)))
        }
        append(UInt8(ascii: ":"))
    }

    @inline(__always)
    private mutating func append(_ byte: UInt8) {
        precondition(count < memory.count)
        memory.initializeElement(at: count, to: byte)
        count &+= 1
    }

    private mutating func append(_ text: String) {
        let isDone: Void? = text.utf8.withContiguousStorageIfAvailable { bytes in
            precondition(bytes.count <= memory.count &- count)
            guard let start = bytes.baseAddress else { return }
            (memory.baseAddress! + count).initialize(from: start, count: bytes.count)
            count &+= bytes.count
        }
        if isDone == nil { for byte in text.utf8 { append(byte) } }
    }

    /// Decimal digits, after "-" if it is negative.
    ///
    /// - Parameter length: as `length(of:)` says.
    private mutating func append(_ number: Int64, length: Int) {
        let end = count &+ length
        precondition(end <= memory.count)
        if number < 0 { append(UInt8(ascii: "-")) }
        var (rest, index) = (number.magnitude, end)
        while index > count {
            index &-= 1
            memory.initializeElement(at: index, to: UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        }
        count = end
    }

    /// The number of bytes of its text.
    private static func length(of number: Int64) -> Int {
        var (length, limit) = (number < 0 ? 2 : 1, 10 as UInt64)
        let magnitude = number.magnitude
        // No number of this type has more than 19 digits.
        while limit <= 1_000_000_000_000_000_000, magnitude >= limit {
            length &+= 1
            limit &*= 10
        }
        return length
    }
}
