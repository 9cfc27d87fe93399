extension String {
    /// Makes text from the portal safe for a terminal or a log line: replaces control characters, line breaks and invisible
    /// format characters (including those that change the direction of writing) with `�`, so that a title can neither control
    /// the terminal nor look like another.
    package init(sanitizing text: String) {
        guard !text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }),
            text.unicodeScalars.contains(where: \.isHarmful)
        else {
            self = text
            return
        }
        self.init(UnicodeScalarView(text.unicodeScalars.map { $0.isHarmful ? "\u{FFFD}" : $0 }))
    }

    /// JSON text in which characters that could control a terminal are escaped: readers get the same value.
    package init(sanitizingJSON json: String) {
        guard !json.utf8.allSatisfy({ (0x20..<0x7F).contains($0) || $0 == 0x0A }),
            json.unicodeScalars.contains(where: { $0 != "\n" && $0.isHarmful })
        else {
            self = json
            return
        }
        var text: [UInt8] = []
        for scalar in json.unicodeScalars {
            if scalar != "\n", scalar.isHarmful {
                JSONWriter.appendEscape(of: scalar, to: &text)
            } else {
                text.append(contentsOf: UTF8.encode(scalar)!)
            }
        }
        self.init(decoding: text, as: UTF8.self)
    }
}

extension Unicode.Scalar {
    /// Whether it could control a terminal or can't be seen. Joiners are part of emoji and of several scripts.
    var isHarmful: Bool { !isPrintable && self != "\u{200D}" && self != "\u{200C}" }
}
