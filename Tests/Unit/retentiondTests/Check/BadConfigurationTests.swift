import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

@Suite("A policy or a key that is no good", .timeLimit(.minutes(10)))
struct BadConfigurationTests {
    static let commands = [["check"], ["check", "--online"], ["plan"], ["sweep", "--purge-now"], ["run"]]

    @Test(arguments: commands) func tellsAllProblemsOfThePolicyAtOnce(_ command: [String]) async throws {
        try await withScene { scene in
            _ = scene.trashDue(1)
            try scene.directory.write(
                """
                { "version": 1, "retention": "14 parsecs", "retentoin": "1d",
                  "accounts": [ { "name": "alice", "portal": "http://acme.example.com", "apiKey": { "file": "\(scene.keyPath)" } } ],
                  "rules": [ { "name": "a", "action": "restore", "match": { "title": ["*"] }, "to": "origin" },
                             { "name": "b", "action": "purge", "retention": "90d", "match": { "extension": ["tmp"] } } ],
                  "check": { "every": "1h", "every": "2h" } }
                """, to: "policy.json")
            let result = try await scene.retentiond(command)
            #expect(result.status == 78, "\(result)")
            for part in ["parsecs", "retentoin", "portal", "fallback", "90d", "every"] {
                #expect(result.stderr.contains(part), "\(part) isn't told: \(result.stderr)")
            }
            #expect(
                result.stderr.contains(":1:") && result.stderr.contains(":3:"), "no line is named: \(result.stderr)")
            #expect(scene.portal.ledger.requests.isEmpty)
        }
    }

    @Test(arguments: commands) func neverRepeatsAKeyWrittenIntoThePolicy(_ command: [String]) async throws {
        try await withScene { scene in
            try scene.install {
                $0.accounts = [
                    #"{ "name": "alice", "portal": "\#(scene.server.baseURL)", "apiKey": "\#(scene.alice.apiKey)" }"#
                ]
            }
            let result = try await scene.retentiond(command)
            #expect(result.status == 78, "\(result)")
            #expect(!result.stderr.contains(scene.alice.apiKey.dropFirst(3)))
            #expect(scene.portal.ledger.requests.isEmpty)
            // Files of the scene itself don't count.
            try scene.install()
        }
    }

    @Test func aMissingPolicyIsABadOne() async throws {
        try await withScene { scene in
            let result = try await run(
                try scene.program, ["check", "--policy", "/nowhere/policy.json"], outputIn: scene.outputs)
            #expect(result.status == 78)
            #expect(try result.error().contains("/nowhere/policy.json"))
        }
    }

    /// Everyone who may write it may have anything destroyed.
    @Test(arguments: commands) func aPolicyThatEverybodyMayWriteIsRefused(_ command: [String]) async throws {
        try await withScene { scene in
            _ = scene.trashDue(1)
            try scene.directory.write(scene.policy().json, to: "policy.json", mode: 0o666)
            let result = try await scene.retentiond(command)
            #expect(result.status == 78, "\(result)")
            #expect(result.stderr.contains("can be written by everybody"), "\(result)")
            #expect(scene.portal.ledger.requests.isEmpty)
            // A group may: that is the administrator's decision.
            try scene.directory.write(scene.policy().json, to: "policy.json", mode: 0o664)
            #expect(try await scene.retentiond("check").status == 0)
        }
    }

    /// A key that can't be read.
    struct BadKey: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let source: @Sendable (Scene) throws -> String
    }

    static let badKeys = [
        BadKey(testDescription: "a file that isn't there") { _ in #"{ "file": "/nowhere/key" }"# },
        BadKey(testDescription: "a file that others may read") { scene in
            #"{ "file": "\#(try scene.directory.write(scene.alice.apiKey, to: "keys/open", mode: 0o644))" }"#
        },
        BadKey(testDescription: "an empty file") { scene in
            #"{ "file": "\#(try scene.directory.write("\n", to: "keys/empty"))" }"#
        },
        BadKey(testDescription: "a file of two lines") { scene in
            let key = scene.alice.apiKey
            return #"{ "file": "\#(try scene.directory.write("\(key)\n\(key)\n", to: "keys/two"))" }"#
        },
        BadKey(testDescription: "a key in quotes") { scene in
            #"{ "file": "\#(try scene.directory.write("\"\(scene.alice.apiKey)\"\n", to: "keys/quoted"))" }"#
        },
        BadKey(testDescription: "a line of an environment file") { scene in
            #"{ "file": "\#(try scene.directory.write("API_KEY=\(scene.alice.apiKey)\n", to: "keys/line"))" }"#
        },
        BadKey(testDescription: "a key in base64") { scene in
            let text = Data(scene.alice.apiKey.utf8).base64EncodedString()
            return #"{ "file": "\#(try scene.directory.write(text, to: "keys/base64"))" }"#
        },
        BadKey(testDescription: "a digit short") { scene in
            #"{ "file": "\#(try scene.directory.write(String(scene.alice.apiKey.dropLast()), to: "keys/short"))" }"#
        },
        BadKey(testDescription: "another secret") { scene in
            #"{ "file": "\#(try scene.directory.write("hunter2-hunter2-hunter2\n", to: "keys/password"))" }"#
        },
        BadKey(testDescription: "a credential without a directory of them") { _ in #"{ "credential": "alice" }"# },
        BadKey(testDescription: "a variable that isn't set") { _ in #"{ "environment": "NO_SUCH_KEY" }"# },
    ]

    @Test(arguments: badKeys) func aKeyThatCannotBeHadIsBadConfiguration(_ bad: BadKey) async throws {
        try await withScene { scene in
            _ = scene.trashDue(1)
            let source = try bad.source(scene)
            try scene.install {
                $0.accounts = [#"{ "name": "alice", "portal": "\#(scene.server.baseURL)", "apiKey": \#(source) }"#]
            }
            for command in [["plan"], ["sweep", "--purge-now"], ["run"], ["check", "--online"]] {
                let result = try await scene.retentiond(command)
                #expect(result.status == 78, "\(command): \(result)")
                #expect(result.stderr.contains("alice"), "\(result)")
                #expect(result.stderr.contains("hint: "), "\(result)")
                let parts = [String(scene.alice.apiKey.dropFirst(3).prefix(12)), "hunter2", "c2st"]
                #expect(parts.allSatisfy { !result.stderr.contains($0) }, "\(result)")
            }
            #expect(scene.portal.ledger.requests.isEmpty)
        }
    }

    @Test func takesKeysFromCredentialsAndVariablesToo() async throws {
        try await withScene { scene in
            let sources = [
                (#"{ "credential": "alice" }"#, ["CREDENTIALS_DIRECTORY": "\(scene.directory.path)/keys"]),
                (#"{ "environment": "ALICE_KEY" }"#, ["ALICE_KEY": scene.alice.apiKey]),
            ]
            for (source, environment) in sources {
                try scene.install {
                    $0.accounts = [#"{ "name": "alice", "portal": "\#(scene.server.baseURL)", "apiKey": \#(source) }"#]
                }
                let result = try await scene.retentiond("plan", environment: environment)
                #expect(result.status == 0, "\(result)")
            }
        }
    }

    @Test func aRestoreTargetThatTakesNothingIsToldByAnOnlineCheck() async throws {
        try await withScene { scene in
            for target in [scene.rescue, 987_654] {
                scene.portal.edit(folder: scene.rescue) { $0.isReadOnly = true }
                try scene.install { $0.rules = [PolicyText.restore("*contract*", fallback: target)] }
                let result = try await scene.retentiond("check", "--online")
                #expect(result.status == 78, "\(result)")
                #expect(try result.error().contains("\(target)"))
            }
        }
    }
}
