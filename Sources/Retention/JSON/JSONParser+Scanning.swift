extension JSONParser {
    /// The next byte; nil at the end.
    var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    /// Skips blanks, tabs and line breaks.
    mutating func skipWhiteSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }

    /// Consumes an ASCII character if it is the next one.
    mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: scalar) else { return false }
        offset += 1
        return true
    }

    /// The error for the next character, with what was expected instead.
    func unexpected(_ expected: String) -> JSONSyntaxError {
        guard let byte = peek else {
            return JSONSyntaxError("expected \(expected), but the text ends here", at: offset)
        }
        let hint: String? =
            switch byte {
            case UInt8(ascii: "/"), UInt8(ascii: "#"): "JSON has no comments"
            case UInt8(ascii: "'"): "JSON strings and keys need double quotes"
            case UInt8(ascii: "N"), UInt8(ascii: "I"): "JSON has no NaN and no Infinity"
            case UInt8(ascii: "T"), UInt8(ascii: "F"): "JSON writes true, false and null in lower case"
            case UInt8(ascii: "+"), UInt8(ascii: "."): "JSON numbers start with a digit or \"-\""
            default: nil
            }
        return JSONSyntaxError("expected \(expected), found \(characterHere)", at: offset, hint: hint)
    }

    /// The next character: in quotes if it is printable ASCII, otherwise as its code point.
    var characterHere: String {
        guard
            let scalar = String(decoding: bytes[offset..<min(offset + 4, bytes.count)], as: UTF8.self).unicodeScalars
                .first
        else { return "the end" }
        if scalar.value > 0x20, scalar.value < 0x7F { return scalar == "\"" ? "a double quote" : "\"\(scalar)\"" }
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`
    mutating func number() throws(JSONSyntaxError) -> JSONNumber {
        let start = offset
        _ = skip("-")
        if skip("0") {
            if let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
                throw JSONSyntaxError("a number must not start with a zero", at: start)
            }
        } else {
            try digits()
        }
        if skip(".") { try digits() }
        if skip("e") || skip("E") {
            if !skip("-") { _ = skip("+") }
            try digits()
        }
        return JSONNumber(String(decoding: bytes[start..<offset], as: UTF8.self))
    }

    private mutating func digits() throws(JSONSyntaxError) {
        let start = offset
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { offset += 1 }
        guard offset > start else { throw unexpected("a digit") }
    }
}
