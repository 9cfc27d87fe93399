/// A part of a glob.
enum GlobToken: Hashable, Sendable {
    /// `*`: any number of characters.
    case run
    /// `?`: one character.
    case one
    case literal(Unicode.Scalar)
    /// One whole character as written; with its other cases if case is ignored.
    case set(ScalarSet)

    var literal: Unicode.Scalar? { if case .literal(let scalar) = self { scalar } else { nil } }
    /// Comparing with `.run` would copy a set.
    var isRun: Bool { if case .run = self { true } else { false } }
    var isSet: Bool { if case .set = self { true } else { false } }

    /// Reads a glob, before any folding: the characters of a set are taken as written.
    ///
    /// - Parameter pattern: visible and composed.
    /// - Throws: `GlobError` for an empty pattern, an unclosed or empty bracket, a descending range, or a set with a
    ///   combining mark, which is a separate character there.
    static func tokens(_ pattern: [Unicode.Scalar], _ letterCase: LetterCase) throws(GlobError) -> [GlobToken] {
        var rest = pattern[...]
        guard !rest.isEmpty else { throw .empty }
        var tokens: [GlobToken] = []
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*": if tokens.last != .run { tokens.append(.run) }
            case "?": tokens.append(.one)
            case "[": tokens.append(.set(try set(&rest, letterCase)))
            default: tokens.append(.literal(scalar))
            }
        }
        return tokens
    }

    /// Reads a bracket expression after its opening bracket. A `]` at the beginning is a member.
    private static func set(
        _ rest: inout ArraySlice<Unicode.Scalar>, _ letterCase: LetterCase
    ) throws(GlobError) -> ScalarSet {
        var set = ScalarSet()
        if let first = rest.first, first == "!" || first == "^" {
            set.isNegated = true
            rest.removeFirst()
        }
        let start = rest.startIndex
        while let scalar = rest.popFirst() {
            if scalar == "]", rest.startIndex > start + 1 {
                let isNegated = set.isNegated
                set.isNegated = false
                if letterCase == .ignored { CaseVariants.complete(&set) }
                set.isNegated = isNegated
                return set
            }
            set.insert(try range(from: scalar, &rest))
        }
        throw .unclosedBracket
    }

    /// A member, or a range that begins with it.
    private static func range(
        from lower: Unicode.Scalar, _ rest: inout ArraySlice<Unicode.Scalar>
    ) throws(GlobError) -> ClosedRange<Unicode.Scalar> {
        guard !lower.isCombiningMark else { throw .combiningMark(lower) }
        guard rest.first == "-", let upper = rest.dropFirst().first, upper != "]" else { return lower...lower }
        rest.removeFirst(2)
        guard !upper.isCombiningMark else { throw .combiningMark(upper) }
        guard lower <= upper else { throw .backwardsRange(String(Character(lower)), String(Character(upper))) }
        return lower...upper
    }
}

extension Unicode.Scalar {
    fileprivate var isCombiningMark: Bool {
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }
}

/// Why a pattern is not a glob.
package enum GlobError: Error, Hashable, CustomStringConvertible {
    case empty
    case unclosedBracket
    case backwardsRange(String, String)
    case combiningMark(Unicode.Scalar)

    package var description: String {
        switch self {
        case .empty: "the pattern is empty"
        case .unclosedBracket: "the pattern has an opening bracket without a closing one"
        case .backwardsRange(let lower, let upper) where lower.lowercased() <= upper.lowercased():
            "the range \(lower)-\(upper) runs backwards, because capitals come before small letters: "
                + "write \(lower.lowercased())-\(upper.lowercased()), which matches both"
        case .backwardsRange(let lower, let upper): "the range \(lower)-\(upper) runs backwards"
        case .combiningMark(let mark):
            "the set contains a combining mark (U+\(mark.hexadecimal)), which counts as a separate character there: "
                + "write the letter and its mark outside the brackets"
        }
    }
}

extension Unicode.Scalar {
    /// At least four digits, as after `U+`.
    var hexadecimal: String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
