/// Reads RFC 8259 JSON: no comments, no trailing commas, no NaN, no byte order mark, no lone surrogates, UTF-8 only.
///
/// Depth and size are limited, so hostile input exhausts neither stack nor memory. Repeated keys are kept: a reader of
/// the tree checks `JSONNode.duplicateKeys`.
package struct JSONParser {
    /// Objects and arrays inside each other.
    package static let maximumDepth = 64
    /// Bytes.
    package static let maximumSize = 1 << 20

    let bytes: [UInt8]
    /// The offset of the next byte.
    var offset = 0
    private var depth = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads a whole text.
    ///
    /// - Throws: the first syntax error, with the offset where it was noticed.
    package static func parse(_ bytes: [UInt8]) throws(JSONSyntaxError) -> JSONNode {
        guard bytes.count <= maximumSize else {
            throw JSONSyntaxError("the text has \(bytes.count) bytes, more than the \(maximumSize) allowed", at: 0)
        }
        guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else {
            throw JSONSyntaxError(
                "the text starts with a byte order mark", at: 0, hint: "save the file as UTF-8 without BOM")
        }
        try checkEncoding(bytes)
        var parser = JSONParser(bytes)
        parser.skipWhiteSpace()
        let root = try parser.value()
        parser.skipWhiteSpace()
        guard parser.offset == bytes.count else { throw parser.unexpected("the end of the text after the value") }
        return root
    }

    private static func checkEncoding(_ bytes: [UInt8]) throws(JSONSyntaxError) {
        do {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            throw JSONSyntaxError(
                "the text is not valid UTF-8 here", at: error.byteOffsets.lowerBound, hint: "save the file as UTF-8")
        }
    }

    private mutating func value() throws(JSONSyntaxError) -> JSONNode {
        let start = offset
        if let byte = peek {
            switch byte {
            case UInt8(ascii: "{"): return JSONNode(.object(try nested(Self.members)), offset: start)
            case UInt8(ascii: "["): return JSONNode(.array(try nested(Self.elements)), offset: start)
            case UInt8(ascii: "\""): return JSONNode(.string(try string()), offset: start)
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                return JSONNode(.number(try number()), offset: start)
            default: break
            }
        }
        for (word, value) in [("true", JSONValue.bool(true)), ("false", .bool(false)), ("null", .null)]
        where bytes[start...].starts(with: word.utf8) {
            offset += word.utf8.count
            return JSONNode(value, offset: start)
        }
        throw unexpected("a value")
    }

    /// Runs the reader of an object or array one level deeper, after its opening bracket.
    private mutating func nested<Content>(
        _ content: (inout JSONParser) throws(JSONSyntaxError) -> Content
    ) throws(JSONSyntaxError) -> Content {
        guard depth < Self.maximumDepth else {
            throw JSONSyntaxError("nested more than \(Self.maximumDepth) levels deep", at: offset)
        }
        depth += 1
        offset += 1
        let result = try content(&self)
        depth -= 1
        return result
    }

    private static func elements(_ parser: inout JSONParser) throws(JSONSyntaxError) -> [JSONNode] {
        var nodes: [JSONNode] = []
        parser.skipWhiteSpace()
        if parser.skip("]") { return nodes }
        while true {
            nodes.append(try parser.value())
            let end = parser.offset
            parser.skipWhiteSpace()
            try parser.refuseMissingComma(after: end, next: "\"{[-0123456789tfn")
            if parser.skip("]") { return nodes }
            guard parser.skip(",") else { throw parser.unexpected("\",\" or \"]\"") }
            parser.skipWhiteSpace()
            try parser.refuseTrailingComma(before: "]")
        }
    }

    private static func members(_ parser: inout JSONParser) throws(JSONSyntaxError) -> [JSONMember] {
        var members: [JSONMember] = []
        parser.skipWhiteSpace()
        if parser.skip("}") { return members }
        while true {
            let keyOffset = parser.offset
            guard parser.peek == UInt8(ascii: "\"") else { throw parser.unexpected("a key in double quotes") }
            let key = try parser.string()
            parser.skipWhiteSpace()
            guard parser.skip(":") else { throw parser.unexpected("\":\" after the key") }
            parser.skipWhiteSpace()
            members.append(JSONMember(key: key, keyOffset: keyOffset, value: try parser.value()))
            let end = parser.offset
            parser.skipWhiteSpace()
            try parser.refuseMissingComma(after: end, next: "\"")
            if parser.skip("}") { return members }
            guard parser.skip(",") else { throw parser.unexpected("\",\" or \"}\"") }
            parser.skipWhiteSpace()
            try parser.refuseTrailingComma(before: "}")
        }
    }

    /// If another entry begins without a comma, the mistake is at the end of the previous one, often a line above.
    ///
    /// - Parameter next: the characters that an entry can begin with.
    private func refuseMissingComma(after end: Int, next: String) throws(JSONSyntaxError) {
        guard let peek, offset > end, next.utf8.contains(peek) else { return }
        throw JSONSyntaxError("a comma is missing here", at: end, hint: "entries are separated by \",\"")
    }

    private func refuseTrailingComma(before bracket: Unicode.Scalar) throws(JSONSyntaxError) {
        guard peek == UInt8(ascii: bracket) else { return }
        throw JSONSyntaxError(
            "expected another entry after the comma, found \"\(bracket)\"", at: offset,
            hint: "JSON allows no comma before a closing bracket")
    }
}
