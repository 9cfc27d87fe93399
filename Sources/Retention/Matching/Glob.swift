/// A shell-like pattern over a whole string: `*` any run, `?` any one character, `[a-z]` and `[!a-z]` sets.
///
/// Upper and lower case are the same unless case is respected; the composed and decomposed forms of a character (NFC)
/// always are. To match one of the special characters itself, put it in brackets: `[*]`. Matching takes at most
/// pattern × text steps.
package struct Glob: Hashable, Sendable {
    /// As written in the policy.
    package let pattern: String
    package let letterCase: LetterCase
    /// One list for each folding of `letterCase`.
    private let readings: [[Token]]

    private enum Token: Hashable, Sendable {
        case run
        case one
        case literal(Unicode.Scalar)
        case set([ClosedRange<Unicode.Scalar>], negated: Bool)

        var literal: Unicode.Scalar? { if case .literal(let scalar) = self { scalar } else { nil } }

        enum Step { case accepts, refuses, isRun }

        /// What the token says of a character.
        func step(_ scalar: Unicode.Scalar) -> Step {
            switch self {
            case .run: .isRun
            case .one: .accepts
            case .literal(let expected): expected == scalar ? .accepts : .refuses
            case .set(let ranges, let negated):
                ranges.contains { $0.contains(scalar) } != negated ? .accepts : .refuses
            }
        }
    }

    /// - Throws: `GlobError` for an empty pattern, an unclosed or empty bracket, or a range that runs backwards.
    package init(_ pattern: String, letterCase: LetterCase = .ignored) throws(GlobError) {
        self.pattern = pattern
        self.letterCase = letterCase
        var readings: [[Token]] = []
        for folding in letterCase.foldings { readings.append(try Self.tokens(folding.folded(pattern)[...])) }
        self.readings = readings
    }

    private static func tokens(_ pattern: ArraySlice<Unicode.Scalar>) throws(GlobError) -> [Token] {
        var rest = pattern
        guard !rest.isEmpty else { throw .empty }
        var tokens: [Token] = []
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*": if tokens.last != .run { tokens.append(.run) }
            case "?": tokens.append(.one)
            case "[": tokens.append(try Self.set(&rest))
            default: tokens.append(.literal(scalar))
            }
        }
        return tokens
    }

    package func matches(_ text: String) -> Bool {
        matches(letterCase.readings(of: text))
    }

    /// Whether it matches the title.
    func matches(_ item: ItemReading) -> Bool {
        matches(item.title(letterCase))
    }

    /// - Parameter texts: as `LetterCase.readings` gives them.
    private func matches(_ texts: [[Unicode.Scalar]]) -> Bool {
        for index in 0..<min(readings.count, texts.count) where Self.matches(readings[index], texts[index]) {
            return true
        }
        return false
    }

    /// Text that whatever matches must begin or end with, one for each folding of `letterCase`; nil when there is none for
    /// one of them.
    var anchors: [TitleAnchor]? {
        var anchors: [TitleAnchor] = []
        for (folding, tokens) in readings.enumerated() {
            let last = tokens.reversed().prefix { $0.literal != nil }.compactMap(\.literal).reversed()
            let first = tokens.prefix { $0.literal != nil }.compactMap(\.literal)
            let isAtEnd = last.count >= first.count
            guard !last.isEmpty || !first.isEmpty else { return nil }
            let text = isAtEnd ? Array(last.suffix(TitleAnchor.longest)) : Array(first.prefix(TitleAnchor.longest))
            anchors.append(TitleAnchor(letterCase: letterCase, folding: folding, text: text, isAtEnd: isAtEnd))
        }
        return anchors
    }

    private static func matches(_ tokens: [Token], _ text: [Unicode.Scalar]) -> Bool {
        var token = 0
        var position = 0
        var retry: (token: Int, position: Int)?
        while position < text.count {
            let step = token < tokens.count ? tokens[token].step(text[position]) : .refuses
            if step == .isRun {
                retry = (token + 1, position)
                token += 1
            } else if step == .accepts {
                token += 1
                position += 1
            } else if let last = retry {
                // Let the latest run swallow one more character; earlier runs never need another try.
                position = last.position + 1
                token = last.token
                if token < tokens.count, case .literal(let next) = tokens[token] {
                    while position < text.count, text[position] != next { position += 1 }
                }
                retry = (token, position)
            } else {
                return false
            }
        }
        while token < tokens.count {
            guard case .run = tokens[token] else { return false }
            token += 1
        }
        return true
    }

    /// Whether it matches every text.
    package var matchesEverything: Bool { readings[0] == [.run] }

    /// Reads a bracket expression; the opening bracket is already consumed. `]` right after it is a member.
    private static func set(_ rest: inout ArraySlice<Unicode.Scalar>) throws(GlobError) -> Token {
        var negated = false
        if let first = rest.first, first == "!" || first == "^" {
            negated = true
            rest.removeFirst()
        }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while let scalar = rest.popFirst() {
            if scalar == "]", !ranges.isEmpty { return .set(ranges, negated: negated) }
            if rest.first == "-", let upper = rest.dropFirst().first, upper != "]" {
                rest.removeFirst(2)
                guard scalar <= upper else {
                    throw .backwardsRange(String(Character(scalar)), String(Character(upper)))
                }
                ranges.append(scalar...upper)
            } else {
                ranges.append(scalar...scalar)
            }
        }
        throw .unclosedBracket
    }
}

/// Why a pattern is not a glob.
package enum GlobError: Error, Hashable, CustomStringConvertible {
    case empty
    case unclosedBracket
    case backwardsRange(String, String)

    package var description: String {
        switch self {
        case .empty: "the pattern is empty"
        case .unclosedBracket: "the pattern has an opening bracket without a closing one"
        case .backwardsRange(let lower, let upper): "the range \(lower)-\(upper) runs backwards"
        }
    }
}
