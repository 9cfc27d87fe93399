extension String {
    /// Makes text from the portal safe for a terminal or a log line: replaces control characters, line breaks and invisible
    /// format characters (including those that change the direction of writing) with `�`, so that a title can neither control
    /// the terminal nor look like another.
    package init(sanitizing text: String) {
        guard !text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }),
            text.unicodeScalars.contains(where: Self.isHarmful)
        else {
            self = text
            return
        }
        self.init(UnicodeScalarView(text.unicodeScalars.map { Self.isHarmful($0) ? "\u{FFFD}" : $0 }))
    }

    /// JSON text in which characters that could control a terminal are escaped: readers get the same value.
    package init(sanitizingJSON json: String) {
        guard !json.utf8.allSatisfy({ (0x20..<0x7F).contains($0) || $0 == 0x0A }),
            json.unicodeScalars.contains(where: { $0 != "\n" && Self.isHarmful($0) })
        else {
            self = json
            return
        }
        self = json.unicodeScalars.reduce(into: "") { text, scalar in
            guard scalar != "\n", Self.isHarmful(scalar) else { return text.unicodeScalars.append(scalar) }
            for unit in String(Character(scalar)).utf16 {
                let hex = String(unit, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            }
        }
    }

    /// Joiners are part of emoji and of several scripts.
    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        !scalar.isPrintable && scalar != "\u{200D}" && scalar != "\u{200C}"
    }
}
