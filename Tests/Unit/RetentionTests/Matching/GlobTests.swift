import Foundation
import Testing

@testable import Retention

@Suite struct GlobTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let pattern: String
        let text: String
        let matches: Bool

        init(_ name: String, _ pattern: String, _ text: String, _ matches: Bool) {
            (self.name, self.pattern, self.text, self.matches) = (name, pattern, text, matches)
        }

        var testDescription: String { name }
    }

    static let cases = [
        Case("star matches an empty run", "a*b", "ab", true),
        Case("star matches an empty text", "*", "", true),
        Case("stars in a row are one star", "a***b", "axb", true),
        Case("a pattern covers the whole text", "tmp", "a.tmp", false),
        Case("two stars share the text", "*a*b", "aab-ab", true),
        Case("a star backs off from a false start", "*.tar.gz", "x.tar.tar.gz", true),
        Case("the end must fit after a star", "*.sig", "a.sig.txt", false),
        Case("question mark is exactly one character", "a?c", "abc", true),
        Case("question mark is never nothing", "a?c", "ac", false),
        Case("question mark is never two", "a?c", "abbc", false),
        Case("question mark takes an emoji", "?.png", "\u{1F600}.png", true),
        Case("a set is one of its members", "[abc].txt", "b.txt", true),
        Case("a set is not another", "[abc].txt", "d.txt", false),
        Case("a range has its lower end", "[a-c]", "a", true),
        Case("a range has its upper end", "[a-c]", "c", true),
        Case("a range ends there", "[a-c]", "d", false),
        Case("an exclamation mark negates", "[!a-c]", "d", true),
        Case("a negated set excludes its members", "[!a-c]", "b", false),
        Case("a caret negates too", "[^a]", "b", true),
        Case("a negated set needs a character", "a[!b]", "a", false),
        Case("a bracketed star is a star", "a[*]b", "a*b", true),
        Case("a bracketed star is no run", "a[*]b", "axxb", false),
        Case("a bracketed question mark is itself", "a[?]", "ab", false),
        Case("a bracketed bracket is itself", "[[]x]", "[x]", true),
        Case("a closing bracket comes first in its set", "[]a]", "]", true),
        Case("a hyphen at the end is a member", "[a-]", "-", true),
        Case("a closing bracket alone is itself", "a]", "a]", true),
        Case("a backslash escapes nothing", "a\\*", "a\\b", true),
        Case("a leading dot is nothing special", "*.tmp", ".tmp", true),
        Case("a slash is nothing special", "a*c", "a/b/c", true),
        Case("a line break is a character", "a*c", "a\nb\nc", true),
        Case("upper case pattern, lower case text", "*CONTRACT*", "my contract.pdf", true),
        Case("lower case pattern, upper case text", "*contract*", "MY CONTRACT.PDF", true),
        Case("Greek capitals, small letters with a final sigma", "*ΛΌΓΟΣ*", "ο λόγος.txt", true),
        Case("sharp s and its capitals", "*straße*", "STRASSE 7.pdf", true),
        Case("a question mark takes a sharp s whole", "stra?e", "Straße", true),
        Case("a question mark takes no two letters for it", "stra?e", "STRASSE", false),
        Case("two question marks take both halves of it", "stra??e", "Straße", true),
        Case("a set takes a sharp s", "stra[ß]e", "STRA\u{1E9E}E", true),
        Case("a set without it", "stra[!ß]e", "straße", false),
        Case("a ligature and its letters", "*finance*", "\u{FB01}nance.xlsx", true),
        Case("case in sets", "[A-C]x", "bX", true),
        Case("composed pattern, decomposed text", "caf\u{E9}", "cafe\u{301}", true),
        Case("decomposed pattern, composed text", "cafe\u{301}", "caf\u{E9}", true),
        Case("upper case decomposed text", "caf\u{E9}*", "CAFE\u{301} 1", true),
        Case("question mark takes a decomposed letter whole", "caf?", "cafe\u{301}", true),
        Case("a set holds a composed letter for a decomposed text", "[\u{E9}]", "e\u{301}", true),
        Case("an accent makes another letter", "cafe", "caf\u{E9}", false),
        Case("Hangul by jamo", "\u{AC00}*", "\u{1100}\u{1161}.hwp", true),
    ]

    @Test(arguments: cases)
    func `matches whole texts without regard to case and form`(_ example: Case) throws {
        #expect(try Glob(example.pattern).matches(example.text) == example.matches)
        if !example.pattern.contains("\\") {
            #expect(NaiveMatch.fits(example.text, example.pattern) == example.matches, "the oracle disagrees")
        }
    }

    @Test(arguments: [
        ("*Contract*", "my Contract.pdf", true), ("*Contract*", "my contract.pdf", false), ("[A-C]x", "bx", false),
        ("straße", "strasse", false), ("stra?e", "straße", true), ("caf\u{E9}", "cafe\u{301}", true),
        ("cafe\u{301}*", "caf\u{E9} 1", true), ("?", "e\u{301}", true),
    ])
    func `respects case on request`(pattern: String, text: String, matches: Bool) throws {
        #expect(try Glob(pattern, letterCase: .respected).matches(text) == matches)
        #expect(NaiveMatch.fits(text, pattern, .respected) == matches, "the oracle disagrees")
    }

    @Test func `patterns of different case are different`() throws {
        #expect(try Glob("x") != Glob("x", letterCase: .respected))
    }

    @Test(arguments: [
        ("", GlobError.empty), ("[", .unclosedBracket), ("[]", .unclosedBracket), ("[!]", .unclosedBracket),
        ("a[bc", .unclosedBracket), ("[z-a]", .backwardsRange("z", "a")),
    ])
    func `refuses an invalid glob`(pattern: String, error: GlobError) {
        #expect(throws: error) { try Glob(pattern) }
    }

    /// A matcher that backtracks into earlier stars needs longer than the age of the universe for these.
    @Test(arguments: [
        (String(repeating: "*a", count: 50) + "*b", String(repeating: "a", count: 2_000)),
        (String(repeating: "a*", count: 100) + "b", String(repeating: "a", count: 1_000) + "c"),
        (String(repeating: "*?", count: 100) + "x", String(repeating: "y", count: 1_000)),
        (String(repeating: "*[a-c]", count: 60) + "z", String(repeating: "abc", count: 500)),
    ])
    func `pathological patterns take bounded time`(pattern: String, text: String) throws {
        let glob = try Glob(pattern)
        let clock = ContinuousClock()
        var matches = true
        let elapsed = clock.measure { matches = glob.matches(text) }
        #expect(!matches)
        #expect(elapsed < .seconds(20))
    }

    @Test(arguments: UInt64(1)...4)
    func `agrees with trying every split`(seed: UInt64) throws {
        var random = RandomChoices(seed: seed)
        let letters = ["a", "b", "B", "\u{E9}", "e\u{301}", "-"]
        let parts = letters + ["*", "*", "?", "[ab]", "[!a]", "[a-b]"]
        for _ in 0..<1_500 {
            let pattern = (0..<Int.random(in: 1...6, using: &random)).map { _ in random.one(of: parts) }.joined()
            let text = (0..<Int.random(in: 0...7, using: &random)).map { _ in random.one(of: letters) }.joined()
            let agrees = try Glob(pattern).matches(text) == NaiveMatch.fits(text, pattern)
            if !agrees { #expect(agrees, "seed \(seed): \(pattern) against \(text)") }
        }
    }
}
