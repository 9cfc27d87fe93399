/// Finds API keys that somebody wrote into a policy, so that no message repeats them.
struct PolicySecrets {
    /// Offsets of the bytes to hide, ascending.
    private let ranges: [Range<Int>]

    /// Searches a text that need not be JSON: its strings without their escapes, and the bare bytes.
    init(in bytes: [UInt8]) {
        var ranges = Self.suspiciousStrings(bytes)
        var rest = bytes[...]
        while let range = Self.secretRange(in: rest) {
            ranges.append(range)
            rest = rest[range.upperBound...]
        }
        self.ranges = ranges.sorted { $0.lowerBound < $1.lowerBound }
    }

    /// Whether a text holds something like a key of the portal: `sk-` and hexadecimal digits, eight of them at the
    /// start of a word, sixteen inside one (`task-2026…` is a valid title).
    static func looksLikeKey(_ text: String) -> Bool {
        keyRange(in: Array(text.utf8)[...]) != nil
    }

    /// The text with everything that looks like a key replaced.
    static func redacted(_ text: String) -> String {
        var rest = Array(text.utf8)[...]
        var result = ""
        while let range = secretRange(in: rest) {
            result += String(decoding: rest[..<range.lowerBound], as: UTF8.self) + "[redacted]"
            rest = rest[range.upperBound...]
        }
        return result + String(decoding: rest, as: UTF8.self)
    }

    /// A piece of the text with a placeholder for each secret, even if the piece holds only part of it.
    func masked(_ bytes: [UInt8], _ piece: Range<Int>) -> String {
        var result = ""
        var position = piece.lowerBound
        for range in ranges where range.overlaps(piece) && range.upperBound > position {
            if range.lowerBound > position {
                result += String(decoding: bytes[position..<range.lowerBound], as: UTF8.self)
            }
            result += "[redacted]"
            position = min(range.upperBound, piece.upperBound)
        }
        return result + String(decoding: bytes[position..<piece.upperBound], as: UTF8.self)
    }

    /// The first text to hide: a key, or enough hexadecimal digits for one without its prefix.
    private static func secretRange(in bytes: ArraySlice<UInt8>) -> Range<Int>? {
        firstRange(in: bytes) { keyLength(in: bytes, at: $0) ?? digitsLength(in: bytes, at: $0) }
    }

    private static func keyRange(in bytes: ArraySlice<UInt8>) -> Range<Int>? {
        firstRange(in: bytes) { keyLength(in: bytes, at: $0) }
    }

    private static func firstRange(in bytes: ArraySlice<UInt8>, length: (Int) -> Int?) -> Range<Int>? {
        for start in bytes.indices {
            if let length = length(start) { return start..<(start + length) }
        }
        return nil
    }

    /// Length of the key that begins here: its prefix and all its digits.
    private static func keyLength(in bytes: ArraySlice<UInt8>, at start: Int) -> Int? {
        guard start + 3 < bytes.endIndex, bytes[start] | 0x20 == UInt8(ascii: "s"),
            bytes[start + 1] | 0x20 == UInt8(ascii: "k"), bytes[start + 2] == UInt8(ascii: "-")
        else { return nil }
        let digits = bytes[(start + 3)...].prefix(while: isHexDigit).count
        let isInsideWord = start > bytes.startIndex && isLetter(bytes[start - 1])
        return digits >= (isInsideWord ? 16 : 8) ? digits + 3 : nil
    }

    private static func digitsLength(in bytes: ArraySlice<UInt8>, at start: Int) -> Int? {
        let digits = bytes[start...].prefix(while: isHexDigit).count
        return digits >= 32 ? digits : nil
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        default: (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(byte)
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
