import Testing

@testable import Retention

@Suite struct PolicySecretsTests {
    private static let key = "sk-" + String(repeating: "0123456789abcdef", count: 4)

    /// Policies with `KEY` wherever a person might write a key.
    static let templates = [
        #"{ "version": 1, "accounts": [{ "name": "a", "portal": "https://p", "apiKey": "KEY" }] }"#,
        #"{ "version": 1, "accounts": [{ "name": "a", "portal": "https://p", "apiKey": { "credential": "KEY" } }] }"#,
        #"{ "version": 1, "accounts": [{ "name": "a", "portal": "https://p", "apiKey": { "KEY": "x" } }] }"#,
        #"{ "version": 1, "accounts": [{ "name": "a", "portal": "https://p", "apiKey": { "value": "KEY" } }] }"#,
        #"{ "version": 1, "accounts": [{ "name": "a", "portal": "https://p", "apiKey": { "file": "/KEY" } }] }"#,
        #"{ "version": 1, "accounts": [{ "name": "a", "portal": "https://KEY@p", "apiKey": { "file": "/k" } }] }"#,
        #"{ "version": 1, "accounts": [{ "name": "KEY", "portal": "https://p", "apiKey": { "file": "/k" } }] }"#,
        #"{ "version": 1, "accounts": [{ "name": "a", "portal": "https://p", "token": "Bearer KEY" }] }"#,
        #"{ "version": 1, "accounts": [{ "name": "a", "portal": "https://p", "apiKey": ["KEY", 5] }] }"#,
        #"{ "version": "KEY" }"#, #"{ "KEY": 1 }"#, #"{ "retention": "KEY" }"#, #"{ "purge": { "schedule": "KEY" } }"#,
        #"{ "purge": { "method": "KEY" } }"#,
        #"{ "rules": [{ "name": "KEY", "match": { "title": ["[KEY"], "size": { "min": "KEY" } } }] }"#,
        #"{ "rules": [{ "until": "KEY", "match": { "KEY": ["x"] } }] }"#,
        #"{ "$schema": "KEY", "check": { "every": "KEY" } }"#,
        #"{ "apiKey": "KEY"#, #"{ "apiKey": "KEY" x }"#, #"{ "apiKey": KEY }"#, "KEY", #"{ "apiKey": "\qKEY" }"#,
        #"{ KEY: 1 }"#,
    ]

    @Test(arguments: templates)
    func `a key is refused and never echoed`(template: String) {
        for form in [
            Self.key, Self.key.uppercased(), "s\\u006b\\u002d" + Self.key.dropFirst(3),
            "\\u0073k-" + Self.key.dropFirst(3),
        ] {
            let found = errors(of: template.replacing("KEY", with: form))
            #expect(!found.isEmpty)
            let shown = found.map { "\($0)" + $0.summary + $0.path + $0.message + $0.hint }.joined()
                .lowercased()
            #expect(!shown.contains("0123456789"), "\(shown)")
        }
    }

    @Test(arguments: [
        #"{ "name": "a", "portal": "https://p", "apiKey": "hunter2" }"#,
        #"{ "name": "a", "portal": "https://p", "apiKey": ["hunter2"] }"#,
        #"{ "name": "a", "portal": "https://p", "apiKey": { "value": "hunter2" } }"#,
        #"{ "name": "a", "portal": "https://p", "api_key": "hunter2" }"#,
        #"{ "name": "a", "portal": "https://p", "password": "hunter2" }"#,
        #"{ "name": "a", "portal": "https://joe:hunter2@p", "apiKey": { "credential": "k" } }"#,
        #"{ "name": "a", "portal": "https://joe:hunter2@p", x }"#, #"{ "name": "a", "apiKey": "hunter2", x }"#,
    ])
    func `values in place of a key are never echoed`(account: String) {
        let found = errors(of: policy(account: account))
        #expect(!found.isEmpty)
        #expect(!found.map(\.description).joined().contains("hunter2"))
    }

    /// Sixteen digits are hidden only because of their prefix.
    @Test(arguments: ["sk-feedfacefeedface", "s\\u006b-feedfacefeedface", "\\u0053K\\u002dfeedfacefeedface"])
    func `a short key behind escapes is not shown by a problem beside it`(form: String) {
        let found = errors(of: "{ \"$schema\": \"\(form)\", \"colour\": 1 ?")
        #expect(found.count == 1)
        #expect(found.first?.excerpt?.line.contains("colour") == true)
        #expect(found.first?.excerpt?.line.contains("feedface") == false)
    }

    @Test func `a caret inside a key shows no part of it`() {
        let bytes = Array("x \(Self.key) y".utf8)
        let secrets = PolicySecrets(in: bytes)
        #expect(secrets.masked(bytes, 0..<20) == "x [redacted]")
        #expect(secrets.masked(bytes, 20..<bytes.count) == "[redacted] y")
    }

    @Test(arguments: ["*task-2026*", "disk-face", "sk-", "sk-2026", "*.sk-report", "risk-deadbeef"])
    func `ordinary texts are no keys`(text: String) {
        #expect(!PolicySecrets.looksLikeKey(text))
    }

    @Test func `one key in an otherwise good policy is one error`() {
        let text = contractExample.replacing("*contract*", with: "*\(Self.key)*")
        #expect(errors(of: text).map(\.path) == ["rules[0].match.title[0]"])
        let direct = contractExample.replacing("{ \"credential\": \"alice-api-key\" }", with: "\"\(Self.key)\"")
        #expect(errors(of: direct).map(\.path) == ["accounts[0].apiKey"])
        #expect(errors(of: direct).first?.hint.contains("credential") == true)
    }
}
