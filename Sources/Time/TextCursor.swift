/// A reading position in UTF-8 text, for the small grammars of systemd.time(7).
///
/// Offsets are bytes from the start of the text, so errors can point at the offending part.
package struct TextCursor {
    private let bytes: [UInt8]
    /// The offset of the byte that `peek` shows, from 0; at the end, the length of the text.
    package private(set) var offset = 0

    package init(_ text: some StringProtocol) {
        bytes = Array(text.utf8)
    }

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package var isAtEnd: Bool { offset == bytes.count }

    /// The byte `distance` ahead, nil beyond the end.
    package func peek(_ distance: Int = 0) -> UInt8? {
        offset + distance < bytes.count ? bytes[offset + distance] : nil
    }

    /// Whether the end or one of `characters` (ASCII) comes next.
    package func isAtEndOr(_ characters: String) -> Bool {
        guard let next = peek() else { return true }
        return characters.utf8.contains(next)
    }

    package mutating func advance(_ count: Int = 1) {
        offset = min(offset + count, bytes.count)
    }

    /// Skips `literal` if it comes next. With `ignoringCase`, ASCII letters match in either case.
    package mutating func skip(_ literal: String, ignoringCase: Bool = false) -> Bool {
        var position = offset
        for expected in literal.utf8 {
            guard position < bytes.count else { return false }
            let found = bytes[position]
            let matches = ignoringCase ? found.asciiLowercased == expected.asciiLowercased : found == expected
            guard matches else { return false }
            position += 1
        }
        offset = position
        return true
    }

    /// Skips all following bytes that are among `characters` (ASCII); returns how many there were.
    @discardableResult
    package mutating func skipAll(_ characters: String) -> Int {
        let start = offset
        while let next = peek(), characters.utf8.contains(next) { offset += 1 }
        return offset - start
    }

    /// Reads a run of decimal digits, possibly empty, as their values 0…9.
    package mutating func digits() -> [UInt8] {
        var values: [UInt8] = []
        while let value = peek()?.asciiDigit {
            values.append(value)
            offset += 1
        }
        return values
    }
}

extension UInt8 {
    /// The value of an ASCII decimal digit, nil for any other byte.
    package var asciiDigit: UInt8? { self >= 0x30 && self <= 0x39 ? self - 0x30 : nil }

    /// The byte, with an ASCII capital in lower case.
    package var asciiLowercased: UInt8 { self >= 0x41 && self <= 0x5A ? self + 0x20 : self }
}

extension Sequence<UInt8> {
    /// The number of some decimal digits, nil if it exceeds `Int`. No digits give 0.
    package func decimalValue() -> Int? {
        var value = 0
        for digit in self {
            let (shifted, tooLong) = value.multipliedReportingOverflow(by: 10)
            let (sum, tooLarge) = shifted.addingReportingOverflow(Int(digit))
            if tooLong || tooLarge { return nil }
            value = sum
        }
        return value
    }
}
