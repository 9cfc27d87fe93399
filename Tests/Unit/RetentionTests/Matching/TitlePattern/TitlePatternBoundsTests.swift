import Testing

@testable import Retention

/// The cost of a hostile or clumsy pattern. Steps are counted, because time depends on the machine.
@Suite struct TitlePatternBoundsTests {
    private func steps(_ pattern: TitlePattern, _ title: String) -> (matches: Bool, steps: Int) {
        var steps = 0
        let matches = pattern.matches(title, steps: &steps)
        return (matches, steps)
    }

    /// Each of these keeps a backtracking engine busy for longer than the age of the universe.
    @Test(arguments: [
        ("(a+)+", "b"), ("(a+)+$", "!"), ("(a|a)*", "b"), ("(a|aa)+", "b"), ("(a*)*b", ""), ("(.*a){20}", "b"),
        ("(.*)*(.*)*(.*)*x", "y"), ("([a-z]+)*\\d", "-"), ("(a?){50}a{50}", "b"), ("(\\w+\\s?)+", "!"),
        ("((a{0,10}){0,10}){0,10}b", "c"), ("(a|b|ab)*c", "d"),
    ])
    func `hostile patterns take at most two steps per instruction and character`(pattern: String, end: String) throws {
        let compiled = try TitlePattern(pattern)
        for length in [10, 1_000, 20_000 / (1 + compiled.programs[0].instructions.count / 100)] {
            let (matches, steps) = steps(compiled, String(repeating: "a", count: length) + end)
            #expect(!matches)
            #expect(steps <= 2 * compiled.programs[0].instructions.count * (length + end.count + 1))
        }
    }

    @Test(arguments: [("(a+)+$", 8), ("(a|b)*!", 12), (".*a.*!", 14)])
    func `a title of a megabyte takes steps in proportion`(pattern: String, perCharacter: Int) throws {
        let compiled = try TitlePattern(pattern)
        let (matches, steps) = steps(compiled, String(repeating: "a", count: 1 << 20) + "?")
        #expect(!matches)
        #expect(steps <= perCharacter << 20)
    }

    /// Most titles don't begin like the pattern: those cost almost nothing, at any length.
    @Test func `a title that cannot match is left at once`() throws {
        let (matches, steps) = steps(try TitlePattern("contract.*"), String(repeating: "x", count: 1 << 20))
        #expect(!matches)
        #expect(steps < 10)
    }

    /// Mostly senseless patterns, and titles of the same letters: refused or answered, within the bounds.
    @Test(arguments: UInt64(1)...8)
    func `any text is refused or answered within its bounds`(seed: UInt64) {
        var random = RandomChoices(seed: seed)
        let pieces =
            Array("ab1.*+?|()[]{}^$\\-,:=!<>dwsDWSxuK \u{301}\u{DF}\u{130}\u{1161}\u{E9}\u{1F600}\n").map(String.init)
            + ["(?:", "[^", "\\d", "{2}", "{1,3}", "\\u{1F600}", "\\x41", "[a-z]", "(a|", "){0,40}", "[\\s\\S]", "\0"]
        var accepted = 0
        for round in 0..<1_500 {
            let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in random.one(of: pieces) }.joined()
            let title = (0..<Int.random(in: 0...12, using: &random)).map { _ in random.one(of: pieces) }.joined()
            for letterCase in [LetterCase.ignored, .respected] {
                guard let pattern = try? TitlePattern(text, letterCase: letterCase) else { continue }
                accepted += 1
                let lengths = letterCase.readings(of: title).map(\.count)
                let (matches, steps) = steps(pattern, title)
                let size = pattern.programs.map(\.instructions.count).max() ?? 0
                guard size <= TitlePattern.maximumProgramLength,
                    steps <= lengths.reduce(0, { $0 + 2 * size * ($1 + 1) }),
                    matches == pattern.matches(title), matches || !pattern.matchesEverything,
                    matches || !pattern.matchesAnythingNotEmpty || title.isEmpty
                else {
                    Issue.record("seed \(seed), round \(round): \(text) against \(title), \(steps) steps")
                    return
                }
            }
        }
        #expect(accepted > 300)
    }

    /// The size is known before anything is written out; so it must be the real one.
    @Test(arguments: [
        "a", "a*", "a+", "a?", "(ab|c|)d{2,5}", "(a{0,3}){2,}", "((a|b)*c+){0,4}", "\u{DF}{3}", "[\u{C0}-\u{FF}]",
    ])
    func `the size is known beforehand`(text: String) throws {
        var parser = try TitlePatternParser(text, folding: .full)
        let expression = try parser.expression()
        #expect(expression.programLength == TitleProgram(expression).instructions.count)
    }
}
