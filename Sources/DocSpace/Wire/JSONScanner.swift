/// Walks through JSON text once, from left to right. Declines whatever isn't plain (see `PageReader`).
struct JSONScanner {
    typealias Declined = PageReader.Declined

    /// Deeper nesting is left to `JSONDecoder`, which has a limit of its own.
    private static let deepest = 32

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Walks through an object. `take` reads the value of each member that is asked for; the others are skipped. Null counts as
    /// not sent. A member asked for that comes twice is declined.
    mutating func object<Member: JSONMember>(
        _ members: Member.Type, _ take: (Member, inout JSONScanner) throws(Declined) -> Void
    ) throws(Declined) {
        let names = Member.names
        try enter(UInt8(ascii: "{"))
        if try leaves(UInt8(ascii: "}")) { return }
        var seen: UInt32 = 0
        repeat {
            let name = try plainText()
            try expect(UInt8(ascii: ":"))
            skipSpace()
            if let number = names.number(of: bytes, name), let member = Member(rawValue: number) {
                guard seen & 1 << number == 0 else { throw Declined() }
                seen |= 1 << number
                if try !skipsNull() { try take(member, &self) }
            } else {
                try skipValue()
            }
        } while try goesOn(UInt8(ascii: "}"))
    }

    mutating func array(_ take: (inout JSONScanner) throws(Declined) -> Void) throws(Declined) {
        try enter(UInt8(ascii: "["))
        if try leaves(UInt8(ascii: "]")) { return }
        repeat {
            skipSpace()
            try take(&self)
        } while try goesOn(UInt8(ascii: "]"))
    }

    /// A whole number of at most 18 digits, without fraction and exponent.
    mutating func integer() throws(Declined) -> Int? {
        let isNegative = peek == UInt8(ascii: "-")
        if isNegative { position += 1 }
        let start = position
        var value = 0
        while let byte = peek, (0x30...0x39).contains(byte) {
            guard position - start < 18 else { throw Declined() }
            value = value * 10 + Int(byte - 0x30)
            position += 1
        }
        let isPadded = position - start > 1 && bytes[start] == 0x30
        guard position > start, !isPadded, !(isNegative && value == 0), !isInsideNumber else { throw Declined() }
        return isNegative ? -value : value
    }

    mutating func text() throws(Declined) -> String? {
        let range = try textRange()
        guard !range.hasEscapes else { return try unescaped(range.bounds) }
        guard let text = String(validating: bytes[range.bounds], as: UTF8.self) else { throw Declined() }
        return text
    }

    /// The bytes of a text without escapes, for dates.
    mutating func plainBytes() throws(Declined) -> ArraySlice<UInt8> {
        bytes[try plainText()]
    }

    /// Nothing but blanks follows.
    mutating func end() throws(Declined) {
        skipSpace()
        guard position == bytes.count else { throw Declined() }
    }
}

extension JSONScanner {
    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private var isInsideNumber: Bool {
        guard let byte = peek else { return false }
        return byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e") || (0x30...0x39).contains(byte)
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func expect(_ byte: UInt8) throws(Declined) {
        skipSpace()
        guard peek == byte else { throw Declined() }
        position += 1
    }

    private mutating func enter(_ bracket: UInt8) throws(Declined) {
        try expect(bracket)
        depth += 1
        guard depth < Self.deepest else { throw Declined() }
    }

    /// Whether the bracket closes here at once, as in `{}`.
    private mutating func leaves(_ bracket: UInt8) throws(Declined) -> Bool {
        skipSpace()
        guard peek == bracket else { return false }
        position += 1
        depth -= 1
        return true
    }

    /// Whether another element follows.
    private mutating func goesOn(_ bracket: UInt8) throws(Declined) -> Bool {
        skipSpace()
        if peek == UInt8(ascii: ",") {
            position += 1
            return true
        }
        guard try leaves(bracket) else { throw Declined() }
        return false
    }

    private mutating func skipsNull() throws(Declined) -> Bool {
        guard peek == UInt8(ascii: "n") else { return false }
        try skipWord("null")
        return true
    }

    private mutating func skipWord(_ word: StaticString) throws(Declined) {
        let count = word.utf8CodeUnitCount
        guard bytes.count - position >= count,
            word.withUTF8Buffer({ bytes[position..<position + count].elementsEqual($0) })
        else { throw Declined() }
        position += count
    }

    private mutating func skipValue() throws(Declined) {
        switch peek {
        case UInt8(ascii: "\""): _ = try textRange()
        case UInt8(ascii: "{"):
            try object(NoMember.self) { (_, _) throws(Declined) in }
        case UInt8(ascii: "["):
            try array { (scanner) throws(Declined) in try scanner.skipValue() }
        case UInt8(ascii: "t"): try skipWord("true")
        case UInt8(ascii: "f"): try skipWord("false")
        case UInt8(ascii: "n"): try skipWord("null")
        default: try skipNumber()
        }
    }

    private mutating func skipNumber() throws(Declined) {
        if peek == UInt8(ascii: "-") { position += 1 }
        if peek == UInt8(ascii: "0") { position += 1 } else { try skipDigits() }
        if peek == UInt8(ascii: ".") {
            position += 1
            try skipDigits()
        }
        if let byte = peek, byte | 0x20 == UInt8(ascii: "e") {
            position += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
            try skipDigits()
        }
        guard !isInsideNumber else { throw Declined() }
    }

    private mutating func skipDigits() throws(Declined) {
        let start = position
        while let byte = peek, (0x30...0x39).contains(byte) { position += 1 }
        guard position > start else { throw Declined() }
    }

    private mutating func plainText() throws(Declined) -> Range<Int> {
        skipSpace()
        let range = try textRange()
        guard !range.hasEscapes else { throw Declined() }
        return range.bounds
    }

    /// What is between the quotes. Escapes are looked at as far as needed to find the end and to know them valid.
    private mutating func textRange() throws(Declined) -> (bounds: Range<Int>, hasEscapes: Bool) {
        guard peek == UInt8(ascii: "\"") else { throw Declined() }
        position += 1
        let start = position
        var hasEscapes = false
        while true {
            position = endOfPlain(from: position)
            guard let byte = peek, byte >= 0x20 else { throw Declined() }
            position += 1
            if byte == UInt8(ascii: "\"") { return (start..<position - 1, hasEscapes) }
            hasEscapes = true
            guard let escaped = peek else { throw Declined() }
            position += 1
            switch escaped {
            case UInt8(ascii: "u"): _ = try codeUnit(&position)
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
                UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
                break
            default: throw Declined()
            }
        }
    }

    /// The next quote, backslash or control character, or the end: eight bytes at a time.
    private func endOfPlain(from start: Int) -> Int {
        let (ones, tops) = (0x0101_0101_0101_0101 as UInt64, 0x8080_8080_8080_8080 as UInt64)
        let raw = bytes.span.bytes
        var place = start
        while place + 8 <= bytes.count {
            let word = raw.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self)
            let (quotes, slashes) = (word ^ ones &* 0x22, word ^ ones &* 0x5C)
            // The lowest top bit that is set belongs to the first byte of the kind; later ones may be wrong.
            let found =
                ((word &- ones &* 0x20) & ~word | (quotes &- ones) & ~quotes | (slashes &- ones) & ~slashes) & tops
            if found != 0 { return place + found.trailingZeroBitCount / 8 }
            place += 8
        }
        while place < bytes.count, bytes[place] >= 0x20, bytes[place] != 0x22, bytes[place] != 0x5C { place += 1 }
        return place
    }

