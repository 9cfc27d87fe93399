/// Walks through JSON text once, from left to right. Declines whatever isn't plain (see `PageReader`).
///
/// Valid only as long as the bytes it was given. No byte is read before its place was compared with their number.
struct JSONScanner {
    typealias Declined = PageReader.Declined

    /// Deeper nesting is left to `JSONDecoder`, which has a limit of its own.
    private static let deepest = 32

    let buffer: UnsafeBufferPointer<UInt8>
    let bytes: UnsafePointer<UInt8>
    var position = 0
    private var depth = 0
    /// Objects that nobody asks for, such as the rights of an entry, are much the same over and over.
    private var skipped = ValuesMet<Void>()

    /// - Returns: nil for no bytes at all.
    init?(_ buffer: UnsafeBufferPointer<UInt8>) {
        guard let base = buffer.baseAddress else { return nil }
        self.buffer = buffer
        bytes = base
    }

    /// Where one is in an object or an array.
    struct Cursor {
        fileprivate var isFirst = true
        /// A bit for each member that was met.
        fileprivate var seen: UInt32 = 0
    }

    /// Goes to the next member of an object that is wanted and isn't null, and stands before its value, which has to be read
    /// next. Other members are skipped: null counts as not sent. A wanted member that comes twice is declined.
    ///
    /// - Parameters:
    ///   - names: those of the members.
    ///   - cursor: a new one at the opening bracket.
    /// - Returns: nil behind the closing bracket.
    @inline(__always)
    mutating func member<Member: JSONMember>(
        of members: Member.Type, _ names: JSONNames, _ cursor: inout Cursor
    ) throws(Declined) -> Member? {
        while try goesOn("{", "}", &cursor) {
            let name = try plainText()
            try expect(":")
            skipSpace()
            if let number = names.number(of: self, name), let member = Member(rawValue: number) {
                guard cursor.seen & 1 << number == 0 else { throw Declined() }
                cursor.seen |= 1 << number
                if peek != UInt8(ascii: "n") { return member }
                try skipWord("null")
            } else {
                try skipValue()
            }
        }
        return nil
    }

    /// Goes to the next element of an array and stands before it.
    ///
    /// - Parameter cursor: a new one at the opening bracket.
    /// - Returns: false behind the closing bracket.
    @inline(__always)
    mutating func element(_ cursor: inout Cursor) throws(Declined) -> Bool {
        guard try goesOn("[", "]", &cursor) else { return false }
        skipSpace()
        return true
    }

    /// Nothing but blanks follows.
    mutating func end() throws(Declined) {
        skipSpace()
        guard position == count else { throw Declined() }
    }
}

extension JSONScanner {
    @inline(__always)
    var count: Int { buffer.count }

    @inline(__always)
    var peek: UInt8? { position < count ? bytes[position] : nil }

    @inline(__always)
    mutating func skipSpace() {
        while position < count, bytes[position] <= 0x20 {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    @inline(__always)
    mutating func expect(_ mark: Unicode.Scalar) throws(Declined) {
        skipSpace()
        guard peek == UInt8(ascii: mark) else { throw Declined() }
        position += 1
    }

    /// Whether another member or element follows; its comma, or the closing bracket, is behind then.
    @inline(__always)
    private mutating func goesOn(
        _ opening: Unicode.Scalar, _ closing: Unicode.Scalar, _ cursor: inout Cursor
    ) throws(Declined) -> Bool {
        if cursor.isFirst {
            try expect(opening)
            depth += 1
            guard depth < Self.deepest else { throw Declined() }
        }
        skipSpace()
        guard let byte = peek else { throw Declined() }
        if byte == UInt8(ascii: closing) {
            position += 1
            depth -= 1
            return false
        }
        if cursor.isFirst {
            cursor.isFirst = false
            return true
        }
        guard byte == UInt8(ascii: ",") else { throw Declined() }
        position += 1
        return true
    }

    /// Steps over a value of any kind, well-formed or declined.
    mutating func skipValue() throws(Declined) {
        switch peek {
        case UInt8(ascii: "\""): _ = try textRange()
        case UInt8(ascii: "{"):
            // Behind `{"Read":` and the like.
            let sample = 8
            if let known = skipped.value(of: buffer, at: position, sample: sample) {
                position = known.end
                return
            }
            let start = position
            var cursor = Cursor()
            while try goesOn("{", "}", &cursor) {
                _ = try plainText()
                try expect(":")
                skipSpace()
                try skipValue()
            }
            skipped.remember((), of: buffer, in: start..<position, sample: sample)
        case UInt8(ascii: "["):
            var cursor = Cursor()
            while try element(&cursor) { try skipValue() }
        case UInt8(ascii: "t"): try skipWord("true")
        case UInt8(ascii: "f"): try skipWord("false")
        case UInt8(ascii: "n"): try skipWord("null")
        default: try skipNumber()
        }
    }

    private mutating func skipWord(_ word: StaticString) throws(Declined) {
        let length = word.utf8CodeUnitCount
        guard count - position >= length else { throw Declined() }
        for offset in 0..<length where bytes[position + offset] != word.utf8Start[offset] { throw Declined() }
        position += length
    }
}
