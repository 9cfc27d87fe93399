import Testing

@testable import Retention

@Suite struct TitlePatternErrorTests {
    @Test(
        arguments: [
            ("", .empty, nil), ("^$", .empty, nil), ("()", .empty, nil),
            ("*a", .nothingToRepeat, 1), ("a|*", .nothingToRepeat, 3), ("(+)", .nothingToRepeat, 2),
            ("^*", .nothingToRepeat, 2), ("a**", .repeatedTwice, 3), ("a{2}{3}", .repeatedTwice, 5),
            ("a++", .possessive, 3), ("a*+", .possessive, 3), ("a?+", .possessive, 3), ("a{2}+", .possessive, 5),
            ("(?>a)", .possessive, 1), ("a{", .badCount, 2), ("a{,3}", .badCount, 2), ("a{x}", .badCount, 2),
            ("{2}", .badCount, 1), ("a{3,2}", .backwardsRange("3", "2"), 2), ("a{1001}", .hugeCount, 2),
            ("a{99999999999999999999}", .hugeCount, 2), ("(a", .unclosedGroup, 1), ("a)", .unopenedGroup, 2),
            ("(?=a)", .lookaround, 1), ("(?!a)b", .lookaround, 1), ("(?<=a)", .lookaround, 1),
            ("(?<!a)", .lookaround, 1),
            ("(?<n>a)", .namedGroup, 1), ("(?P<n>a)", .namedGroup, 1), ("(?'n'a)", .namedGroup, 1),
            ("(?i)a", .inlineFlags, 1), ("(?-i:a)", .inlineFlags, 1), ("(?#a)", .unknownGroup, 1),
            ("(?", .unknownGroup, 1),
            ("(a)\\1", .backReference, 4), ("\\k<n>", .backReference, 1), ("\\bdraft", .wordBoundary, 1),
            ("a\\z", .anchorEscape, 2), ("a^b", .anchorInside, 2), ("a$b", .anchorInside, 3),
            ("(^a)", .anchorInside, 2),
            ("(a$)", .anchorInside, 3), ("^a|b$", .anchoredChoice, nil), ("a|b$", .anchoredChoice, nil),
            ("^a$|^b$", .anchoredChoice, nil), ("\\p{L}", .unicodeProperty, 1), ("[\\PL]", .unicodeProperty, 2),
            ("\\q", .unknownEscape("\\q"), 1), ("a\\", .unknownEscape("\\"), 2), ("\\0", .unknownEscape("\\0"), 1),
            ("\\é", .unknownEscape("\\é"), 1), ("[\\b]", .unknownEscape("\\b"), 2), ("\\x4", .badCodePoint, 1),
            ("\\xg1", .badCodePoint, 1), ("\\u{}", .badCodePoint, 1), ("\\u{110000}", .badCodePoint, 1),
            ("\\ud800", .badCodePoint, 1), ("\\u{1234567}", .badCodePoint, 1), ("[a", .unclosedSet, 1),
            ("[a-", .unclosedSet, 1), ("[", .unclosedSet, 1), ("[]", .emptySet, 1), ("[^]a]", .emptySet, 1),
            ("[^\\s\\S]", .nothingSet, 1), ("[[:alpha:]]", .posixClass, 2), ("[\\d-z]", .classInRange, 2),
            ("[a-\\d]", .classInRange, 2), ("[z-a]", .backwardsRange("z", "a"), 2), ("(a)\u{301}", .looseMark, 4),
            (".\\u0301", .looseMark, 2), ("x\\u0302*", .looseMark, 2), ("\u{1161}", .looseMark, 1),
        ] as [(String, TitlePatternError.Reason, Int?)])
    func `says what it can't use`(pattern: String, reason: TitlePatternError.Reason, position: Int?) {
        #expect(throws: TitlePatternError(reason, at: position)) { try TitlePattern(pattern) }
    }

    @Test func `bounds the pattern and its program`() throws {
        #expect(throws: Never.self) { try TitlePattern(String(repeating: "a", count: 1_000)) }
        #expect(throws: TitlePatternError(.tooLong)) { try TitlePattern(String(repeating: "a", count: 1_001)) }
        #expect(throws: TitlePatternError(.tooLong)) { try TitlePattern(String(repeating: "a", count: 10_000_000)) }
        #expect(throws: Never.self) { try TitlePattern(".{1000}") }
        #expect(throws: TitlePatternError(.tooLarge)) { try TitlePattern("((((.{1000}){1000}){1000}){1000}){1000}") }
        #expect(throws: TitlePatternError(.tooLarge)) { try TitlePattern(".{1000}.{1000}.{1000}.{1000}.{999}.") }
        #expect(throws: Never.self) { try TitlePattern(".{1000}.{1000}.{1000}.{1000}.{999}") }
        let nested = { (depth: Int) in
            String(repeating: "(", count: depth) + "a" + String(repeating: ")", count: depth)
        }
        #expect(throws: Never.self) { try TitlePattern(nested(32)) }
        #expect(throws: TitlePatternError(.tooDeep, at: 33)) { try TitlePattern(nested(33)) }
    }

    @Test func `every reason has a text and a hint`() {
        let error = TitlePatternError(.lookaround, at: 3)
        #expect(error.description == "a look-ahead or look-behind at character 3")
        #expect(error.hint.contains("\"not\""))
    }
}
