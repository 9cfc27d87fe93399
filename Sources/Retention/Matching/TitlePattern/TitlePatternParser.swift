/// Reads a title pattern by recursive descent: alternatives, sequences, quantified atoms.
struct TitlePatternParser {
    /// Groups inside each other.
    static let maximumDepth = 32
    /// The largest number in `{ }`.
    static let maximumCount = 1_000

    let folding: Folding
    /// In NFC.
    let pattern: [Unicode.Scalar]
    /// The index of the next character.
    var index = 0
    private(set) var isAnchored = false
    private var depth = 0
    private var isChoiceOfWholeTitles = false

    init(_ pattern: String, folding: Folding) throws(TitlePatternError) {
        self.folding = folding
        guard !pattern.isEmpty else { throw TitlePatternError(.empty) }
        // Checked first, before any work on a text of any size.
        guard pattern.utf8.count <= 4 * TitlePattern.maximumLength else { throw TitlePatternError(.tooLong) }
        self.pattern = Folding.composed.folded(pattern)
        guard self.pattern.count <= TitlePattern.maximumLength else { throw TitlePatternError(.tooLong) }
    }

    /// The whole pattern, with the anchors that it may have at its ends.
    mutating func expression() throws(TitlePatternError) -> TitleExpression {
        let hasStart = skip("^")
        let expression = try choice()
        let hasEnd = skip("$")
        isAnchored = hasStart || hasEnd
        // ^a|b$ reads like "begins with a, or ends with b", but means something else here.
        if isAnchored, isChoiceOfWholeTitles || peek == "|" { throw TitlePatternError(.anchoredChoice) }
        if index < pattern.count { throw error(peek == ")" ? .unopenedGroup : .anchorInside) }
        if expression == .sequence([]) { throw TitlePatternError(.empty) }
        return expression
    }

    private mutating func choice() throws(TitlePatternError) -> TitleExpression {
        var parts = [try sequence()]
        while skip("|") {
            if depth == 0 { isChoiceOfWholeTitles = true }
            parts.append(try sequence())
        }
        return parts.count == 1 ? parts[0] : .choice(parts)
    }

    private mutating func sequence() throws(TitlePatternError) -> TitleExpression {
        var parts = SequenceParts(folding: folding)
        while let next = peek, next != "|", next != ")", next != "$" {
            let start = index
            let atom = try self.atom()
            if let count = try quantifier() {
                try parts.append(atom, repeated: count, at: start)
            } else {
                try parts.append(atom, at: start)
            }
        }
        return try parts.finished()
    }

    private mutating func atom() throws(TitlePatternError) -> TitleAtom {
        let start = index
        guard let next = popNext() else { throw error(.empty) }
        switch next {
        case ".": return .expression(.any)
        case "(": return .expression(try group(at: start))
        case "[": return .expression(try set(at: start))
        case "\\": return try escape(at: start)
        case "*", "+", "?": throw error(.nothingToRepeat, at: start)
        case "{": throw error(.badCount, at: start)
        case "^": throw error(.anchorInside, at: start)
        default: return .literal(next)
        }
    }

    private mutating func group(at start: Int) throws(TitlePatternError) -> TitleExpression {
        if peek == "?" { try groupKind(at: start) }
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.maximumDepth else { throw error(.tooDeep, at: start) }
        let expression = try choice()
        if peek == "$" { throw error(.anchorInside) }
        guard skip(")") else { throw error(.unclosedGroup, at: start) }
        return expression
    }

    /// Reads the rest after `(?`; only `:` is supported.
    private mutating func groupKind(at start: Int) throws(TitlePatternError) {
        index += 1
        switch popNext() {
        case ":": return
        case "=", "!": throw error(.lookaround, at: start)
        case "<": throw error(peek == "=" || peek == "!" ? .lookaround : .namedGroup, at: start)
        case "P", "'": throw error(.namedGroup, at: start)
        case ">": throw error(.possessive, at: start)
        case .some(let flag) where flag == "-" || flag == "^" || ("a"..."z").contains(flag):
            throw error(.inlineFlags, at: start)
        default: throw error(.unknownGroup, at: start)
        }
    }
}

extension TitlePatternParser {
    var peek: Unicode.Scalar? { index < pattern.count ? pattern[index] : nil }

    mutating func popNext() -> Unicode.Scalar? {
        guard let next = peek else { return nil }
        index += 1
        return next
    }

    mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        index += 1
        return true
    }

    /// - Parameter position: an index; by default that of the next character.
    func error(_ reason: TitlePatternError.Reason, at position: Int? = nil) -> TitlePatternError {
        TitlePatternError(reason, at: min(position ?? index, pattern.count - 1) + 1)
    }
}

/// A piece of a pattern that a quantifier can follow.
enum TitleAtom {
    /// Not folded yet: it may be composed with its neighbours.
    case literal(Unicode.Scalar)
    case expression(TitleExpression)
}

/// Collects the parts of a sequence. Neighbouring literals are folded together, so that a letter and its accent become
/// one.
private struct SequenceParts {
    let folding: Folding
    private var parts: [TitleExpression] = []
    private var literals: [Unicode.Scalar] = []
    private var firstLiteral = 0

    init(folding: Folding) { self.folding = folding }

    mutating func append(_ atom: TitleAtom, at position: Int) throws(TitlePatternError) {
        switch atom {
        case .literal(let scalar):
            if literals.isEmpty { firstLiteral = position }
            literals.append(scalar)
        case .expression(let expression):
            try flush()
            parts.append(expression)
        }
    }

    mutating func append(_ atom: TitleAtom, repeated count: TitleRepetition, at position: Int) throws(TitlePatternError)
    {
        try flush()
        try append(atom, at: position)
        try flush()
        let part = parts.removeLast()
        parts.append(.repetition(part, min: count.min, max: count.max))
    }

    mutating func finished() throws(TitlePatternError) -> TitleExpression {
        try flush()
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func flush() throws(TitlePatternError) {
        guard let first = literals.first else { return }
        // In a title it would be composed with the letter before it, and could never be found alone.
        guard !first.combinesWithPrevious else { throw TitlePatternError(.looseMark, at: firstLiteral + 1) }
        parts.append(.text(folding.folded(literals)))
        literals = []
    }
}

extension Unicode.Scalar {
    /// Whether normalization may join it with the character before it: accents, and the later jamo of Hangul.
    fileprivate var combinesWithPrevious: Bool {
        properties.canonicalCombiningClass != .notReordered || ("\u{1161}"..."\u{1175}").contains(self)
            || ("\u{11A8}"..."\u{11C2}").contains(self)
    }
}
