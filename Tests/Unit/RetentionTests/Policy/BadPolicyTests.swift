import Testing

@testable import Retention

/// A document with exactly one error.
struct BadPolicy: CustomTestStringConvertible {
    let name: String
    let text: String
    let path: String
    let position: String
    let message: String

    init(_ name: String, _ text: String, _ path: String, _ position: String, _ message: String) {
        self.name = name
        self.text = text
        self.path = path
        self.position = position
        self.message = message
    }

    var testDescription: String { name }
}

@Suite struct BadPolicyTests {
    @Test(arguments: topLevel + accounts + settings + rules + matches)
    func `is refused at the right path for the right reason`(bad: BadPolicy) throws {
        let found = errors(of: bad.text)
        #expect(found.count == 1, "\(found)")
        let first = try #require(found.first)
        #expect(first.path == bad.path)
        #expect(first.position.description == bad.position)
        #expect(first.message.contains(bad.message), "\(first.message)")
        #expect(first.hint.count >= 9)
        #expect(first.description.hasPrefix("policy.json:\(bad.position): \(bad.path.isEmpty ? "" : "\(bad.path): ")"))
    }

    static let topLevel: [BadPolicy] = [
        BadPolicy("empty file", "", "", "1:1", "expected a value"),
        BadPolicy("list", "[]", "", "1:1", "expected an object, found a list"),
        BadPolicy("comment", "{\n  // hi\n}", "", "2:3", "expected a key in double quotes"),
        BadPolicy("byte order mark", "\u{FEFF}{}", "", "1:1", "byte order mark"),
        BadPolicy(
            "no version", #"{ "accounts": [{ "name": "a", "portal": "https://p", "apiKey": { "file": "/k" } }] }"#,
            "version",
            "1:1", "required, but missing"),
        BadPolicy("no accounts", #"{ "version": 1 }"#, "accounts", "1:1", "required, but missing"),
        BadPolicy("empty accounts", #"{ "version": 1, "accounts": [] }"#, "accounts", "1:29", "the list is empty"),
        BadPolicy(
            "later version",
            #"{ "accounts": [{ "name": "a", "portal": "https://p", "apiKey": { "file": "/k" } }], "version": 2 }"#,
            "version",
            "1:96", "expected 1, found 2"),
        BadPolicy(
            "unknown key", policy(with: #"  "retentoin": "14d""#), "retentoin", "4:3", "unknown key \"retentoin\""),
        BadPolicy("upper case key", policy(with: #"  "Retention": "14d""#), "Retention", "4:3", "unknown key"),
        BadPolicy(
            "Kelvin sign in a key", policy(with: "  \"chec\u{212A}\": {}"), "[\"chec\u{212A}\"]", "4:3", "unknown key"),
        BadPolicy("schema that is no string", policy(with: #"  "$schema": 1"#), "$schema", "4:14", "found 1"),
    ]

    static let accounts: [BadPolicy] = {
        let portal = { (address: String) in
            policy(account: #"{ "name": "a", "portal": "\#(address)", "apiKey": { "credential": "k" } }"#)
        }
        let key = { (key: String) in policy(account: #"{ "name": "a", "portal": "https://p", "apiKey": \#(key) }"#) }
        let name = { (name: String) in
            policy(account: #"{ "name": \#(name), "portal": "https://p", "apiKey": { "credential": "k" } }"#)
        }
        let account = { (member: String) in
            policy(account: #"{ \#(member), "name": "a", "portal": "https://p", "apiKey": { "file": "/k" } }"#)
        }
        let badPortals = [
            ("acme.example.com", "begins with"), ("ftp://acme.example.com", "begins with"), ("https://", "a host"),
            ("https:///", "a host"), ("https://a/b", "without path"), ("https://a?b", "without path"),
            ("https://a#b", "without path"), ("https://u:p@a", "must not contain a user"), ("https://a:0", "a port"),
            ("https://a:65536", "a port"), ("https://a:", "a port"), ("https://a:+80", "a port"),
            ("https://a b", "a host"), ("https://my_portal.example.com", "can't contain a"),
            ("https://a_b", "can't contain a"), ("https://-_a", "a host"),
            ("https://a..b", "a host"), ("https://-a", "a host"), ("https://1.2.3", "a host"),
            ("https://1.2.3.256", "a host"),
            ("https://[::1", "a host"), ("https://[1:2]", "a host"), ("https://[::1]x", "a host"),
            ("https://ä.de", "a host"), ("https://acme.\u{212A}", "a host"),
            ("http://acme.example.com", "this machine only"), ("http://127.0.0.1.example.com", "this machine only"),
            ("http://localhost.example.com", "this machine only"), ("http://128.0.0.1", "this machine only"),
            ("http://[::2]", "this machine only"), ("https://a\\\\b", "without path"),
            ("https://a/\\n", "without path"),
        ]
        let badNames = [
            (#""""#, "must not be empty"), (#"" ""#, "must not be empty"), (#""a/b""#, "must neither contain"),
            ("\"a/\u{301}b\"", "must neither contain"), ("\".\u{301}a\"", "must neither contain"),
            (#""..""#, "must neither contain"), (#""a\u0000""#, "must be printable"),
            (#""a\u202e""#, "must be printable"),
            (#"" a""#, "must be printable"), ("7", "found 7"),
            ("\"" + String(repeating: "x", count: 65) + "\"", "has 65"),
        ]
        let badKeys = [
            (#"{ "credential": "a/b" }"#, "apiKey.credential", 65, "the name of a credential"),
            ("{ \"credential\": \"a/\u{301}b\" }", "apiKey.credential", 65, "the name of a credential"),
            (#"{ "credential": ".a" }"#, "apiKey.credential", 65, "the name of a credential"),
            (#"{ "credential": "" }"#, "apiKey.credential", 65, "the name of a credential"),
            (#"{ "credential": 5 }"#, "apiKey.credential", 65, "found a number"),
            (#"{ "file": "k" }"#, "apiKey.file", 59, "an absolute path"),
            (#"{ "environment": "1A" }"#, "apiKey.environment", 66, "an environment variable"),
            (#"{ "environment": "A-B" }"#, "apiKey.environment", 66, "an environment variable"),
            (#"{ "credential": "a", "file": "/b" }"#, "apiKey", 49, "exactly one of"),
            (#"{ "bundle": "a" }"#, "apiKey", 49, "exactly one of"),
            (#"{ "entry": "a" }"#, "apiKey", 49, "exactly one of"),
            (#"{ "bundle": "a", "file": "/b" }"#, "apiKey", 49, "exactly one of"),
            (#"{ "bundle": "a", "entry": "b", "file": "/b" }"#, "apiKey", 49, "exactly one of"),
            (#"{ "bundle": "a/b", "entry": "b" }"#, "apiKey.bundle", 61, "the name of a credential"),
            (#"{ "bundle": "a", "entry": "b/c" }"#, "apiKey.entry", 75, "the name of an entry"),
            (#"{ "bundle": "a", "entry": " b" }"#, "apiKey.entry", 75, "the name of an entry"),
            ("{}", "apiKey", 49, "exactly one of"),
            (#""hunter2""#, "apiKey", 49, "must not be in the policy"), ("5", "apiKey", 49, "found a number"),
            (#"{ "Credential": "a" }"#, "apiKey.Credential", 51, "unknown key"),
        ]
        return badPortals.map { BadPolicy($0.0, portal($0.0), "accounts[0].portal", "3:26", $0.1) }
            + badNames.map { BadPolicy($0.0, name($0.0), "accounts[0].name", "3:11", $0.1) }
            + badKeys.map { BadPolicy($0.0, key($0.0), "accounts[0].\($0.1)", "3:\($0.2)", $0.3) }
            + [
                BadPolicy(
                    "proxy that is no URL", account(#""proxy": "proxy.example:3128""#), "accounts[0].proxy", "3:12",
                    "which begins with"),
                BadPolicy(
                    "proxy over TLS", account(#""proxy": "https://p:1""#), "accounts[0].proxy", "3:12",
                    "the connection to a proxy uses"
                ),
                BadPolicy(
                    "proxy with a password", account(#""proxy": "http://u:hunter2@p:1""#), "accounts[0].proxy", "3:12",
                    "not supported"),
                BadPolicy(
                    "proxy with a path", account(#""proxy": "http://p:1/x""#), "accounts[0].proxy", "3:12",
                    "without path"),
                BadPolicy(
                    "proxy with a bad port", account(#""proxy": "http://p:99999""#), "accounts[0].proxy", "3:12",
                    "a port"),
                BadPolicy(
                    "proxy that is a number", account(#""proxy": 3128"#), "accounts[0].proxy", "3:12", "found a number"),
                BadPolicy(
                    "pace of minus one", account(#""pace": { "requestsPerMinute": -1 }"#),
                    "accounts[0].pace.requestsPerMinute", "3:34", "from 0 to"),
                BadPolicy(
                    "pace of a half", account(#""pace": { "writesPerDay": 0.5 }"#),
                    "accounts[0].pace.writesPerDay", "3:29", "found 0.5"),
                BadPolicy(
                    "pace as text", account(#""pace": { "writesPerDay": "8000" }"#),
                    "accounts[0].pace.writesPerDay", "3:29", "a whole number"),
                BadPolicy(
                    "pace with an unknown key", account(#""pace": { "perMinute": 5 }"#),
                    "accounts[0].pace.perMinute", "3:13", "unknown key"),
                BadPolicy("pace as number", account(#""pace": 5"#), "accounts[0].pace", "3:11", "expected an object"),
                BadPolicy(
                    "bad default proxy", policy(with: #""defaults": { "proxy": "p" }"#), "defaults.proxy", "4:24",
                    "which begins with"),
                BadPolicy(
                    "default for a name", policy(with: #""defaults": { "name": "a" }"#), "defaults.name", "4:15",
                    "unknown key"),
                BadPolicy(
                    "relative caFile",
                    policy(
                        account: #"{ "caFile": "a", "name": "a", "portal": "https://p", "apiKey": { "file": "/k" } }"#),
                    "accounts[0].caFile", "3:13", "an absolute path"),
                BadPolicy(
                    "name twice",
                    policy(
                        account: #"{ "name": "a", "portal": "https://p", "apiKey": { "file": "/k" } },"# + "\n"
                            + #"{ "name": "a", "portal": "https://q", "apiKey": { "file": "/k" } }"#),
                    "accounts[1].name", "4:11", "a second account"),
                BadPolicy(
                    "trash twice",
                    policy(
                        account: #"{ "name": "a", "portal": "https://p", "apiKey": { "file": "/k" } },"# + "\n"
                            + #"{ "name": "b", "portal": "https://P/", "apiKey": { "file": "/k" } }"#),
                    "accounts[1].apiKey", "4:50", "the same portal and key as account \"a\""),
            ]
    }()

    static let settings: [BadPolicy] = [
        BadPolicy("bare number", policy(with: #""retention": 14"#), "retention", "4:14", "found 14"),
        BadPolicy("number without unit", policy(with: #""retention": "14""#), "retention", "4:14", "found \"14\""),
        BadPolicy("zero retention", policy(with: #""retention": "0s""#), "retention", "4:14", "must be more than zero"),
        BadPolicy("negative retention", policy(with: #""retention": "-1d""#), "retention", "4:14", "found \"-1d\""),
        BadPolicy(
            "check.every too short", policy(with: #""check": { "every": "999ms" }"#), "check.every", "4:21",
            "at least 1s"),
        BadPolicy(
            "check.every too long", policy(with: #""check": { "every": "30d" }"#), "check.every", "4:21", "30 days"),
        BadPolicy(
            "check is a string", policy(with: #""check": "15min""#), "check", "4:10",
            "expected an object, found \"15min\""),
        BadPolicy(
            "schedule", policy(with: #""purge": { "schedule": "Sonntag" }"#), "purge.schedule", "4:24",
            "found \"Sonntag\""),
        BadPolicy(
            "schedule that never comes", policy(with: #""purge": { "schedule": "*-02-30" }"#), "purge.schedule", "4:24",
            "no next time"),
        BadPolicy(
            "method", policy(with: #""purge": { "method": "emptyTrash" }"#), "purge.method", "4:22",
            "found \"emptyTrash\""),
        BadPolicy("missed", policy(with: #""purge": { "missed": null }"#), "purge.missed", "4:22", "found null"),
        BadPolicy(
            "nonEmpty", policy(with: #""folders": { "nonEmpty": "keep" }"#), "folders.nonEmpty", "4:26",
            "one of \"hold\""),
        BadPolicy(
            "no limit", policy(with: #""limits": { "maxPurgeItems": 0 }"#), "limits.maxPurgeItems", "4:30", "found 0"),
        BadPolicy(
            "huge limit", policy(with: #""limits": { "maxPurgeItems": 99999999999999999999 }"#), "limits.maxPurgeItems",
            "4:30",
            "a whole number"),
        BadPolicy(
            "fraction 0", policy(with: #""limits": { "maxPurgeFraction": 0.0 }"#), "limits.maxPurgeFraction", "4:33",
            "above 0"),
        BadPolicy(
            "fraction", policy(with: #""limits": { "maxPurgeFraction": 90 }"#), "limits.maxPurgeFraction", "4:33",
            "up to 1"),
        BadPolicy(
            "restores", policy(with: #""limits": { "maxRestoresPerItem": 1.0 }"#), "limits.maxRestoresPerItem", "4:35",
            "whole"),
        BadPolicy(
            "items per day", policy(with: #""limits": { "maxPurgeItemsPerDay": 0 }"#), "limits.maxPurgeItemsPerDay",
            "4:36",
            "found 0"),
        BadPolicy(
            "factor", policy(with: #""limits": { "maxInflowFactor": 1 }"#), "limits.maxInflowFactor", "4:32",
            "above 1"),
        BadPolicy("grace", policy(with: #""policyChangeGrace": 0"#), "policyChangeGrace", "4:22", "found 0"),
        BadPolicy("approval", policy(with: #""approval": { "above": 0 }"#), "approval.above", "4:24", "at least 1"),
        BadPolicy("no rescue", policy(with: #""rescueBefore": "0s""#), "rescueBefore", "4:17", "more than zero"),
        BadPolicy(
            "early rescue", policy(with: #""rescueBefore": "30d""#), "rescueBefore", "4:17",
            "less than the portal's 30 days"),
    ]
}
