import Foundation
import Testing

@testable import Retention

/// Title patterns and Python's `re.fullmatch` agree on everything that the generators make, except for combining
/// marks, which are not `\w` there. ß also equals ss for us, so we match more than Python does.
@Suite struct TitlePatternDifferentialTests {
    private static let letters = [
        "a", "b", "B", "C", "\u{E9}", "\u{C9}", "ж", "Ж", "7", "\u{663}", "_", "-", " ", "\u{2028}", ".", "\n", "½",
        "\u{1F600}", "s", "ß", "ẞ", "ﬁ",
    ]
    /// The letters of most patterns.
    private static let fewLetters = ["a", "b", "B", "7", "ß"]
    private static let plain = ["a", "b", "B", "C", "\u{E9}", "\u{C9}", "ж", "Ж", "7", "_", "-", " "]
    private static let atoms =
        plain + plain + [
            "s", "ß", "[ß]", "[^ß]", "[a-ß]", "[\u{C0}-\u{FF}]", "ﬁ",
            ".", "\\d", "\\w", "\\s", "\\D", "\\W", "\\S", "\\.", "\\-", "[ab]", "[^a]", "[a-c]", "[A-C7]", "[^A-C]",
            "[\\d-]", "[^\\w.]", "[\\s\\S]", "[а-я]", "[^А-Я\\d]", "[\u{C0}-\u{D6}]", "[+--]", "\\x41", "\\u0436",
            "[\\n-]",
        ]
    private static let quantifiers = ["*", "+", "?", "{2}", "{0,1}", "{1,}", "{1,3}", "*?", "+?", "??", "{0,2}?"]
    private static let patternsPerSeed = 1_500
    private static let titlesPerPattern = 8

    @Test(.enabled(if: PythonRegex.isUsable), arguments: UInt64(1)...8)
    func `agrees with Python`(seed: UInt64) throws {
        var random = RandomChoices(seed: seed)
        let questions = (0..<Self.patternsPerSeed).map { round in
            PythonRegex.Question(
                pattern: round % 4 == 3 ? Self.noise(&random) : Self.pattern(&random, depth: 0),
                ignoresCase: random.chance(70),
                titles: (0..<Self.titlesPerPattern).map {
                    Self.title(among: $0 < 5 ? Self.fewLetters : Self.letters, &random)
                })
        }
        let answers = try PythonRegex.answers(to: questions)
        #expect(answers.count == questions.count)
        var compared = 0
        var matched = 0
        for (question, theirs) in zip(questions, answers) {
            // We refuse more than Python does, each with its own reason.
            guard
                let ours = try? TitlePattern(question.pattern, letterCase: question.ignoresCase ? .ignored : .respected)
            else { continue }
            guard let theirs else {
                Issue.record("seed \(seed): Python refuses \(question.pattern.debugDescription)")
                continue
            }
            for (title, expected) in zip(question.titles, theirs) {
                compared += 1
                matched += expected ? 1 : 0
                let growsInUpperCase =
                    question.ignoresCase && (question.pattern + title).contains { "ßẞﬁ".contains($0) }
                if ours.matches(title) != expected, expected || !growsInUpperCase {
                    Issue.record(
                        "seed \(seed): \(question.pattern.debugDescription) against \(title.debugDescription), ignoring case: \(question.ignoresCase), Python says \(expected)"
                    )
                }
            }
        }
        #expect(compared > 7_500, "the dice threw too few patterns that both take")
        #expect(matched > 300, "the dice threw too few titles that match")
    }

    private static func title(among letters: [String], _ random: inout RandomChoices) -> String {
        (0..<Int.random(in: 0...5, using: &random)).map { _ in random.one(of: letters) }.joined()
    }

    private static func pattern(_ random: inout RandomChoices, depth: Int) -> String {
        let count = Int.random(in: 0...4, using: &random)
        return (0..<count).map { _ in
            var atom = random.one(of: atoms)
            if depth < 3, random.chance(25) {
                atom = "\(random.chance(50) ? "(" : "(?:")\(pattern(&random, depth: depth + 1)))"
                if random.chance(50) {
                    atom = "(\(pattern(&random, depth: depth + 1))|\(pattern(&random, depth: depth + 1)))"
                }
            }
            return atom + (random.chance(40) ? random.one(of: quantifiers) : "")
        }.joined()
    }

    /// Special characters in no sensible order.
    private static func noise(_ random: inout RandomChoices) -> String {
        let pieces = Array("ab7.*+?|()[]{}^$\\-,:dwsDWS").map(String.init) + ["(?:", "[^", "{2}", "{1,2}", "[a-b]"]
        return (0..<Int.random(in: 1...6, using: &random)).map { _ in random.one(of: pieces) }.joined()
    }
}
