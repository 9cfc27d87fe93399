import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

@Suite("An invalid policy or key", .timeLimit(.minutes(10)))
struct BadConfigurationTests {
    static let commands = [["check"], ["check", "--online"], ["plan"], ["sweep", "--purge-now"], ["run"]]

    @Test(arguments: commands) func `reports all problems of the policy at once`(_ command: [String]) async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(1)
            try fixture.directory.write(
                """
                { "version": 1, "retention": "14 parsecs", "retentoin": "1d",
                  "accounts": [ { "name": "alice", "portal": "http://acme.example.com", "apiKey": { "file": "\(fixture.keyPath)" } } ],
                  "rules": [ { "name": "a", "action": "restore", "match": { "title": ["*"] }, "to": "origin" },
                             { "name": "b", "action": "purge", "retention": "90d", "match": { "extension": ["tmp"] } } ],
                  "check": { "every": "1h", "every": "2h" } }
                """, to: "policy.json")
            let result = try await fixture.retentiond(command)
            #expect(result.status == 78, "\(result)")
            for part in ["parsecs", "retentoin", "portal", "fallback", "90d", "every"] {
                #expect(result.stderr.contains(part), "\(part) is missing: \(result.stderr)")
            }
            #expect(
                result.stderr.contains(":1:") && result.stderr.contains(":3:"), "no line is named: \(result.stderr)")
            #expect(fixture.portal.ledger.requests.isEmpty)
        }
    }

    @Test(arguments: commands) func `never repeats a key written into the policy`(_ command: [String]) async throws {
        try await withFixture { fixture in
            try fixture.install {
                $0.accounts = [
                    #"{ "name": "alice", "portal": "\#(fixture.server.baseURL)", "apiKey": "\#(fixture.alice.apiKey)" }"#
                ]
            }
            let result = try await fixture.retentiond(command)
            #expect(result.status == 78, "\(result)")
            #expect(!result.stderr.contains(fixture.alice.apiKey.dropFirst(3)))
            #expect(fixture.portal.ledger.requests.isEmpty)
            // Files of the fixture itself don't count.
            try fixture.install()
        }
    }

    @Test func `a missing policy is a bad one`() async throws {
        try await withFixture { fixture in
            let result = try await run(
                try fixture.program, ["check", "--policy", "/nowhere/policy.json"], outputIn: fixture.outputs)
            #expect(result.status == 78)
            #expect(try result.error().contains("/nowhere/policy.json"))
        }
    }

    /// Every user who may write the policy can make the service destroy anything.
    @Test(arguments: commands) func `a policy that everybody may write is refused`(_ command: [String]) async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(1)
            try fixture.directory.write(fixture.policy().json, to: "policy.json", mode: 0o666)
            let result = try await fixture.retentiond(command)
            #expect(result.status == 78, "\(result)")
            #expect(result.stderr.contains("can be written by everybody"), "\(result)")
            #expect(fixture.portal.ledger.requests.isEmpty)
            // A group may: that is the administrator's decision.
            try fixture.directory.write(fixture.policy().json, to: "policy.json", mode: 0o664)
            #expect(try await fixture.retentiond("check").status == 0)
        }
    }

    /// A key that can't be read.
    struct BadKey: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let source: @Sendable (CLIFixture) throws -> String
    }

    static let badKeys = [
        BadKey(testDescription: "a file that isn't there") { _ in #"{ "file": "/nowhere/key" }"# },
        BadKey(testDescription: "a file that others may read") { fixture in
            #"{ "file": "\#(try fixture.directory.write(fixture.alice.apiKey, to: "keys/open", mode: 0o644))" }"#
        },
        BadKey(testDescription: "an empty file") { fixture in
            #"{ "file": "\#(try fixture.directory.write("\n", to: "keys/empty"))" }"#
        },
        BadKey(testDescription: "a file of two lines") { fixture in
            let key = fixture.alice.apiKey
            return #"{ "file": "\#(try fixture.directory.write("\(key)\n\(key)\n", to: "keys/two"))" }"#
        },
        BadKey(testDescription: "a key in quotes") { fixture in
            #"{ "file": "\#(try fixture.directory.write("\"\(fixture.alice.apiKey)\"\n", to: "keys/quoted"))" }"#
        },
        BadKey(testDescription: "a line of an environment file") { fixture in
            #"{ "file": "\#(try fixture.directory.write("API_KEY=\(fixture.alice.apiKey)\n", to: "keys/line"))" }"#
        },
        BadKey(testDescription: "a key in base64") { fixture in
            let text = Data(fixture.alice.apiKey.utf8).base64EncodedString()
            return #"{ "file": "\#(try fixture.directory.write(text, to: "keys/base64"))" }"#
        },
        BadKey(testDescription: "a digit short") { fixture in
            #"{ "file": "\#(try fixture.directory.write(String(fixture.alice.apiKey.dropLast()), to: "keys/short"))" }"#
        },
        BadKey(testDescription: "another secret") { fixture in
            #"{ "file": "\#(try fixture.directory.write("hunter2-hunter2-hunter2\n", to: "keys/password"))" }"#
        },
        BadKey(testDescription: "a credential without a directory of them") { _ in #"{ "credential": "alice" }"# },
        BadKey(testDescription: "a variable that isn't set") { _ in #"{ "environment": "NO_SUCH_KEY" }"# },
    ]

    @Test(arguments: badKeys) func `a key that cannot be had is bad configuration`(_ bad: BadKey) async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(1)
            let source = try bad.source(fixture)
            try fixture.install {
                $0.accounts = [#"{ "name": "alice", "portal": "\#(fixture.server.baseURL)", "apiKey": \#(source) }"#]
            }
            for command in [["plan"], ["sweep", "--purge-now"], ["run"], ["check", "--online"]] {
                let result = try await fixture.retentiond(command)
                #expect(result.status == 78, "\(command): \(result)")
                #expect(result.stderr.contains("alice"), "\(result)")
                #expect(result.stderr.contains("hint: "), "\(result)")
                let parts = [String(fixture.alice.apiKey.dropFirst(3).prefix(12)), "hunter2", "c2st"]
                #expect(parts.allSatisfy { !result.stderr.contains($0) }, "\(result)")
            }
            #expect(fixture.portal.ledger.requests.isEmpty)
        }
    }

    @Test func `takes keys from credentials and variables too`() async throws {
        try await withFixture { fixture in
            let sources = [
                (#"{ "credential": "alice" }"#, ["CREDENTIALS_DIRECTORY": "\(fixture.directory.path)/keys"]),
                (#"{ "environment": "ALICE_KEY" }"#, ["ALICE_KEY": fixture.alice.apiKey]),
            ]
            for (source, environment) in sources {
                try fixture.install {
                    $0.accounts = [
                        #"{ "name": "alice", "portal": "\#(fixture.server.baseURL)", "apiKey": \#(source) }"#
                    ]
                }
                let result = try await fixture.retentiond("plan", environment: environment)
                #expect(result.status == 0, "\(result)")
            }
        }
    }

    @Test func `a restore target that takes nothing is reported by an online check`() async throws {
        try await withFixture { fixture in
            for target in [fixture.rescue, 987_654] {
                fixture.portal.edit(folder: fixture.rescue) { $0.isReadOnly = true }
                try fixture.install { $0.rules = [PolicyText.restore("*contract*", fallback: target)] }
                let result = try await fixture.retentiond("check", "--online")
                #expect(result.status == 78, "\(result)")
                #expect(try result.error().contains("\(target)"))
            }
        }
    }
}
