/// Whether upper and lower case are told apart when a text is compared with a pattern.
package enum LetterCase: Hashable, Sendable {
    /// The default: `Contract` and `CONTRACT` are the same.
    case ignored
    /// `"caseSensitive": true`.
    case respected

    /// How pattern and text are folded before they are compared. One match among these foldings is a match, so that a
    /// ß is one character for `?`, and is also the same as ss.
    var foldings: [Folding] {
        switch self {
        case .ignored: [.full, .single]
        case .respected: [.composed]
        }
    }

    /// The text in each folding, those that are like the one before left out. Never empty.
    func readings(of text: String) -> [[Unicode.Scalar]] {
        // Most titles are ASCII: there, all foldings are the same, and take no tables.
        if let plain = text.asciiScalars(inLowerCase: self == .ignored) { return [plain] }
        let first = foldings[0].folded(text)
        guard self == .ignored else { return [first] }
        let second = Folding.single.folded(text)
        return second == first ? [first] : [first, second]
    }
}
