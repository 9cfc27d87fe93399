/// Scans JSON text once, from left to right. Declines everything unusual (see `PageReader`).
///
/// Valid only as long as the bytes it was given. Every index is checked against their number before a byte is read.
struct JSONScanner {
    typealias DeclinedError = PageReader.DeclinedError

    /// Deeper nesting is left to `JSONDecoder`, which has its own limit.
    private static let deepest = 32

    let buffer: UnsafeBufferPointer<UInt8>
    let bytes: UnsafePointer<UInt8>
    var position = 0
    private var depth = 0
    /// Objects that are not read, such as the rights of an entry, mostly repeat.
    private var skipped = ParsedValueCache<Void>()

    /// - Returns: nil for no bytes at all.
    init?(_ buffer: UnsafeBufferPointer<UInt8>) {
        guard let base = buffer.baseAddress else { return nil }
        self.buffer = buffer
        bytes = base
    }

    /// The position in an object or an array.
    struct Cursor {
        fileprivate var isFirst = true
        /// The number of members before.
        fileprivate var index = 0
        /// A bit for each member that was cache.
        fileprivate var seen: UInt32 = 0
    }

    /// Goes to the next member of an object that is read and isn't null, and stops before its value, which must be read next.
    /// Other members are skipped: null counts as not sent. A duplicate of a member that is read is declined.
    ///
    /// - Parameters:
    ///   - names: those of the members.
    ///   - cache: the members of earlier objects of the kind.
    ///   - cursor: a new one at the opening bracket.
    /// - Returns: nil after the closing bracket.
    @inline(__always)
    mutating func member<Member: JSONMember>(
        of members: Member.Type, _ names: JSONNames, _ cache: inout ParsedMemberCache, _ cursor: inout Cursor
    ) throws(DeclinedError) -> Member? {
        while let number = try number(names, &cache, &cursor) {
            guard cursor.seen & 1 << number == 0 else { throw DeclinedError() }
            cursor.seen |= 1 << number
            if peek == UInt8(ascii: "n") {
                try skipLiteral("null")
            } else if let member = Member(rawValue: Int(number)) {
                return member
            }
        }
        return nil
    }

    /// Goes to the next member with one of the names, skips others, and stops before its value.
    @inline(__always)
    private mutating func number(
        _ names: JSONNames, _ cache: inout ParsedMemberCache, _ cursor: inout Cursor
    ) throws(DeclinedError) -> UInt8? {
        while true {
            let (start, index) = (position, cursor.index)
            cursor.index = index &+ 1
            switch cache.member(index, of: buffer, at: start) {
            case .same(let end):
                position = end
                continue
            case .sameName(let length, let number):
                position = start &+ length
                if let number { return number }
                try skipValue()
                cache.remember(index, of: buffer, at: start, nameLength: length, skippedTo: position)
                continue
            case .other: break
            }
            guard try goesOn("{", "}", &cursor) else { return nil }
            let name = try plainText()
            try expect(":")
            skipSpace()
            let nameLength = position - start
            if let number = names.number(of: self, name) {
                cache.remember(index, at: start, nameLength: nameLength, number: number)
                return number
            }
            try skipValue()
            cache.remember(index, of: buffer, at: start, nameLength: nameLength, skippedTo: position)
        }
    }

    /// Goes to the next element of an array and stops before it.
    ///
    /// - Parameter cursor: a new one at the opening bracket.
    /// - Returns: false after the closing bracket.
    @inline(__always)
    mutating func element(_ cursor: inout Cursor) throws(DeclinedError) -> Bool {
        guard try goesOn("[", "]", &cursor) else { return false }
        skipSpace()
        return true
    }

    /// Checks that only blanks follow.
    mutating func end() throws(DeclinedError) {
        skipSpace()
        guard position == count else { throw DeclinedError() }
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
    mutating func expect(_ mark: Unicode.Scalar) throws(DeclinedError) {
        skipSpace()
        guard peek == UInt8(ascii: mark) else { throw DeclinedError() }
        position += 1
    }

    /// Whether another member or element follows; its comma, or the closing bracket, has then been read.
    @inline(__always)
    private mutating func goesOn(
        _ opening: Unicode.Scalar, _ closing: Unicode.Scalar, _ cursor: inout Cursor
    ) throws(DeclinedError) -> Bool {
        if cursor.isFirst {
            try expect(opening)
            depth += 1
            guard depth < Self.deepest else { throw DeclinedError() }
        }
        skipSpace()
        guard let byte = peek else { throw DeclinedError() }
        if byte == UInt8(ascii: closing) {
            position += 1
            depth -= 1
            return false
        }
        if cursor.isFirst {
            cursor.isFirst = false
            return true
        }
        guard byte == UInt8(ascii: ",") else { throw DeclinedError() }
        position += 1
        return true
    }

    /// Skips a value of any kind, well-formed or declined.
    mutating func skipValue() throws(DeclinedError) {
        switch peek {
        case UInt8(ascii: "\""): _ = try textRange()
        case UInt8(ascii: "{"):
            // After a beginning such as `{"Read":`.
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
        case UInt8(ascii: "t"): try skipLiteral("true")
        case UInt8(ascii: "f"): try skipLiteral("false")
        case UInt8(ascii: "n"): try skipLiteral("null")
        default: try skipNumber()
        }
    }

    private mutating func skipLiteral(_ literal: StaticString) throws(DeclinedError) {
        let length = literal.utf8CodeUnitCount
        guard count - position >= length else { throw DeclinedError() }
        for offset in 0..<length where bytes[position + offset] != literal.utf8Start[offset] { throw DeclinedError() }
        position += length
    }
}
