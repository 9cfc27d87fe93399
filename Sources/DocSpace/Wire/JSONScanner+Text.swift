extension JSONScanner {
    mutating func text() throws(DeclinedError) -> String {
        let range = try textRange()
        guard !range.hasEscapes else { return try unescaped(range.bounds) }
        let text = UnsafeBufferPointer(start: bytes + range.bounds.lowerBound, count: range.bounds.count)
        // In ASCII nothing can be repaired. Validating takes longer.
        if text.reduce(0, |) < 0x80 { return String(decoding: text, as: UTF8.self) }
        guard let valid = String(validating: text, as: UTF8.self) else { throw DeclinedError() }
        return valid
    }

    /// The range of a text without escapes, not validated as UTF-8.
    @inline(__always)
    mutating func plainText() throws(DeclinedError) -> Range<Int> {
        skipSpace()
        let range = try textRange()
        guard !range.hasEscapes else { throw DeclinedError() }
        return range.bounds
    }

    /// The content between the quotes. Escapes are read as far as needed to find the end and to validate them.
    @inline(__always)
    mutating func textRange() throws(DeclinedError) -> (bounds: Range<Int>, hasEscapes: Bool) {
        guard peek == UInt8(ascii: "\"") else { throw DeclinedError() }
        position += 1
        let start = position
        position = endOfPlain(from: position)
        // Most texts have no escape.
        if peek == UInt8(ascii: "\"") {
            position += 1
            return (start..<position - 1, false)
        }
        try skipEscapedText()
        return (start..<position - 1, true)
    }

    private mutating func skipEscapedText() throws(DeclinedError) {
        while true {
            guard let byte = peek, byte >= 0x20 else { throw DeclinedError() }
            position += 1
            if byte == UInt8(ascii: "\"") { return }
            guard let escaped = peek else { throw DeclinedError() }
            position += 1
            switch escaped {
            case UInt8(ascii: "u"): _ = try codeUnit(&position)
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
                UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
                break
            default: throw DeclinedError()
            }
            position = endOfPlain(from: position)
        }
    }

    /// The next quote, backslash or control character, or the end: eight bytes at a time.
    @inline(__always)
    private func endOfPlain(from start: Int) -> Int {
        let (ones, tops) = (0x0101_0101_0101_0101 as UInt64, 0x8080_8080_8080_8080 as UInt64)
        let raw = UnsafeRawPointer(bytes)
        var cursor = start
        while cursor &+ 8 <= count {
            let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: cursor, as: UInt64.self))
            let (quotes, slashes) = (word ^ ones &* 0x22, word ^ ones &* 0x5C)
            // The lowest top bit that is set belongs to the first byte of the kind; higher ones may be wrong.
            let found =
                ((word &- ones &* 0x20) & ~word | (quotes &- ones) & ~quotes | (slashes &- ones) & ~slashes) & tops
            if found != 0 { return cursor &+ found.trailingZeroBitCount / 8 }
            cursor &+= 8
        }
        while cursor < count, bytes[cursor] >= 0x20, bytes[cursor] != 0x22, bytes[cursor] != 0x5C { cursor += 1 }
        return cursor
    }
}

extension JSONScanner {
    /// Four hexadecimal digits.
    private func codeUnit(_ cursor: inout Int) throws(DeclinedError) -> UInt16 {
        guard count - cursor >= 4 else { throw DeclinedError() }
        var unit: UInt16 = 0
        for offset in 0..<4 {
            let byte = bytes[cursor + offset]
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else { throw DeclinedError() }
            unit = unit << 4 | UInt16(digit)
        }
        cursor += 4
        return unit
    }

    /// - Parameter bounds: holds valid escapes only; halves of surrogate pairs are declined.
    private func unescaped(_ bounds: Range<Int>) throws(DeclinedError) -> String {
        var text: [UInt8] = []
        var cursor = bounds.lowerBound
        while cursor < bounds.upperBound {
            let byte = bytes[cursor]
            cursor += 1
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            let escaped = bytes[cursor]
            cursor += 1
            switch escaped {
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "u"): text += String(Character(try scalar(&cursor, before: bounds.upperBound))).utf8
            default: text.append(escaped)
            }
        }
        guard let valid = String(validating: text, as: UTF8.self) else { throw DeclinedError() }
        return valid
    }

    /// The character of one or two `\uXXXX`; the index is after the first `\u`.
    private func scalar(_ cursor: inout Int, before end: Int) throws(DeclinedError) -> Unicode.Scalar {
        let unit = try codeUnit(&cursor)
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard unit < 0xDC00, end - cursor >= 6, bytes[cursor] == UInt8(ascii: "\\"),
            bytes[cursor + 1] == UInt8(ascii: "u")
        else { throw DeclinedError() }
        cursor += 2
        let low = try codeUnit(&cursor)
        guard (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x1_0000 + (UInt32(unit) - 0xD800) << 10 + UInt32(low) - 0xDC00)
        else { throw DeclinedError() }
        return scalar
    }
}
