import Foundation
import Testing
import Time

@testable import Retention

/// Patterns that can never match, or that probably mean something else (issue 15, point 1).
@Suite struct ImpossiblePatternTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let match: String
        let path: String
        let message: String
        let hint: String

        init(_ match: String, _ path: String, _ message: String, _ hint: String) {
            (self.match, self.path, self.message, self.hint) = (match, "rules[0].match" + path, message, hint)
        }

        var testDescription: String { match }
    }

    /// Each character that the portal never stores, where a title is written.
    static let errors = [
        Case(#"{ "title": ["*C++*"] }"#, ".title[0]", #"the portal stores "+" as "_""#, #"write "*C__*""#),
        Case(#"{ "title": ["x*", "a:b"] }"#, ".title[1]", #"stores ":" as"#, #"write "a_b""#),
        Case(#"{ "title": ["*\"x\"*"] }"#, ".title[0]", "as \"_\"", #"write "*_x_*""#),
        Case(#"{ "title": ["<*>"] }"#, ".title[0]", #"stores "<" as"#, #"write "_*_""#),
        Case(#"{ "title": ["a\tb"] }"#, ".title[0]", "stores a tab as", #"write "a_b""#),
        Case("{ \"title\": [\"*\u{1F600}*\"] }", ".title[0]", "as \"__\"", #"write "*__*""#),
        Case("{ \"title\": [\"\u{20BB7}*\"] }", ".title[0]", "as \"__\"", #"write "__*""#),
        Case(#"{ "title": ["\ud83d\ude00*"] }"#, ".title[0]", "as \"__\"", #"write "__*""#),
        Case(#"{ "title": ["a[*]b"] }"#, ".title[0]", #"stores "*" as"#, #"write "a_b""#),
        Case(#"{ "title": ["[+:]*[a-z]"] }"#, ".title[0]", #"stores "+" as"#, #"write "_*[a-z]""#),
        Case("{ \"title\": [\"[\u{1F600}-\u{1F64F}]*\"] }", ".title[0]", "as \"__\"", #"write "_*""#),
        Case(
            #"{ "title": ["Finance/Q3/*.pdf"] }"#, ".title[0]", #"stores "/""#,
            #"write "*.pdf", with "originFolder": ["Q3"]"#),
        Case(#"{ "title": ["a\\*b"] }"#, ".title[0]", #"stores "\""#, #"as a glob write "a_*b""#),
        Case(#"{ "title": ["(a|b).pdf"] }"#, ".title[0]", #"stores "|""#, #"is written with "titleRegex""#),
        Case(#"{ "title": ["[0-9]+.pdf"] }"#, ".title[0]", #"stores "+""#, #"is written with "titleRegex""#),
        Case(#"{ "originFolder": ["Finance/Q3"] }"#, ".originFolder[0]", #"stores "/""#, #"not a path: write "Q3""#),
        Case(#"{ "originRoom": ["R&D: *"] }"#, ".originRoom[0]", #"stores ":""#, #"write "R&D_ *""#),
        Case(#"{ "extension": ["c++"] }"#, ".extension[0]", #"stores "+""#, #"write "c__""#),
        Case(#"{ "titleRegex": ["C\\+\\+ .*"] }"#, ".titleRegex[0]", #"stores "+""#, #"write "C__ .*""#),
        Case(#"{ "titleRegex": ["(a|b)?[:/].*"] }"#, ".titleRegex[0]", "never matches: the portal stores", "write"),
        Case(#"{ "titleRegex": ["(:a|b:).*"] }"#, ".titleRegex[0]", #"stores ":""#, #"write "(_a|b_).*""#),
        Case(#"{ "titleRegex": [".{171,}"] }"#, ".titleRegex[0]", "cuts titles at 170", "match its beginning"),
        Case(
            #"{ "createdBy": ["{4C65A238-ca50-4374-b904-0d51d4c1822b}"] }"#, ".createdBy[0]", "without braces",
            #"write "4c65a238-ca50-4374-b904-0d51d4c1822b""#),
        Case(
            #"{ "trashedBy": ["4c65a238ca504374b9040d51d4c1822b"] }"#, ".trashedBy[0]", "with hyphens",
            #"write "4c65a238-ca50-4374-b904-0d51d4c1822b""#),
    ]

    @Test(arguments: errors)
    func `refuses what can never match with the pattern that would`(_ example: Case) {
        let found = RetentionTests.errors(of: policy(matching: example.match))
        #expect(found.map(\.path) == [example.path])
        #expect(found.first?.message.hasPrefix("never matches: ") == true, "\(found)")
        #expect(found.first?.message.contains(example.message) == true, "\(found)")
        #expect(found.first?.hint.contains(example.hint) == true, "\(found)")
    }

    static let warnings = [
        Case(#"{ "title": ["*.{doc,docx}"] }"#, ".title[0]", "braces", #"write ["*.doc", "*.docx"]"#),
        Case(#"{ "title": ["!*.pdf"] }"#, ".title[0]", "excludes nothing", #"["*.pdf"]"#),
        Case(#"{ "title": ["*.doc, *.docx"] }"#, ".title[0]", "commas", #"write ["*.doc", "*.docx"]"#),
        Case(#"{ "title": ["a.pdf, b.pdf"] }"#, ".title[0]", "commas", #"write ["a.pdf", "b.pdf"]"#),
        Case(#"{ "title": ["a*;b*"] }"#, ".title[0]", "commas", #"write ["a*", "b*"]"#),
        Case(#"{ "originRoom": ["HR *, Sales *"] }"#, ".originRoom[0]", "commas", #"write ["HR *", "Sales *"]"#),
        Case(#"{ "title": [".*contract.*"] }"#, ".title[0]", "regular expression", #"write "*contract*""#),
        Case(#"{ "title": ["^contract"] }"#, ".title[0]", "regular expression", #"write "contract*""#),
        Case(#"{ "title": ["*.pdf$"] }"#, ".title[0]", "regular expression", #"write "*.pdf""#),
        Case(#"{ "title": ["contract"] }"#, ".title[0]", "exactly this", #"write "*contract*""#),
        Case(#"{ "title": ["*x*", "contract"], "kind": "file" }"#, ".title[1]", "exactly this", #"write "*contract*""#),
        Case(#"{ "title": ["v2.1 contract"] }"#, ".title[0]", "exactly this", #"write "*v2.1 contract*""#),
        Case(
            #"{ "titleRegex": ["contract|invoice"] }"#, ".titleRegex[0]", "exactly this", #"write ".*" on both sides"#),
        Case(#"{ "extension": ["{tmp,bak}"] }"#, ".extension[0]", "comma", #"write ["tmp", "bak"]"#),
        Case(#"{ "createdBy": ["{Alice,Bob} *"] }"#, ".createdBy[0]", "braces", #"write ["Alice *", "Bob *"]"#),
        Case(#"{ "trashedBy": ["!Alice"] }"#, ".trashedBy[0]", "excludes nothing", #"["Alice"]"#),
        Case(#"{ "createdBy": ["^Alice"] }"#, ".createdBy[0]", "regular expression", #"write "Alice*""#),
        Case(#"{ "extension": ["tmp,bak"] }"#, ".extension[0]", "comma", #"write ["tmp", "bak"]"#),
        Case(#"{ "originFolder": ["1234"] }"#, ".originFolder[0]", "not an id", "write 1234 without quotes"),
        Case(#"{ "originRoom": ["77"] }"#, ".originRoom[0]", "not an id", "write 77 without quotes"),
        Case(#"{ "createdBy": ["alice@example.com"] }"#, ".createdBy[0]", "mail address", "the user's id"),
        Case(#"{ "titleRegex": ["(C\\+\\+|Swift).*"] }"#, ".titleRegex[0]", #"stores "+""#, #"write "(C__|Swift).*""#),
    ]

    @Test(arguments: warnings)
    func `warns of what probably means something else`(_ example: Case) {
        let found = problems(of: policy(matching: example.match))
        #expect(found.map(\.path) == [example.path], "\(found)")
        #expect(found.first?.severity == .warning)
        #expect(found.first?.message.contains(example.message) == true, "\(found)")
        #expect(found.first?.hint.contains(example.hint) == true, "\(found)")
    }

    @Test(arguments: [
        #"{ "title": ["*contract*", "*.sig", "Thumbs.db", ".*", "report.*", "a, b*", "[!+]*", "[*a]*", "x{1}*", "100$ *", ".profile"] }"#,
        #"{ "title": ["Old"], "kind": "folder" }"#,
        #"{ "originFolder": ["Exports"], "originRoom": ["R & D", "7th floor"] }"#,
        #"{ "title": ["Smith, J. and Co., 2024*"], "createdBy": ["Doe, Al*"] }"#,
        #"{ "createdBy": ["Doe, Alice", "4c65a238-ca50-4374-b904-0d51d4c1822b", "a+b: c", "@home"] }"#,
        #"{ "titleRegex": ["[^:]*", "a[:_]b", "(a|b)+", "x\\d+", "C_{2}.*", ".{170}"] }"#,
    ])
    func `says nothing of what works`(match: String) {
        #expect(problems(of: policy(matching: match)).isEmpty)
    }

    /// Under "not" such a pattern would exclude nothing, and everything would be purged.
    @Test func `finds them inside of others`() {
        let found = RetentionTests.errors(
            of: policy(matching: #"{ "any": [{ "not": { "title": ["*C++*"] } }, { "kind": "file" }] }"#))
        #expect(found.map(\.path) == ["rules[0].match.any[0].not.title[0]"])
    }

    @Test func `a glob of the length of a title is fine`() {
        let title = String(repeating: "x", count: 170)
        #expect(RetentionTests.errors(of: policy(matching: #"{ "title": ["\#(title)*"] }"#)).isEmpty)
        let found = RetentionTests.errors(of: policy(matching: #"{ "title": ["\#(title)?*"] }"#))
        #expect(found.first?.message.contains("cuts titles at 170") == true)
    }

    /// A policy that was valid yesterday must not keep the service from starting today.
    @Test func `warns of a hold that is over`() {
        func found(_ instant: Date?) -> [PolicyProblem] {
            let rule =
                #"{ "name": "r", "action": "hold", "until": "2026-11-23T09:00:00Z", "match": { "title": ["x*"] } }"#
            let context = PolicyContext(localZone: .utc, now: instant) { _ in .utc }
            switch PolicyDocument.parse(Array(policy(rules: rule).utf8), file: "policy.json", context: context) {
            case .success(let parsed): return parsed.warnings
            case .failure(let problems): return problems.problems
            }
        }
        #expect(found(now).map(\.path) == ["rules[0].until"])
        #expect(found(now).first?.severity == .warning)
        #expect(found(now).first?.message.contains("ended at 2026-11-23T09:00:00Z") == true)
        #expect(found(ago(0, 1)).isEmpty && found(nil).isEmpty)
    }

    /// The proposed pattern matches what the portal stores for the intended title.
    @Test(arguments: [
        ("*C++*", "C++ Lizenz.pdf"), ("*\u{1F600}*", "party \u{1F600}.png"), ("a:b [0-9]*", "a:b 7.txt"),
        ("what? [+]*", "what? +1"), ("*\"x\"*", "the \"x\" file"), ("a\\b|c<d>e", "a\\b|c<d>e"),
    ])
    func `the proposed pattern matches what is stored`(pattern: String, title: String) throws {
        let stored = title.unicodeScalars.map(StoredTitle.stored).joined()
        #expect(try !Glob(pattern).matches(stored) && Glob(pattern).unstoredCharacter != nil)
        #expect(try Glob(Glob(pattern).asStored).matches(stored))
    }
}
