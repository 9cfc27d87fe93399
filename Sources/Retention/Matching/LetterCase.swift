@_spi(_Unicode) import Swift

/// Whether upper and lower case are told apart when a text is compared with a pattern.
package enum LetterCase: Hashable, Sendable {
    /// The default: `Contract` and `CONTRACT` are the same.
    case ignored
    /// `"caseSensitive": true`.
    case respected

    /// What "the same letters" means: in NFC, so that a composed and a decomposed é are the same, and, unless case is
    /// respected, in lower case by way of the upper case, in which σ and ς, or ß and ss, are the same.
    func folded(_ text: String) -> [Unicode.Scalar] {
        switch self {
        case .ignored: Array(text.uppercased().lowercased()._nfc)
        case .respected: Array(text._nfc)
        }
    }

    func folded(_ scalars: some Sequence<Unicode.Scalar>) -> [Unicode.Scalar] {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return folded(String(text))
    }
}
