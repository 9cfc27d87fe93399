/// Whether comparisons of text and pattern distinguish upper and lower case.
package enum LetterCase: Hashable, Sendable {
    /// The default: `Contract` and `CONTRACT` are equal.
    case ignored
    /// `"caseSensitive": true`.
    case respected

    /// How pattern and text are folded before they are compared. A match in one folding is enough, so that ß
    /// is one character for `?`, and also equals ss.
    var foldings: [Folding] {
        switch self {
        case .ignored: [.full, .single]
        case .respected: [.composed]
        }
    }

    /// The text in each folding, without repetitions. Never empty.
    func readings(of text: String) -> [[Unicode.Scalar]] {
        // Most titles are ASCII: all foldings give the same, and need no tables.
        if let plain = text.asciiScalars(inLowerCase: self == .ignored) { return [plain] }
        let first = foldings[0].folded(text)
        guard self == .ignored else { return [first] }
        let second = Folding.single.folded(text)
        return second == first ? [first] : [first, second]
    }
}
