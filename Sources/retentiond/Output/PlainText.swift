/// The width of text on a terminal.
enum PlainText {
    /// Columns of a character: an emoji of any number of parts has two, anything else the sum of its parts.
    static func width(_ character: Character) -> Int {
        let scalars = character.unicodeScalars
        if let first = scalars.first, isEmoji(first, scalars) { return 2 }
        return scalars.reduce(0) { $0 + width($1) }
    }

    static func width(_ text: String) -> Int {
        widthOfASCII(text) ?? text.reduce(0) { $0 + width($1) }
    }

    /// The same for a text of printable ASCII, as nearly all are; nil for others.
    static func widthOfASCII(_ text: String) -> Int? {
        let isASCII = text.utf8.withContiguousStorageIfAvailable { utf8 in
            // Without an early exit, so that many bytes are compared at a time.
            utf8.reduce(0) { $0 | ($1 &- 0x20 < 0x5F ? 0 : 1) } == 0
        }
        if isASCII == nil, !text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return nil }
        return isASCII == false ? nil : text.utf8.count
    }

    /// Cuts to a number of columns, with `…` for the rest.
    static func fitted(_ text: String, columns: Int) -> String {
        guard width(text) > columns else { return text }
        var result = ""
        var used = 0
        for character in text {
            guard used + width(character) < columns else { break }
            result.append(character)
            used += width(character)
        }
        return result + "…"
    }

    /// Text that a terminal may write from right to left, isolated so that it turns nothing around it: U+2068, U+2069.
    /// They have no width, and terminals that write everything from left to right ignore them.
    static func isolated(_ text: String) -> String {
        text.unicodeScalars.contains(where: isRightToLeft) ? "\u{2068}\(text)\u{2069}" : text
    }

    private static func isEmoji(_ first: Unicode.Scalar, _ scalars: String.UnicodeScalarView) -> Bool {
        if first.properties.isEmojiPresentation { return true }
        // An emoji by request (U+FE0F), or several joined to one.
        return first.properties.isEmoji && (scalars.contains("\u{FE0F}") || scalars.contains("\u{200D}"))
    }

    /// 0, 1 or 2. Source: Unicode 16, EastAsianWidth.txt, "W" and "F"; ambiguous ones have one.
    private static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: break
        }
        switch scalar.value {
        // Vowels and final consonants that join the previous syllable.
        case 0x1160...0x11FF, 0xD7B0...0xD7FF: return 0
        case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3,
            0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6B, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF,
            0x1AFF0...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }

    /// Hebrew, Arabic and related scripts.
    private static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFE, 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
        default: false
        }
    }
}
