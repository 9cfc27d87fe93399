import Testing

@testable import Retention

@Suite struct PolicyProblemsTests {
    @Test func `renders the path the line the caret and the hint`() {
        let text = policy(with: "  \"retentoin\": \"14d\"")
        #expect(
            errors(of: text).map(\.description) == [
                """
                policy.json:4:3: retentoin: unknown key "retentoin"
                  "retentoin": "14d"
                  ^
                  hint: did you mean "retention"?
                """
            ])
    }

    @Test func `renders a wrong size as the contract shows it`() {
        let found = errors(of: policy(matching: "{\n  \"size\": { \"min\": true } }"))
        #expect(
            found.map(\.description) == [
                """
                policy.json:6:20: rules[0].match.size.min: expected a size such as "1KiB", found true
                  "size": { "min": true } } }
                                   ^
                  hint: a size is a whole number of bytes, or a string with a unit
                """
            ])
    }

    @Test func `reports all problems at once in the order of the file`() {
        let found = errors(
            of: #"""
                {
                  "version": 1, "version": 1,
                  "accounts": [{ "name": "a", "portal": "http://acme.example.com", "apiKey": {} }],
                  "check": { "every": 15, "jiter": "1s" },
                  "retention": "0s",
                  "rules": [
                    { "name": "", "action": "purge", "match": {}, "until": "2027-01-01" },
                    { "name": "r", "action": "restore", "match": { "title": [], "size": { "min": true } }, "to": "origin" }
                  ],
                  "limits": { "maxPurgeItems": 0 }, "colour": 1
                }
                """#)
        #expect(
            found.map { "\($0.position) \($0.path)" } == [
                "2:17 version", "3:41 accounts[0].portal", "3:78 accounts[0].apiKey", "4:23 check.every",
                "4:27 check.jiter",
                "5:16 retention", "7:5 rules[0].retention", "7:15 rules[0].name", "7:47 rules[0].match",
                "7:60 rules[0].until",
                "8:61 rules[1].match.title", "8:82 rules[1].match.size.min", "8:98 rules[1].fallback",
                "10:32 limits.maxPurgeItems", "10:37 colour",
            ])
    }

    @Test func `counts columns in characters`() {
        let found = errors(
            of: policy(rules: #"{ "name": "Übergröße 😀", "action": "hold", "match": { "title": [7] } }"#))
        #expect(found.map(\.position.description) == ["5:65"])
    }

    @Test func `a text that is not JSON has exactly one problem`() {
        #expect(problems(of: contractExample + "x").count == 1)
        #expect(problems(of: "{ \"version\": 7, \"version\": 8, ]").count == 1)
    }

    @Test func `warnings come along with errors`() {
        let found = problems(of: policy(with: "\"retention\": \"60d\", \"x\": 1"))
        #expect(found.map(\.severity) == [.warning, .error])
    }

    @Test func `cannot be used to steer a terminal`() {
        let rendered = problems(of: policy(with: "\"\u{202E}\\u001b[2J\u{7F}\u{9B}\": 1")).map(\.description).joined()
        let allowed: (Unicode.Scalar) -> Bool = { $0 == "\n" || $0.isPrintable }
        #expect(rendered.contains("unknown key"))
        #expect(rendered.unicodeScalars.allSatisfy(allowed))
    }

    @Test func `shows only the neighbourhood of a problem in a long line`() throws {
        let long = String(repeating: "x", count: 100_000)
        let before = #"{ "name": "r", "action": "hold", "$comment": "\#(long)", "match": { "title": ["#
        let text = policy(rules: before + "1] } }")
        let problem = try #require(errors(of: text).first)
        #expect(problem.position == JSONPosition(line: 5, column: before.count + 1))
        #expect(problem.description.utf8.count < 500)
        let excerpt = try #require(problem.excerpt)
        #expect(excerpt.line.dropFirst(excerpt.caret.count - 1).hasPrefix("1] } }"))
    }

    @Test func `shows a hundred problems and counts the others`() {
        let list = Array(repeating: "1", count: 20_000).joined(separator: ",")
        guard case .failure(let found) = parse(policy(matching: "{ \"title\": [\(list)] }")) else {
            Issue.record("accepted")
            return
        }
        #expect(found.problems.count == 100)
        #expect(found.problems.count + found.omitted == 20_000 + 19_999)
        #expect(found.description.hasSuffix("… and \(found.omitted) more"))
    }

    @Test(arguments: [
        ("retentionn", "retention"), ("rescuebefore", "rescueBefore"), ("limit", "limits"), ("rulse", "rules"),
        ("colour", nil),
        (String(repeating: "x", count: 1_000_000), nil),
    ])
    func `suggests only what is near`(word: String, expected: String?) {
        #expect(suggestion(for: word, among: ["retention", "rescueBefore", "limits", "rules"]) == expected)
    }
}
