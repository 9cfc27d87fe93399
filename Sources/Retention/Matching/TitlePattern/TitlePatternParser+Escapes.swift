extension TitlePatternParser {
    /// Reads the rest of an escape after its backslash.
    mutating func escape(at start: Int) throws(TitlePatternError) -> TitleAtom {
        switch peek {
        case .some("b"), .some("B"): throw error(.wordBoundary, at: start)
        case .some("A"), .some("Z"), .some("z"), .some("G"): throw error(.anchorEscape, at: start)
        case .some("k"), .some("g"): throw error(.backReference, at: start)
        case .some(let digit) where ("1"..."9").contains(digit): throw error(.backReference, at: start)
        default: break
        }
        if let term = try classEscape(at: start) { return .expression(.set(ScalarSet(term))) }
        return .literal(try characterEscape(at: start))
    }

    /// `\d`, `\w`, `\s` and their complements; nil when something else follows the backslash.
    mutating func classEscape(at start: Int) throws(TitlePatternError) -> ScalarSet.Term? {
        let kind: ScalarSet.Class
        switch peek {
        case "d", "D": kind = .digit
        case "w", "W": kind = .word
        case "s", "S": kind = .space
        case "p", "P": throw error(.unicodeProperty, at: start)
        default: return nil
        }
        let isNegated = ("A"..."Z").contains(pattern[index])
        index += 1
        return ScalarSet.Term(class: kind, isNegated: isNegated)
    }

    /// One character: a control, a code, or a punctuation mark for itself.
    mutating func characterEscape(at start: Int) throws(TitlePatternError) -> Unicode.Scalar {
        guard let next = popNext() else { throw error(.unknownEscape("\\"), at: start) }
        switch next {
        case "t": return "\t"
        case "n": return "\n"
        case "r": return "\r"
        case "f": return "\u{C}"
        case "x": return try code(digits: 2, at: start)
        case "u": return try code(digits: 4, at: start)
        case " ": return next
        case _ where next.isASCII && (next.properties.isPatternSyntax || next == "_"): return next
        default: throw error(.unknownEscape("\\\(String(Character(next)))"), at: start)
        }
    }

    /// This number of hexadecimal digits, or one to six of them in braces.
    private mutating func code(digits: Int, at start: Int) throws(TitlePatternError) -> Unicode.Scalar {
        let isBraced = skip("{")
        var value: UInt32 = 0
        var count = 0
        while let digit = peek.flatMap({ $0.isASCII ? Character($0).hexDigitValue : nil }),
            count < (isBraced ? 6 : digits)
        {
            value = value * 16 + UInt32(digit)
            count += 1
            index += 1
        }
        guard isBraced ? count > 0 && skip("}") : count == digits, let scalar = Unicode.Scalar(value) else {
            throw error(.badCodePoint, at: start)
        }
        return scalar
    }
}
