/// The characters that a class such as `[a-z\d]` matches.
struct ScalarSet: Hashable, Sendable {
    /// `\d`, `\w`, `\s`, in all scripts.
    enum Class: Hashable, Sendable {
        case digit, word, space

        func contains(_ scalar: Unicode.Scalar) -> Bool {
            let properties = scalar.properties
            switch self {
            case .digit: return properties.generalCategory == .decimalNumber
            case .space: return properties.isWhitespace
            case .word:
                switch properties.generalCategory {
                case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
                    .decimalNumber,
                    .letterNumber, .otherNumber, .nonspacingMark, .spacingMark, .enclosingMark, .connectorPunctuation:
                    return true
                default: return false
                }
            }
        }
    }

    /// A class or its complement.
    struct Term: Hashable, Sendable {
        let `class`: Class
        let isNegated: Bool
    }

    /// Sorted, without overlaps.
    private var ranges: [ClosedRange<Unicode.Scalar>] = []
    private var terms: [Term] = []
    var isNegated = false

    init() {}

    init(_ term: Term) { terms = [term] }

    mutating func insert(_ term: Term) { terms.append(term) }

    mutating func insert(_ scalar: Unicode.Scalar) { insert(scalar...scalar) }

    mutating func insert(_ range: ClosedRange<Unicode.Scalar>) {
        var merged = range
        ranges.removeAll { other in
            guard other.overlaps(merged) || other.isFollowed(by: merged) || merged.isFollowed(by: other) else {
                return false
            }
            merged = min(other.lowerBound, merged.lowerBound)...max(other.upperBound, merged.upperBound)
            return true
        }
        ranges.insert(merged, at: ranges.firstIndex { $0.lowerBound > merged.lowerBound } ?? ranges.endIndex)
    }

    /// Equal for sets of the same characters, except for classes.
    var form: String {
        (isNegated ? "!" : "") + ranges.map { "\($0.lowerBound.value)-\($0.upperBound.value)" }.joined(separator: ",")
    }

    /// A member, named alone or in a range of few, that passes a test; nil if there is none. A wide range, a class and
    /// a negated set count as passing.
    func member(where passes: (Unicode.Scalar) -> Bool) -> Unicode.Scalar? {
        if isNegated || !terms.isEmpty { return "_" }
        for range in ranges {
            let length = range.upperBound.value - range.lowerBound.value
            // All characters beyond 16 bits are alike here.
            let sample = length > 64 && range.lowerBound.value <= 0xFFFF ? 0..<0 : 0..<min(length, 64) + 1
            if sample.isEmpty { return "_" }
            for offset in sample {
                if let scalar = Unicode.Scalar(range.lowerBound.value + offset), passes(scalar) { return scalar }
            }
        }
        return nil
    }

    /// Whether it is an idiom for everything, such as `[\s\S]`, or for nothing, such as `[^\s\S]`.
    var isTrivial: Bool {
        terms.contains { terms.contains(Term(class: $0.class, isNegated: !$0.isNegated)) }
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        (isInRanges(scalar) || terms.contains { $0.class.contains(scalar) != $0.isNegated }) != isNegated
    }

    /// Binary search: a range that ignores case can become a thousand.
    private func isInRanges(_ scalar: Unicode.Scalar) -> Bool {
        var lower = 0
        var upper = ranges.count
        while lower < upper {
            let middle = (lower + upper) / 2
            if ranges[middle].contains(scalar) { return true }
            if ranges[middle].upperBound < scalar { lower = middle + 1 } else { upper = middle }
        }
        return false
    }
}

extension ClosedRange<Unicode.Scalar> {
    /// Whether the other one begins directly after this one.
    fileprivate func isFollowed(by other: Self) -> Bool { upperBound.value + 1 == other.lowerBound.value }
}
