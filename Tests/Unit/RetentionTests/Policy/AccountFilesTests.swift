import FoundationEssentials
import Testing
import Time

@testable import Retention

/// Accounts in separate files beside the policy.
@Suite struct AccountFilesTests {
    private static func parse(
        _ policy: String, _ files: [(path: String, text: String)], scope: PolicyScope = .whole
    ) -> Result<ParsedPolicy, PolicyProblems> {
        let files = files.map { AccountFile(path: $0.path, content: .success(Array($0.text.utf8))) }
        let context = PolicyContext(
            localZone: .utc, accountFiles: { $0 == "accounts.d" ? .success(files) : .success([]) }, zone: { _ in .utc })
        return PolicyDocument.parse(Array(policy.utf8), file: "policy.json", context: context, scope: scope)
    }

    private static func problems(
        _ policy: String, _ files: [(path: String, text: String)]
    ) -> [String] {
        switch parse(policy, files) {
        case .success(let parsed): parsed.warnings.map(\.summary)
        case .failure(let problems): problems.problems.map(\.summary)
        }
    }

    private static func policy(_ more: String = "") -> String {
        #"""
        { "version": 1, "accountsFrom": "accounts.d", "retention": "14d",
          "defaults": { "portal": "https://p.example", "pace": { "requestsPerMinute": 7 } }\#(more) }
        """#
    }

    private static func file(_ name: String, _ more: String = "") -> (path: String, text: String) {
        (
            "accounts.d/\(name).json",
            #"{ "name": "\#(name)", "apiKey": { "credential": "\#(name)-key" }\#(more) }"#
        )
    }

    @Test func `follow those of the policy and take the defaults`() throws {
        let own = #", "accounts": [{ "name": "zoe", "apiKey": { "credential": "z" }, "portal": "https://q" }]"#
        let parsed = try Self.parse(
            Self.policy(own), [Self.file("alice"), Self.file("bob", #", "portal": "https://r""#)]
        ).get()
        #expect(parsed.warnings == [])
        #expect(parsed.policy.accountsFrom == "accounts.d")
        let pace = RequestPace(requestsPerMinute: 7, writesPerDay: 8_000)
        #expect(
            parsed.policy.accounts == [
                Account(name: "zoe", portal: "https://q", apiKey: .credential("z"), pace: pace),
                Account(
                    name: "alice", portal: "https://p.example", apiKey: .credential("alice-key"), pace: pace,
                    file: "accounts.d/alice.json"),
                Account(
                    name: "bob", portal: "https://r", apiKey: .credential("bob-key"), pace: pace,
                    file: "accounts.d/bob.json"),
            ])
    }

    @Test func `a folder without accounts is a warning`() throws {
        let parsed = try Self.parse(Self.policy(), []).get()
        #expect(parsed.policy.accounts == [])
        #expect(
            parsed.warnings.map(\.summary) == [
                "policy.json:1:33: warning: accountsFrom: there is no account yet, so nothing happens"
            ])
    }

    /// All problems of all files at once, each with its own file, line and column.
    @Test func `every file is read and its problems name it`() {
        let found = Self.problems(
            Self.policy(),
            [
                (
                    "accounts.d/a.json",
                    "{\n  \"name\": \"a\",\n  \"apiKey\": { \"credential\": \"k\" },\n  \"pase\": {} }"
                ),
                ("accounts.d/b.json", "[1,"),
                ("accounts.d/c.json", #"{ "name": "c", "name": "d" }"#), ("accounts.d/d.json", "[]"),
            ])
        #expect(
            found == [
                "accounts.d/a.json:4:3: pase: unknown key \"pase\"",
                "accounts.d/b.json:1:4: expected a value, but the text ends here",
                "accounts.d/c.json:1:1: apiKey: required, but missing",
                "accounts.d/c.json:1:16: name: duplicate key",
                "accounts.d/d.json:1:1: expected an object, found a list",
            ], "\(found)")
    }

    @Test func `no two share a name or a trash`() {
        let own = #", "accounts": [{ "name": "alice", "apiKey": { "credential": "z" } }]"#
        let found = Self.problems(
            Self.policy(own), [Self.file("alice"), Self.file("bob"), ("accounts.d/c.json", Self.file("bob").text)])
        #expect(
            found == [
                "accounts.d/alice.json:1:11: name: a second account with the name \"alice\"",
                "accounts.d/c.json:1:11: name: a second account with the name \"bob\"; the first is in accounts.d/bob.json",
                "accounts.d/c.json:1:28: apiKey: the same portal and key as account \"bob\"",
            ], "\(found)")
    }

    @Test func `a key in a file is refused and not shown`() {
        let key = "sk-" + String(repeating: "0123456789abcdef", count: 4)
        let text = #"{ "name": "a", "apiKey": { "credential": "\#(key)" } }"#
        guard case .failure(let problems) = Self.parse(Self.policy(), [("accounts.d/a.json", text)]) else {
            Issue.record("it was accepted")
            return
        }
        #expect(!problems.description.contains("0123456789abcdef"))
        #expect(problems.problems.contains { $0.file == "accounts.d/a.json" && $0.message.contains("API key") })
    }

    @Test(arguments: ["../accounts", "/etc/accounts", ".d", "", "a/b"])
    func `the folder is a name and no path`(name: String) {
        let found = Self.problems(#"{ "version": 1, "accountsFrom": "\#(name)", "retention": "1d" }"#, [])
        #expect(found.count == 1 && found[0].contains("the name of a folder beside this file"), "\(found)")
    }

    @Test func `an unreadable folder is a problem of its key`() {
        let context = PolicyContext(
            localZone: .utc,
            accountFiles: { .failure(AccountFileError("the folder \($0) can't be read", hint: "make it")) },
            zone: { _ in .utc })
        guard
            case .failure(let found) = PolicyDocument.parse(
                Array(Self.policy().utf8), file: "policy.json", context: context)
        else {
            Issue.record("it was accepted")
            return
        }
        #expect(
            found.problems.map(\.summary) == [
                "policy.json:1:33: accountsFrom: the folder accounts.d can't be read"
            ])
    }

    /// A rule about accounts may match one in a file; without any such account it is a mistake.
    @Test func `rules about accounts check all of them`() throws {
        let rule =
            #", "rules": [{ "name": "r", "action": "hold", "match": { "account": ["b*"] } }], "#
            + #""accounts": [{ "name": "alice", "apiKey": { "credential": "z" } }]"#
        #expect(throws: Never.self) { try Self.parse(Self.policy(rule), [Self.file("bob")]).get() }
        #expect(Self.problems(Self.policy(rule), [Self.file("carol")]).count == 1)
    }

    /// The text under the digest: accounts, their folder and their defaults are not part of it; a rule about accounts
    /// is.
    @Test func `the rules text has no accounts and can be read again`() throws {
        let one = try Self.parse(Self.policy(), [Self.file("alice")]).get()
        let own = #"{ "version": 1, "retention": "14d", "accounts": [{ "name": "b", "portal": "https://q", "#
        let two = try Self.parse(own + #""apiKey": { "file": "/b" } }] }"#, []).get()
        #expect(one.rulesText == #"{"retention":"14d","version":1}"#)
        #expect(one.rulesText == two.rulesText)
        let about = try Self.parse(
            Self.policy(#", "rules": [{ "name": "r", "action": "hold", "match": { "account": ["b*"] } }]"#),
            [Self.file("bob")]
        ).get()
        let again = try Self.parse(about.rulesText, [], scope: .rules).get()
        #expect(again.rulesText == about.rulesText)
        #expect(again.policy.rules.map(\.name) == ["r"])
        #expect(again.policy.accounts == [])
        #expect(about.rulesText != one.rulesText)
    }
}
