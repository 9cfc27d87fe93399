/// How often a part repeats.
struct TitleRepetition {
    let min: Int
    /// Nil for any number.
    let max: Int?
}

extension TitlePatternParser {
    /// Reads the quantifier that may follow an atom. A lazy one makes no difference, because the whole title must
    /// match.
    mutating func quantifier() throws(TitlePatternError) -> TitleRepetition? {
        let start = index
        let count: TitleRepetition
        switch peek {
        case "*": count = TitleRepetition(min: 0, max: nil)
        case "+": count = TitleRepetition(min: 1, max: nil)
        case "?": count = TitleRepetition(min: 0, max: 1)
        case "{": count = try braces()
        default: return nil
        }
        if pattern[start] != "{" { index += 1 }
        _ = skip("?")
        switch peek {
        case "+" where pattern[index - 1] != "?" || index - 1 == start: throw error(.possessive)
        case "*", "+", "?", "{": throw error(.repeatedTwice)
        default: return count
        }
    }

    /// `{2}`, `{2,}` or `{2,5}`.
    private mutating func braces() throws(TitlePatternError) -> TitleRepetition {
        let start = index
        index += 1
        guard let min = try number(at: start) else { throw error(.badCount, at: start) }
        if skip("}") { return TitleRepetition(min: min, max: min) }
        guard skip(",") else { throw error(.badCount, at: start) }
        if skip("}") { return TitleRepetition(min: min, max: nil) }
        guard let max = try number(at: start), skip("}") else { throw error(.badCount, at: start) }
        guard min <= max else { throw error(.backwardsRange("\(min)", "\(max)"), at: start) }
        return TitleRepetition(min: min, max: max)
    }

    /// Nil when there is no digit.
    private mutating func number(at start: Int) throws(TitlePatternError) -> Int? {
        var number: Int?
        while let digit = peek, ("0"..."9").contains(digit) {
            index += 1
            let value = (number ?? 0) * 10 + Int(digit.value - 0x30)
            guard value <= Self.maximumCount else { throw error(.hugeCount, at: start) }
            number = value
        }
        return number
    }
}
