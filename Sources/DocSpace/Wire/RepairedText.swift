/// JSON text with invalid text in titles: bytes that are not UTF-8, halves of surrogate pairs.
///
/// One such title must not make a whole page, and so the trash, unreadable.
enum RepairedText {
    private static let replacement = Array("\\ufffd".utf8)

    /// Whether there may be something to repair. Fast, because it runs on every answer.
    static func isNeeded(_ body: [UInt8]) -> Bool {
        if String(validating: body, as: UTF8.self) == nil { return true }
        // Halves of pairs begin with D8 to DF.
        var rest = body[...]
        while let index = rest.firstIndex(of: UInt8(ascii: "\\")) {
            let next = body[index...].dropFirst().prefix(2)
            if next.first == UInt8(ascii: "u"), let digit = next.last, digit | 0x20 == UInt8(ascii: "d") { return true }
            rest = body[(index + min(2, body.count - index))...]
        }
        return false
    }

    /// The text with U+FFFD for everything that is not Unicode; valid text is unchanged.
    static func of(_ body: [UInt8]) -> [UInt8] {
        let bytes = Array(String(decoding: body, as: UTF8.self).utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "\\") else {
                result.append(bytes[index])
                index += 1
                continue
            }
            let (length, isBroken) = escape(bytes[index...])
            result += isBroken ? replacement[...] : bytes[index..<index + length]
            index += length
        }
        return result
    }

    /// - Parameter text: begins with a backslash.
    /// - Returns: how many bytes belong together, and whether they are half of a pair.
    private static func escape(_ text: ArraySlice<UInt8>) -> (length: Int, isBroken: Bool) {
        guard let unit = codeUnit(text) else { return (min(2, text.count), false) }
        switch unit {
        case 0xD800...0xDBFF:
            let isPair = codeUnit(text.dropFirst(6)).map { (0xDC00...0xDFFF).contains($0) } ?? false
            return isPair ? (12, false) : (6, true)
        case 0xDC00...0xDFFF: return (6, true)
        default: return (6, false)
        }
    }

    /// The value of `\uXXXX` at the beginning of a text.
    private static func codeUnit(_ text: ArraySlice<UInt8>) -> UInt16? {
        guard text.starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]), text.count >= 6 else { return nil }
        return UInt16(String(decoding: text.dropFirst(2).prefix(4), as: UTF8.self), radix: 16)
    }
}
