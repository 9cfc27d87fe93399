/// Text from the portal, made fit for a terminal or a log line.
package enum HarmlessText {
    /// Replaces control characters, line breaks and invisible format characters (among them those that turn the
    /// direction of writing) by `�`, so that a title can neither drive the terminal nor look like another.
    package static func of(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHarmful) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { isHarmful($0) ? "\u{FFFD}" : $0 }))
    }

    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
        // Joiners are part of emoji and of several scripts.
        case .format: scalar != "\u{200D}" && scalar != "\u{200C}"
        default: false
        }
    }
}
