extension PolicySecrets {
    /// Keys whose text is always hidden.
    private static let secretKeys: Set<String> = [
        "apikey", "authorization", "bearer", "key", "password", "secret", "token", "value",
    ]

    /// The contents of strings that hold a key behind escapes, that are values of secret keys, or that are addresses with
    /// a password. Works on broken JSON, too: a string without an end ends with its line.
    static func suspiciousStrings(_ bytes: [UInt8]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var previous: (text: String, end: Int)?
        var offset = 0
        while let start = bytes[offset...].firstIndex(of: UInt8(ascii: "\"")) {
            let content = stringContent(bytes, from: start + 1)
            let text = unescaped(bytes[content])
            let follows =
                previous.map { isValue(bytes[$0.end..<start]) && secretKeys.contains(plain($0.text)) } ?? false
            if looksLikeKey(text) || follows || (text.contains("://") && text.contains("@")) { found.append(content) }
            offset = min(content.upperBound + 1, bytes.count)
            previous = (text, offset)
        }
        return found
    }

    /// From after the opening quote to the closing one, or to the end of the line.
    private static func stringContent(_ bytes: [UInt8], from start: Int) -> Range<Int> {
        var end = start
        while end < bytes.count, bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "\n") {
            end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        return start..<min(end, bytes.count)
    }

    /// Whether the text between two strings makes the second the value of the first, or an entry of that value.
    private static func isValue(_ gap: ArraySlice<UInt8>) -> Bool {
        gap.contains(UInt8(ascii: ":")) && gap.allSatisfy { " \t\r\n:[".utf8.contains($0) }
    }

    private static func plain(_ key: String) -> String {
        key.lowercased().filter { $0.isLetter }
    }

    /// Resolves the escapes that can hide an ASCII character; leaves the rest alone.
    private static func unescaped(_ content: ArraySlice<UInt8>) -> String {
        guard content.contains(UInt8(ascii: "\\")) else { return String(decoding: content, as: UTF8.self) }
        var result: [UInt8] = []
        var rest = content
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let kind = rest.popFirst() else {
                result.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(4), as: UTF8.self)
            if kind == UInt8(ascii: "u"), let code = UInt8(digits, radix: 16) {
                result.append(code)
                rest = rest.dropFirst(4)
            } else {
                result.append(kind)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
