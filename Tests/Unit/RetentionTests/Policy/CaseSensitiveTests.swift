import Testing

@testable import Retention

/// The switch for upper and lower case, from the file to the answer.
@Suite struct CaseSensitiveTests {
    private func condition(_ match: String) throws -> Condition {
        try parse(policy(matching: match)).get().policy.rules[0].match
    }

    private func matches(_ match: String, _ item: TrashedItem) throws -> Bool {
        try condition(match).evaluate(item, now: now) == .yes
    }

    @Test(arguments: [
        ("", true), (#", "caseSensitive": false"#, true), (#", "caseSensitive": true"#, false),
    ])
    func `holds for each kind of pattern`(theSwitch: String, expected: Bool) throws {
        let item = TrashedItem.file(1, "Contract.pdf") {
            $0.originFolder = FolderReference(id: 1, title: "Drafts")
            $0.originRoom = FolderReference(id: 2, title: "Finance")
        }
        for field in [
            #""title": ["contract*"]"#, #""titleRegex": ["contract.*"]"#, #""originFolder": ["drafts"]"#,
            #""originRoom": ["finance"]"#, #""createdBy": ["alice roe"]"#, #""trashedBy": ["bob doe"]"#,
        ] {
            #expect(try matches("{ \(field)\(theSwitch) }", item) == expected, "\(field)")
        }
    }

    @Test func `never holds for extensions and user ids`() throws {
        let item = TrashedItem.file(1, "a.PDF")
        #expect(try matches(#"{ "caseSensitive": true, "extension": ["Pdf"], "title": ["*.PDF"] }"#, item))
        #expect(try matches(#"{ "caseSensitive": true, "createdBy": ["U-1"] }"#, item))
        #expect(try matches(#"{ "caseSensitive": true, "trashedBy": ["u-2"] }"#, item))
    }

    @Test func `reaches into the match objects inside that dont say otherwise`() throws {
        let item = TrashedItem.file(1, "Contract.pdf")
        let inner = #"{ "title": ["contract*"] }"#
        let anyCase = #"{ "title": ["contract*"], "caseSensitive": false }"#
        #expect(try !matches(#"{ "caseSensitive": true, "all": [\#(inner)] }"#, item))
        #expect(try !matches(#"{ "all": [{ "any": [\#(inner)] }], "caseSensitive": true }"#, item))
        #expect(try matches(#"{ "caseSensitive": true, "not": \#(inner) }"#, item))
        #expect(try matches(#"{ "caseSensitive": true, "all": [\#(anyCase)] }"#, item))
        #expect(
            try matches(#"{ "caseSensitive": true, "all": [{ "caseSensitive": false, "any": [\#(inner)] }] }"#, item))
    }

    @Test func `doesn't reach out of its match object`() throws {
        let item = TrashedItem.file(1, "Contract.pdf")
        #expect(try matches(#"{ "title": ["contract*"], "not": { "caseSensitive": true, "title": ["x"] } }"#, item))
    }

    @Test func `is no condition`() throws {
        #expect(try condition(#"{ "title": ["x"], "caseSensitive": false }"#) == .title("x"))
        #expect(errors(of: policy(matching: #"{ "caseSensitive": true }"#)).map(\.message) == ["the match is empty"])
    }

    @Test func `is warned of where it changes nothing`() {
        let found = problems(of: policy(matching: #"{ "extension": ["tmp"], "caseSensitive": true }"#))
        #expect(found.map(\.path) == ["rules[0].match.caseSensitive"])
        #expect(found.map(\.severity) == [.warning])
        let inner = #"{ "caseSensitive": true, "any": [{ "kind": "file" }, { "titleRegex": ["x+"] }] }"#
        #expect(problems(of: policy(matching: inner)).isEmpty)
    }

    @Test func `a regular expression for every title is warned of`() {
        let found = problems(of: policy(matching: #"{ "titleRegex": [".+", "a.+"] }"#))
        #expect(found.map(\.path) == ["rules[0].match.titleRegex[0]"])
        #expect(found.map(\.message) == ["matches every title"])
    }

    @Test func `a regular expression without anything special is warned of`() {
        let found = problems(of: policy(matching: #"{ "titleRegex": ["contract", "^draft$", "a.*"] }"#))
        #expect(found.map(\.path) == ["rules[0].match.titleRegex[0]"])
        #expect(found.map(\.severity) == [.warning])
    }
}
