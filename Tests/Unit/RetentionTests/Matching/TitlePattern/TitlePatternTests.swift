import Testing

@testable import Retention

@Suite struct TitlePatternTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let pattern: String
        let title: String
        let matches: Bool

        init(_ name: String, _ pattern: String, _ title: String, _ matches: Bool) {
            (self.name, self.pattern, self.title, self.matches) = (name, pattern, title, matches)
        }

        var testDescription: String { name }
    }

    static let structure = [
        Case("a pattern covers the whole title", "draft", "draft.doc", false),
        Case("a pattern doesn't float", "draft", "my draft", false),
        Case("anchors at the ends change nothing", "^draft$", "draft", true),
        Case("one anchor is enough", "^draft", "draft 2", false),
        Case("a dot is one character", "a.c", "abc", true),
        Case("a dot is never nothing", "a.c", "ac", false),
        Case("a dot takes a line break", "a.c", "a\nc", true),
        Case("a dot takes an emoji", ".", "\u{1F600}", true),
        Case("a star takes nothing", "ab*c", "ac", true),
        Case("a star takes many", "ab*c", "abbbbc", true),
        Case("a plus needs one", "ab+c", "ac", false),
        Case("a question mark takes one or none", "colou?r", "color", true),
        Case("a question mark never takes two", "ab?c", "abbc", false),
        Case("a lazy quantifier still has to reach the end", "a+?", "aaa", true),
        Case("a count is exact", "a{3}", "aa", false),
        Case("a count is met", "a{3}", "aaa", true),
        Case("a count is not exceeded", "a{3}", "aaaa", false),
        Case("a lower count", "a{2,}", "aaaaa", true),
        Case("a lower count is a lower count", "a{2,}", "a", false),
        Case("an upper count", "a{1,3}", "aaa", true),
        Case("an upper count is an upper count", "a{1,3}", "aaaa", false),
        Case("a count of zero", "xa{0}y", "xy", true),
        Case("a counted group", "(ab){2}", "abab", true),
        Case("alternatives are whole titles", "draft|final.*", "final 2", true),
        Case("each alternative covers the whole title", "draft|final", "draft 2", false),
        Case("alternatives in a group", "(draft|final) \\d", "final 2", true),
        Case("a group that doesn't capture", "(?:draft|final) \\d", "final 2", true),
        Case("an empty alternative", "report( old|)", "report", true),
        Case("a loop over nothing ends", "(a*)*b", "aab", true),
        Case("anchors around a group of alternatives", "^(a|b)$", "b", true),
    ]

    static let characters = [
        Case("an escaped dot", "a\\.pdf", "a.pdf", true),
        Case("an escaped dot is only a dot", "a\\.pdf", "axpdf", false),
        Case("an escaped backslash", "a\\\\b", "a\\b", true),
        Case("a bracket alone is itself", "\\[Draft] x", "[draft] X", true),
        Case("a code of two digits", "\\x41", "a", true),
        Case("a code of four digits", "\\u00e9", "\u{C9}", true),
        Case("a code in braces", "\\u{1F600}\\x{1F600}", "\u{1F600}\u{1F600}", true),
        Case("a tab", "a\\tb", "a\tb", true),
        Case("a set is one of its members", "[abc]", "b", true),
        Case("a set is not another", "[abc]", "d", false),
        Case("a range", "[a-c]+", "abc", true),
        Case("a negated set", "[^a-c]", "d", true),
        Case("a negated set excludes", "[^a-c]", "B", false),
        Case("a hyphen at the end", "[a-]+", "a-a", true),
        Case("a hyphen at the start", "[-a]+", "a-a", true),
        Case("a hyphen after a range", "[a-c-e]+", "a-e", true),
        Case("a hyphen after a range begins none", "[a-c-e]", "d", false),
        Case("a special character in a set is itself", "[.*+?(){}|$^]", "x", false),
        Case("a special character in a set", "[.*+?(){}|$^]+", "^$.", true),
        Case("an escaped bracket in a set", "[\\]\\[]+", "[]", true),
        Case("a class in a set", "[\\d-]+", "2026-11", true),
        Case("a complement in a set", "[\\Da]+", "7", false),
        Case("everything as a set", "[\\s\\S]", "\n", true),
    ]

    static let classes = [
        Case("a digit", "\\d+", "2026", true), Case("a letter is no digit", "\\d", "a", false),
        Case("a digit of another script", "\\d", "\u{0663}", true),
        Case("a fraction is no digit", "\\d", "\u{BD}", false),
        Case("a complement of digits", "\\D", "7", false),
        Case("a word", "\\w+", "a_7", true), Case("a hyphen is no word", "\\w", "-", false),
        Case("a word of another script", "\\w+", "договор", true),
        Case("a word with a mark", "\\w+", "x\u{302}", true),
        Case("white space", "a\\sb", "a b", true), Case("a no-break space", "a\\sb", "a\u{A0}b", true),
        Case("a complement of white space", "\\S+", "a b", false),
    ]

    static let letters = [
        Case("upper case pattern", "INVOICE \\d", "invoice 7", true),
        Case("lower case pattern", "invoice \\d", "INVOICE 7", true),
        Case("a complement isn't lower-cased", "\\D", "x", true),
        Case("a range takes the other case", "[A-Z]", "k", true),
        Case("a lower-case range takes the other case", "[a-z]", "K", true),
        Case("a range takes no letter beyond it", "[A-Z]", "\u{E4}", false),
        Case("a range holds a Kelvin sign as a k", "[a-z]", "\u{212A}", true),
        Case("a range of capitals of another script", "[А-Я]+", "договор", true),
        Case("a negated range excludes the other case", "[^A-Z]", "k", false),
        Case("a single member takes the other case", "[É]", "e\u{301}", true),
        Case("a final sigma", "ΛΌΓΟΣ", "λόγος", true),
        Case("a final sigma in a set", "[ς]", "Σ", true),
        Case("sharp s and its capitals", "straße", "STRASSE", true),
        Case("a sharp s in a set", "stra[ßx]e", "STRASSE", true),
        Case("a sharp s in a range", "stra[\u{C0}-\u{FF}]e", "straße", true),
        Case("a dot takes a sharp s whole", "stra.e", "Straße", true),
        Case("a dot takes no two letters for it", "stra.e", "STRASSE", false),
        Case("two dots take both halves of it", "stra..e", "Straße", true),
        Case("a capital sharp s", "straße", "STRA\u{1E9E}E", true),
        Case("a set without a sharp s", "stra[^ß]e", "straße", false),
        Case("a repeated sharp s", "ß{2}", "ssss", true),
        Case("a ligature", "finance", "\u{FB01}nance", true),
        Case("composed pattern, decomposed title", "caf\u{E9}", "cafe\u{301}", true),
        Case("decomposed pattern, composed title", "cafe\u{301}", "caf\u{E9}", true),
        Case("a mark as a code after its letter", "cafe\\u0301", "caf\u{E9}", true),
        Case("a repeated decomposed letter", "e\u{301}+", "\u{E9}\u{E9}", true),
        Case("a decomposed letter in a set", "[e\u{301}]", "\u{C9}", true),
        Case("a mark as a member of a range", "x[\u{300}-\u{36F}]", "x\u{302}", true),
        Case("a dot takes a decomposed letter whole", "caf.", "cafe\u{301}", true),
        Case("an accent makes another letter", "cafe", "caf\u{E9}", false),
        Case("Hangul by jamo", "\u{AC00}", "\u{1100}\u{1161}", true),
    ]

    @Test(arguments: structure + characters + classes + letters)
    func `matches whole titles`(_ example: Case) throws {
        #expect(try TitlePattern(example.pattern).matches(example.title) == example.matches)
    }

    static let exactLetters = [
        Case("the same case", "Contract \\d", "Contract 7", true),
        Case("another case", "Contract \\d", "contract 7", false),
        Case("a range", "[A-Z]+", "ABC", true), Case("another case of a range", "[A-Z]+", "abc", false),
        Case("a sharp s is no ss", "straße", "strasse", false),
        Case("composed and decomposed are the same", "caf\u{E9}", "cafe\u{301}", true),
        Case("a member with a mark", "[\\u212B]", "A\u{30A}", true),
    ]

    @Test(arguments: exactLetters)
    func `respects case on request`(_ example: Case) throws {
        #expect(try TitlePattern(example.pattern, letterCase: .respected).matches(example.title) == example.matches)
    }

    @Test(arguments: [".*", "^.*$", "(.*)", ".*.*", "x|.*", "(a*).*", ".{0,}", "[\\s\\S]*", "(.*)?", "(.+)?", "|.+"])
    func `knows what matches everything`(pattern: String) throws {
        let pattern = try TitlePattern(pattern)
        #expect(pattern.matchesEverything && pattern.matchesAnythingNotEmpty && pattern.matches(""))
    }

    @Test(arguments: [".+", "(?:.+)", ".{1,}", "x|.+", "a?.+"])
    func `knows what matches anything but the empty text`(pattern: String) throws {
        let pattern = try TitlePattern(pattern)
        #expect(!pattern.matchesEverything && pattern.matchesAnythingNotEmpty && !pattern.matches(""))
    }

    @Test(arguments: [
        ".", ".?", ".{2,}", "a.*", ".*a", ".+.+", "(.*)?a", "(.+)?a", "(.+){2,}", "[^a]*", "\\w*", "(.*){0}",
    ])
    func `takes nothing else for everything`(pattern: String) throws {
        #expect(try !TitlePattern(pattern).matchesAnythingNotEmpty)
    }

    @Test func `same patterns of one case are equal`() throws {
        #expect(try TitlePattern("a+") == TitlePattern("a+"))
        #expect(try TitlePattern("a+") != TitlePattern("a+", letterCase: .respected))
        #expect(try TitlePattern("\\d") != TitlePattern("\\D"))
    }
}
