extension JSONParser {
    /// Reads a string from its opening quote to its closing one and resolves the escapes.
    mutating func string() throws(JSONSyntaxError) -> String {
        let start = offset
        offset += 1
        var content: [UInt8] = []
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"):
                content.append(contentsOf: UTF8.encode(try escape())!)
            case 0..<0x20:
                throw controlCharacter(byte, stringStart: start)
            default:
                content.append(byte)
                offset += 1
            }
        }
        throw JSONSyntaxError("the string that starts here never ends", at: start, hint: "close it with a double quote")
    }

    private func controlCharacter(_ byte: UInt8, stringStart: Int) -> JSONSyntaxError {
        byte == 0x0A || byte == 0x0D
            ? JSONSyntaxError(
                "the string that starts here does not end on its line", at: stringStart,
                hint: "close it with a double quote, or write a line break as \\n")
            : JSONSyntaxError(
                "\(characterHere) is not allowed in a string", at: offset, hint: "write it as an escape")
    }

    private mutating func escape() throws(JSONSyntaxError) -> Unicode.Scalar {
        let start = offset
        offset += 1
        guard let byte = peek else { throw unexpected("an escape") }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape(start)
        default: throw JSONSyntaxError("not a JSON escape", at: start, hint: "write a backslash itself as \\\\")
        }
    }

    /// Reads the digits after `\u`, and the second half of a surrogate pair.
    private mutating func unicodeEscape(_ start: Int) throws(JSONSyntaxError) -> Unicode.Scalar {
        let first = try hexDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        let lone = JSONSyntaxError("half of a surrogate pair is not a character", at: start)
        guard first < 0xDC00, bytes[offset...].starts(with: "\\u".utf8) else { throw lone }
        offset += 2
        let second = try hexDigits()
        guard (0xDC00...0xDFFF).contains(second) else { throw lone }
        let code = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
        guard let scalar = Unicode.Scalar(code) else { throw lone }
        return scalar
    }

    private mutating func hexDigits() throws(JSONSyntaxError) -> UInt16 {
        var code: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw unexpected("four hexadecimal digits after \\u")
            }
            code = code << 4 | UInt16(digit)
            offset += 1
        }
        return code
    }
}
