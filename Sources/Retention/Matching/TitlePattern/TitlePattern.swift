/// A regular expression over a whole title.
///
/// An engine of our own, because a pattern must never stall a sweep: it follows all alternatives at once (Thompson,
/// Pike), so that matching takes at most program × title steps for every input. See
/// `docs/internals/decisions/0011-title-patterns.md`.
package struct TitlePattern: Hashable, Sendable {
    /// Characters of a pattern.
    package static let maximumLength = 1_000
    /// Instructions of a compiled pattern, with counted repetitions unrolled.
    package static let maximumProgramLength = 5_000

    /// As written in the policy.
    package let pattern: String
    package let letterCase: LetterCase
    /// Whether it certainly matches every text; unusual ways to write that aren't recognized.
    package let matchesEverything: Bool
    /// The same, except for the empty text, which is hardly ever a title: `.+`.
    package let matchesAnythingNotEmpty: Bool
    /// Whether it has no special characters, not even anchors: it matches one title, and may be meant as a part of
    /// several.
    package let isPlainText: Bool
    /// Why no stored title can match; nil if some can.
    let impossibility: TitleExpression.Impossibility?
    /// A character of a part that no stored title can match; nil if there is none.
    let uselessCharacter: Unicode.Scalar?
    /// One for each folding of `letterCase`, the second only when it differs from the first.
    let programs: [TitleProgram]

    /// Reads and compiles a pattern.
    ///
    /// - Throws: the first reason why it can't be used.
    package init(_ pattern: String, letterCase: LetterCase = .ignored) throws(TitlePatternError) {
        var expressions: [TitleExpression] = []
        var isAnchored = false
        for folding in letterCase.foldings {
            var parser = try TitlePatternParser(pattern, folding: folding)
            let expression = try parser.expression()
            guard expression.programLength <= Self.maximumProgramLength else { throw TitlePatternError(.tooLarge) }
            if expressions.last != expression { expressions.append(expression) }
            isAnchored = parser.isAnchored
        }
        let expression = expressions[0]
        self.pattern = pattern
        self.letterCase = letterCase
        matchesAnythingNotEmpty = expression.matchesAnythingNotEmpty
        matchesEverything = expression.matchesAnythingNotEmpty && expression.isNullable
        isPlainText = expression.isPlainText && !isAnchored
        impossibility = expression.impossibility
        uselessCharacter = expression.uselessCharacter
        programs = expressions.map { TitleProgram($0) }
    }

    package func matches(_ title: String) -> Bool {
        var steps = 0
        return matches(title, steps: &steps)
    }

    /// - Parameter steps: increased by the number of instructions executed.
    func matches(_ title: String, steps: inout Int) -> Bool {
        for (index, reading) in letterCase.readings(of: title).enumerated()
        where programs[min(index, programs.count - 1)].accepts(reading, steps: &steps) {
            return true
        }
        return false
    }

    // The program depends only on the text.

    package static func == (left: TitlePattern, right: TitlePattern) -> Bool {
        left.letterCase == right.letterCase && left.pattern == right.pattern
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(letterCase)
        hasher.combine(pattern)
    }
}
