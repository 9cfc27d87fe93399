// Makes text from others part of one line: it must not break the line, control a terminal or reorder the rest.

extension Unicode.Scalar {
    /// Whether the scalar is a control character, ends a line or changes the direction of its neighbours.
    var breaksLine: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: properties.isBidiControl
        }
    }
}

extension String {
    /// The text on one line: each scalar that would break it becomes a space, and the part beyond the limit an
    /// ellipsis.
    ///
    /// - Parameter maximumBytes: the limit in bytes of UTF-8, at least 3; no character is cut in two.
    /// - Returns: text of at most that size, without a scalar that breaks the line.
    package func onOneLine(maximumBytes: Int) -> String {
        let ellipsis = "…"
        var replaced = String.UnicodeScalarView()
        for scalar in unicodeScalars.prefix(maximumBytes + 1) {
            replaced.append(scalar.breaksLine ? " " : scalar)
        }
        let line = String(replaced)
        guard line.utf8.count > maximumBytes else { return line }
        var kept = ""
        var room = maximumBytes - ellipsis.utf8.count
        for character in line {
            room -= character.utf8.count
            guard room >= 0 else { break }
            kept.append(character)
        }
        return kept + ellipsis
    }

    /// The longest field value, in bytes, that log shippers accept and that journalctl prints as JSON; with a name of
    /// 64 characters the field stays below 4,096.
    static let maximumFieldBytes = 4_000

    /// The text, or its beginning with a note of its length.
    package func fitForField() -> String {
        let count = utf8.count
        guard count > Self.maximumFieldBytes else { return self }
        let note = "… [cut: \(count) bytes in all]"
        var room = Self.maximumFieldBytes - note.utf8.count
        let kept = unicodeScalars.prefix { scalar in
            room -= UTF8.width(scalar)
            return room >= 0
        }
        return String(kept) + note
    }

    /// The text with every scalar that would break a line written as an escape such as `\n` or `\u{1b}`.
    func escapedForLine() -> String {
        guard unicodeScalars.contains(where: \.breaksLine) else { return self }
        var escaped = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "\n": escaped += "\\n"
            case "\r": escaped += "\\r"
            case "\t": escaped += "\\t"
            case _ where scalar.breaksLine: escaped += "\\u{\(String(scalar.value, radix: 16))}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// The text as the value of a `key=value` pair: escaped, and in double quotes if its end would be ambiguous.
    func quotedForPair() -> String {
        let isPlain = !isEmpty && !unicodeScalars.contains { " \"\\=".unicodeScalars.contains($0) || $0.breaksLine }
        if isPlain { return self }
        var quoted = "\""
        for scalar in unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted += "\\" }
            quoted.unicodeScalars.append(scalar)
        }
        return (quoted + "\"").escapedForLine()
    }
}
