extension TitlePatternParser {
    /// Reads a bracket expression after its opening bracket.
    mutating func set(at start: Int) throws(TitlePatternError) -> TitleExpression {
        var set = ScalarSet()
        var texts: [[Unicode.Scalar]] = []
        set.isNegated = skip("^")
        // In some dialects the bracket is a member, in others the end.
        if peek == "]" { throw error(.emptySet, at: start) }
        while !skip("]") {
            guard peek != nil else { throw error(.unclosedSet, at: start) }
            switch try member(of: start) {
            case .term(let term): set.insert(term)
            case .range(let range): texts += set.insert(range, folding)
            }
        }
        if set.isTrivial {
            guard !set.isNegated else { throw error(.nothingSet, at: start) }
            return .any
        }
        // A character that folds into several, such as ß into ss, becomes an alternative.
        return set.isNegated || texts.isEmpty ? .set(set) : .choice([.set(set)] + texts.map { .text($0) })
    }

    private enum Member {
        case term(ScalarSet.Term)
        case range(ClosedRange<Unicode.Scalar>)
    }

    private mutating func member(of start: Int) throws(TitlePatternError) -> Member {
        let position = index
        let first = try end(of: start)
        // A hyphen without an end after it stands for itself.
        guard peek == "-", index + 1 < pattern.count, pattern[index + 1] != "]" else {
            switch first {
            case .term(let term): return .term(term)
            case .range(let range): return .range(range)
            }
        }
        index += 1
        guard case .range(let lower) = first, case .range(let upper) = try end(of: start) else {
            throw error(.classInRange, at: position)
        }
        guard lower.lowerBound <= upper.lowerBound else {
            let ends = (String(Character(lower.lowerBound)), String(Character(upper.lowerBound)))
            throw error(.backwardsRange(ends.0, ends.1), at: position)
        }
        return .range(lower.lowerBound...upper.lowerBound)
    }

    /// One end of a range: a character, or a class, which is not allowed there.
    private mutating func end(of start: Int) throws(TitlePatternError) -> Member {
        let position = index
        guard let next = popNext() else { throw error(.unclosedSet, at: start) }
        if next == "[", let kind = peek, kind == ":" || kind == "." || kind == "=" {
            throw error(.posixClass, at: position)
        }
        guard next == "\\" else { return .range(next...next) }
        if let term = try classEscape(at: position) { return .term(term) }
        let scalar = try characterEscape(at: position)
        return .range(scalar...scalar)
    }
}
