@_spi(_Unicode) import Swift

/// What "the same letters" means. All foldings end in NFC, so that a composed and a decomposed é are the same.
enum Folding: Hashable, Sendable {
    /// In lower case by way of the upper case, in which σ and ς, or ß and ss, are the same; and that by way of the lower
    /// case, in which ß and ẞ are. Folding again changes nothing.
    case full
    /// Likewise, but one character stays one: ß is ẞ, and not ss.
    case single
    /// As written.
    case composed

    func folded(_ text: String) -> [Unicode.Scalar] {
        switch self {
        case .full: Array(text.lowercased().uppercased().lowercased()._nfc)
        case .single: Array(Self.string(text.unicodeScalars.lazy.map(Self.lower))._nfc)
        case .composed: Array(text._nfc)
        }
    }

    func folded(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        folded(Self.string(scalars))
    }

    private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    private static func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        let upper = scalar.properties.uppercaseMapping.unicodeScalars
        let base = upper.count == 1 ? upper[upper.startIndex] : scalar
        let lower = base.properties.lowercaseMapping.unicodeScalars
        return lower.count == 1 ? lower[lower.startIndex] : base
    }
}