    /// Four hexadecimal digits.
    private func codeUnit(_ place: inout Int) throws(Declined) -> UInt16 {
        guard bytes.count - place >= 4 else { throw Declined() }
        var unit: UInt16 = 0
        for byte in bytes[place..<place + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else { throw Declined() }
            unit = unit << 4 | UInt16(digit)
        }
        place += 4
        return unit
    }

    /// - Parameter bounds: holds valid escapes only; halves of surrogate pairs are declined.
    private func unescaped(_ bounds: Range<Int>) throws(Declined) -> String {
        var text: [UInt8] = []
        var place = bounds.lowerBound
        while place < bounds.upperBound {
            let byte = bytes[place]
            place += 1
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            let escaped = bytes[place]
            place += 1
            switch escaped {
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "u"): text += String(Character(try scalar(&place, before: bounds.upperBound))).utf8
            default: text.append(escaped)
            }
        }
        guard let valid = String(validating: text, as: UTF8.self) else { throw Declined() }
        return valid
    }

    /// The character of one or two `\uXXXX`; the place is behind the first `\u`.
    private func scalar(_ place: inout Int, before end: Int) throws(Declined) -> Unicode.Scalar {
        let unit = try codeUnit(&place)
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard unit < 0xDC00, end - place >= 6, bytes[place] == UInt8(ascii: "\\"), bytes[place + 1] == UInt8(ascii: "u")
        else { throw Declined() }
        place += 2
        let low = try codeUnit(&place)
        guard (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x1_0000 + (UInt32(unit) - 0xD800) << 10 + UInt32(low) - 0xDC00)
        else { throw Declined() }
        return scalar
    }
}

/// The members of an object that are wanted; the raw values count from 0 to at most 31, and the names are those of the
/// wire.
protocol JSONMember: CaseIterable, RawRepresentable<UInt8> {
    static var names: JSONNames { get }
}

private enum NoMember: UInt8, JSONMember {
    case unused
    static let names = JSONNames(byLength: [])
}

/// Finds the number of a member by its name.
struct JSONNames: Sendable {
    /// By the length of the name.
    private let byLength: [[(name: [UInt8], number: UInt8)]]

    fileprivate init(byLength: [[(name: [UInt8], number: UInt8)]]) {
        self.byLength = byLength
    }

    init<Member: JSONMember>(_ members: Member.Type) {
        let names = Member.allCases.map { (name: Array("\($0)".utf8), number: $0.rawValue) }
        let longest = names.map(\.name.count).max() ?? 0
        byLength = (0...longest).map { length in names.filter { $0.name.count == length } }
    }

    /// - Parameter range: of the name, within the bounds of the text.
    func number(of text: [UInt8], _ range: Range<Int>) -> UInt8? {
        guard range.count < byLength.count else { return nil }
        search: for candidate in byLength[range.count] {
            for (offset, byte) in candidate.name.enumerated() where text[range.lowerBound + offset] != byte {
                continue search
            }
            return candidate.number
        }
        return nil
    }
}
