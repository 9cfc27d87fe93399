/// The members of an object that are read; the raw values count from 0 to at most 31, and the names are those of the wire.
///
/// They are coding keys, because these have their names without reflection, which is slow.
protocol JSONMember: CaseIterable, CodingKey, RawRepresentable<Int> {
    static var names: JSONNames { get }
}

/// Finds the number of a member by its name.
struct JSONNames: @unchecked Sendable {
    private static let longest = 24

    /// Up to 24 bytes, padded with zeros.
    private typealias Words = (UInt64, UInt64, UInt64)

    private struct Name: Sendable {
        let length: Int
        let words: Words
        let number: UInt8
    }

    /// By length. Never freed, because the names of a type are made once; so threads that read pages side by side count no
    /// references.
    private let names: UnsafePointer<Name>
    /// Where the names of each length begin, with one length more than exists.
    private let starts: UnsafePointer<Int>

    init<Member: JSONMember>(_ members: Member.Type) {
        let sorted = Member.allCases.map { member in
            let name = Array(member.stringValue.utf8)
            precondition(name.count <= Self.longest, "a name is too long")
            return name.withUnsafeBufferPointer {
                let (bytes, length) = ($0.baseAddress!, name.count)
                let words = (
                    Self.word(bytes, length, from: 0), Self.word(bytes, length, from: 8),
                    Self.word(bytes, length, from: 16)
                )
                return Name(length: length, words: words, number: UInt8(member.rawValue))
            }
        }.sorted { $0.length < $1.length }
        names = Self.kept(sorted)
        starts = Self.kept(
            (0...Self.longest + 1).map { length in sorted.firstIndex { $0.length >= length } ?? sorted.count })
    }

    private static func kept<Value>(_ values: [Value]) -> UnsafePointer<Value> {
        let room = UnsafeMutablePointer<Value>.allocate(capacity: values.count)
        room.initialize(from: values, count: values.count)
        return UnsafePointer(room)
    }

    /// - Parameter range: of the name, within the bounds of the text.
    @inline(__always)
    func number(of scanner: JSONScanner, _ range: Range<Int>) -> UInt8? {
        let length = range.count
        guard length <= Self.longest, starts[length] < starts[length + 1] else { return nil }
        let bytes = scanner.bytes + range.lowerBound
        let first = Self.word(bytes, length, from: 0)
        for index in starts[length]..<starts[length + 1] where names[index].words.0 == first {
            let words = names[index].words
            if length > 8, words.1 != Self.word(bytes, length, from: 8) { continue }
            if length > 16, words.2 != Self.word(bytes, length, from: 16) { continue }
            return names[index].number
        }
        return nil
    }

    /// Eight bytes of a name, or the remaining ones, followed by zeros.
    @inline(__always)
    private static func word(_ bytes: UnsafePointer<UInt8>, _ length: Int, from start: Int) -> UInt64 {
        let raw = UnsafeRawPointer(bytes)
        func load(_ start: Int) -> UInt64 {
            UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: start, as: UInt64.self))
        }
        if start + 8 <= length { return load(start) }
        // The end of longer names, without the bytes before it.
        if length >= 8 { return start < length ? load(length - 8) >> UInt64((start + 8 - length) * 8) : 0 }
        var word: UInt64 = 0
        for index in 0..<length { word |= UInt64(bytes[index]) << UInt64(index * 8) }
        return word
    }
}
