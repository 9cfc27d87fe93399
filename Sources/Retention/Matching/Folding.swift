@_spi(_Unicode) import Swift

/// Defines when letters are equal. All foldings begin with the visible text and end in NFC, so that a composed and a
/// decomposed é are equal.
enum Folding: Hashable, Sendable {
    /// Upper case first, which makes σ and ς, or ß and ss, equal; then lower case, which does so for ß and ẞ. Folding
    /// again changes nothing.
    case full
    /// The same, but each character stays one: ß equals ẞ, and not ss.
    case single
    /// As written.
    case composed

    func folded(_ text: String) -> [Unicode.Scalar] {
        let text = text.visible
        return switch self {
        case .full: Array(Self.dotless(text).lowercased().uppercased().lowercased()._nfc)
        case .single: Array(Self.string(Self.dotless(text).unicodeScalars.lazy.map(Self.lower))._nfc)
        case .composed: Array(text._nfc)
        }
    }

    /// The text with a plain i for İ, and for the i with an additional dot that other systems make of it: both equal i,
    /// like ı.
    private static func dotless(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0 == "\u{130}" || $0 == "\u{307}" }) else { return text }
        var view = String.UnicodeScalarView()
        for scalar in text._nfc {
            if scalar == "\u{307}", let last = view.last, last == "i" || last == "\u{131}" { continue }
            view.append(scalar == "\u{130}" ? "i" : scalar)
        }
        return String(view)
    }

    func folded(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        folded(Self.string(scalars))
    }

    static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
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
