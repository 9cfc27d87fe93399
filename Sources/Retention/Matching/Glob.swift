/// A shell-like pattern over a whole string: `*` any run, `?` any one character, `[a-z]` and `[!a-z]` sets.
///
/// Upper and lower case are equal unless case is respected; the composed and decomposed forms of a character (NFC), and
/// texts that look the same (`String.visible`), always are. A set takes the characters it names, in either case, and no
/// others. A special character in brackets matches itself: `[*]`. Matching takes at most pattern × text steps.
package struct Glob: Hashable, Sendable {
    /// As written in the policy.
    package let pattern: String
    package let letterCase: LetterCase
    /// One list for each folding of `letterCase`.
    private let readings: [[GlobToken]]
    private let hasSets: Bool

    /// - Throws: `GlobError`, see `GlobToken.tokens`.
    package init(_ pattern: String, letterCase: LetterCase = .ignored) throws(GlobError) {
        self.pattern = pattern
        self.letterCase = letterCase
        let tokens = try GlobToken.tokens(Folding.composed.folded(pattern), letterCase)
        hasSets = tokens.contains(where: \.isSet)
        readings = letterCase.foldings.map { Self.folded(tokens, $0) }
    }

    /// The tokens with folded literals; neighbouring ones are folded together.
    private static func folded(_ tokens: [GlobToken], _ folding: Folding) -> [GlobToken] {
        var folded: [GlobToken] = []
        var literals: [Unicode.Scalar] = []
        for token in tokens + [.run] {
            if let literal = token.literal {
                literals.append(literal)
                continue
            }
            folded += folding.folded(literals).map(GlobToken.literal)
            literals = []
            folded.append(token)
        }
        return folded.dropLast()
    }

    package func matches(_ text: String) -> Bool {
        matches(letterCase.readings(of: text)) { WrittenCharacters(text) }
    }

    /// Whether it matches the title.
    func matches(_ item: ItemReading) -> Bool {
        matches(item.title(letterCase)) { item.written }
    }

    /// - Parameters:
    ///   - texts: as `LetterCase.readings` gives them.
    ///   - written: the characters of the text; needed only where one counts as several.
    private func matches(_ texts: [[Unicode.Scalar]], _ written: () -> WrittenCharacters) -> Bool {
        for index in 0..<min(readings.count, texts.count) {
            // With a single reading no character counts as several; in the second each counts as one.
            let several = hasSets && index == 0 && texts.count > 1 ? written() : nil
            if Self.matches(readings[index], texts[index], several) { return true }
        }
        return false
    }

    /// Text that every match must begin or end with, one for each folding of `letterCase`; nil if one of them has none.
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

    private static func matches(
        _ tokens: [GlobToken], _ text: [Unicode.Scalar], _ written: WrittenCharacters?
    ) -> Bool {
        var token = 0
        var position = 0
        var retry: (token: Int, position: Int)?
        while position < text.count {
            if token < tokens.count, tokens[token].isRun {
                token += 1
                retry = (token, position)
            } else if token < tokens.count,
                let length = length(tokens[token], text[position], at: position, written)
            {
                token += 1
                position += length
            } else if let last = retry {
                // The latest run takes one more character; earlier runs never need another try.
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
        return tokens[token...].allSatisfy(\.isRun)
    }

    /// How much of the folded text a token takes; nil if it doesn't match there.
    private static func length(
        _ token: GlobToken, _ scalar: Unicode.Scalar, at position: Int, _ written: WrittenCharacters?
    ) -> Int? {
        switch token {
        case .run: return nil
        case .one: return 1
        case .literal(let expected): return expected == scalar ? 1 : nil
        case .set(let set):
            switch written?[position] {
            case nil: return set.contains(scalar) ? 1 : nil
            case .whole(let character, let length): return set.contains(character) ? length : nil
            case .inside: return nil
            }
        }
    }

    /// Its tokens as written, before any folding.
    var written: [GlobToken] { (try? GlobToken.tokens(Folding.composed.folded(pattern), letterCase)) ?? [] }

    /// Whether it matches every text.
    package var matchesEverything: Bool { readings[0] == [.run] }

    /// The number of characters that it names one by one.
    var literalCount: Int { readings[readings.count - 1].reduce(0) { $0 + ($1.literal == nil ? 0 : 1) } }

    /// Whether it has neither `*` nor `?` nor a set.
    package var isPlainText: Bool { readings[0].allSatisfy { $0.literal != nil } }

    /// Equal for globs with the same meaning, and for no others.
    var form: String {
        (letterCase == .respected ? "=" : "~")
            + readings.map { $0.map(\.form).joined() }.joined(separator: "\n")
    }
}

extension GlobToken {
    fileprivate var form: String {
        switch self {
        case .run: "*"
        case .one: "?"
        case .literal(let scalar): "*?[\n".unicodeScalars.contains(scalar) ? "[\(scalar)]" : String(Character(scalar))
        case .set(let set): "[\(set.form)]"
        }
    }
}
