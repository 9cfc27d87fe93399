import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

/// `retentiond init` as a script runs it. A person's terminal, and root's setup for the service, are tested on a real
/// machine: Tests/systemd/cases/97-documents.
@Suite("First contact", .timeLimit(.minutes(10)))
struct InitTests {
    private func initialize(_ scene: Scene, _ more: String..., place: String = "new", key: String? = nil) async throws
        -> CommandResult
    {
        let given = [
            "--portal", scene.server.baseURL, "--key-file", key ?? scene.keyPath, "--yes", "--credential-directory",
            "\(scene.directory.path)/keys/new",
        ]
        return try await run(
            scene.program,
            ["init", "--policy", "\(scene.directory.path)/\(place)/policy.json"] + given + more, outputIn: scene.outputs
        )
    }

    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    private func mode(_ path: String) throws -> Int? {
        (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
    }

    /// The promise of the first command: nothing at the portal changes, even if items are due or held.
    @Test func theFirstPolicyChangesNothing() async throws {
        try await withScene { scene in
            _ = scene.trashDue(3)
            _ = scene.trash("contract.pdf", days: 29.5)
            let result = try await initialize(scene)
            #expect(result.status == 0, "\(result)")
            #expect(scene.portal.ledger.requests.allSatisfy { $0.method == "GET" })

            let policy = "\(scene.directory.path)/new/policy.json"
            let sweep = try await run(
                scene.program,
                [
                    "sweep", "--purge-now", "--policy", policy, "--state-directory", scene.stateDirectory,
                    "--audit-log", scene.auditPath,
                ],
                outputIn: scene.outputs)
            #expect(sweep.status == 0, "\(sweep)")
            #expect(scene.portal.ledger.requests.allSatisfy { $0.method == "GET" })
        }
    }

    @Test func tellsWhatItSees() async throws {
        try await withScene { scene in
            scene.portal.edit(key: scene.alice.apiKey) { $0.expiresAt = scene.ago(days: -5.5) }
            for days in [29.0, 26, 24, 2] { _ = scene.trash("a \(days).txt", days: days) }
            _ = scene.trashFolder("b", days: 1)
            let result = try await initialize(scene)
            for words in [
                "5 items in the trash: 4 files (4.0 KiB) and 1 folder", "29 days ago",
                "1 of these within 3 days, 3 within 7", "Alice Example", "in 5 days",
                "unmatched items are kept", "nothing is ever due",
            ] {
                #expect(result.stdout.contains(words), "\(words): \(result)")
            }
        }
    }

    @Test func theKeyIsForItsOwnerAloneAndNowhereElse() async throws {
        try await withScene { scene in
            let result = try await initialize(scene)
            let file = "\(scene.directory.path)/keys/new/alice-example-api-key"
            #expect(try mode(file) == 0o600 && mode("\(scene.directory.path)/new/policy.json") == 0o644)
            #expect(try text(file) == scene.alice.apiKey + "\n")
            #expect(!(result.stdout + result.stderr).contains("sk-"))
        }
    }

    /// By default, as for a user other than root: beside the policy.
    @Test func withoutAPlaceForItTheKeyIsBesideThePolicy() async throws {
        try await withScene { scene in
            let result = try await run(
                scene.program,
                [
                    "init", "--policy", "\(scene.directory.path)/keys/own/policy.json", "--portal",
                    scene.server.baseURL, "--key-file", scene.keyPath, "--yes", "--account", "a",
                ], outputIn: scene.outputs)
            #expect(result.status == 0, "\(result)")
            #expect(try text("\(scene.directory.path)/keys/own/a-api-key") == scene.alice.apiKey + "\n")
        }
    }

    @Test func doesWhatItIsAskedFor() async throws {
        try await withScene { scene in
            let result = try await initialize(
                scene, "--account", "finance", "--retention", "14d", "--restore", "*contract*", "--restore", "*.sig")
            #expect(result.status == 0, "\(result)")
            #expect(result.stdout.contains("unmatched items become due 14d after they were trashed"))
            #expect(result.stdout.contains(#"rule "protected titles" restores"#))
            let policy = try text("\(scene.directory.path)/new/policy.json")
            #expect(policy.contains(#""name": "finance""#) && policy.contains(#"["*contract*", "*.sig"]"#))
            let check = try await run(
                scene.program, ["check", "--online", "--policy", "\(scene.directory.path)/new/policy.json"],
                outputIn: scene.outputs)
            #expect(check.status == 0 && check.stderr.isEmpty, "\(check)")
        }
    }

    @Test func replacesNothingUnlessForced() async throws {
        try await withScene { scene in
            try scene.directory.write("mine", to: "new/policy.json", mode: 0o644)
            let refused = try await initialize(scene)
            #expect(refused.status == 73 && refused.stderr.contains("--force"), "\(refused)")
            #expect(try text("\(scene.directory.path)/new/policy.json") == "mine")
            #expect(scene.portal.ledger.requests.isEmpty)

            let key = "\(scene.directory.path)/keys/new/alice-example-api-key"
            try scene.directory.write("another key", to: "keys/new/alice-example-api-key")
            try FileManager.default.removeItem(atPath: "\(scene.directory.path)/new/policy.json")
            #expect(try await initialize(scene).status == 73)
            #expect(try text(key) == "another key")
            #expect(!FileManager.default.fileExists(atPath: "\(scene.directory.path)/new/policy.json"))

            try scene.directory.write("mine", to: "new/policy.json", mode: 0o644)
            let forced = try await initialize(scene, "--force")
            #expect(forced.status == 0, "\(forced)")
            #expect(try text(key) == scene.alice.apiKey + "\n")
            let policy = "\(scene.directory.path)/new/policy.json"
            for path in [key, policy] {
                #expect(forced.stdout.contains("replaced \(path), which is now \(path).bak"), "\(forced)")
            }
            #expect(try text("\(key).bak") == "another key" && text("\(policy).bak") == "mine")
            #expect(try await initialize(scene, "--force").status == 0)
            #expect(try text("\(policy).bak") == "mine", "the first copy stays")
            #expect(try text("\(policy).bak2").contains("Written by retentiond init"))
        }
    }

    /// A person who must start again might paste the key into the shell, which stores it.
    @Test(.enabled(if: Scene.hasTerminal, "there is no Python")) func aMistypedKeyIsAskedForThreeTimes() async throws {
        try await withScene { scene in
            for (wrong, status) in [(2, 0), (3, 78)] {
                let answers = Array(repeating: "sk-typo", count: wrong) + [scene.alice.apiKey]
                let place = "\(scene.directory.path)/typed\(wrong)"
                let command = [
                    "init", "--policy", "\(place)/policy.json", "--portal", scene.server.baseURL, "--account", "a",
                    "--yes", "--credential-directory", "\(scene.directory.path)/keys/typed\(wrong)",
                ]
                let result = try await scene.typing(answers, at: "(is not shown)", command)
                #expect(result.status == Int32(status), "\(result)")
                #expect(result.stdout.split(separator: "try again").count == min(wrong, 2) + 1, "\(result)")
                #expect(!result.stdout.contains("sk-typo") && !result.stdout.contains(scene.alice.apiKey))
            }
        }
    }

    @Test func aRefusedKeyIs77AndWritesNothing() async throws {
        try await withScene { scene in
            scene.portal.edit(key: scene.alice.apiKey) { $0.isActive = false }
            let result = try await initialize(scene)
            #expect(result.status == 77 && result.stderr.contains("hint: "), "\(result)")
            #expect(!FileManager.default.fileExists(atPath: "\(scene.directory.path)/new"))
        }
    }

    @Test func aKeyThatMayNotWriteIs77() async throws {
        try await withScene { scene in
            scene.portal.edit(key: scene.alice.apiKey) { $0.permissions = ["files:read"] }
            let result = try await initialize(scene)
            #expect(result.status == 77 && result.stderr.contains("files:write"), "\(result)")
        }
    }

    @Test func aKeyThatMayNotAskWhoItIsNamesItsCreator() async throws {
        try await withScene { scene in
            scene.portal.edit(key: scene.alice.apiKey) { $0.permissions = ["files:write"] }
            let result = try await initialize(scene, "--account", "a")
            #expect(result.status == 0, "\(result)")
            #expect(result.stdout.contains("the portal is DocSpace 3.7.2"), "\(result)")
            #expect(
                result.stdout.contains("it is the trash of Alice Example (trash \(scene.alice.trashID))"), "\(result)")
        }
    }

    @Test func nobodyThereIs69() async throws {
        try await withScene { scene in
            let result = try await run(
                scene.program,
                [
                    "init", "--policy", "\(scene.directory.path)/new/policy.json", "--portal", "http://127.0.0.1:1",
                    "--key-file", scene.keyPath, "--yes",
                ],
                outputIn: scene.outputs)
            #expect(result.status == 69, "\(result)")
            #expect(!FileManager.default.fileExists(atPath: "\(scene.directory.path)/new"))
        }
    }

    @Test(arguments: [
        (["--key-file", "KEY", "--yes"], 64, "--portal"),
        (["--portal", "http://acme.example.com", "--key-file", "KEY", "--yes"], 64, "https"),
        (["--portal", "PORTAL", "--yes"], 64, "--key-stdin"),
        (["--portal", "PORTAL", "--key-file", "KEY"], 64, "--yes"),
        (["--portal", "PORTAL", "--key-file", "KEY", "--key-stdin", "--yes"], 64, "not both"),
        (["--portal", "PORTAL", "--key-stdin", "--yes"], 78, "doesn't contain an API key"),
        (["--portal", "PORTAL", "--key-file", "/nonexistent", "--yes"], 78, "can't be read"),
        (["--portal", "PORTAL", "--key-file", "KEY", "--yes", "--retention", "14"], 78, "retention"),
        (["--portal", "PORTAL", "--key-file", "KEY", "--yes", "--account", "a/b"], 78, "accounts[0].name"),
    ]) func aMistakeIsToldBeforeAnythingIsAsked(arguments: [String], status: Int32, words: String) async throws {
        try await withScene { scene in
            let given = arguments.map { ["KEY": scene.keyPath, "PORTAL": scene.server.baseURL][$0] ?? $0 }
            let result = try await run(
                scene.program, ["init", "--policy", "\(scene.directory.path)/new/policy.json"] + given,
                outputIn: scene.outputs)
            #expect(result.status == status && (result.stderr + result.stdout).contains(words), "\(result)")
            #expect(scene.portal.ledger.requests.isEmpty)
            #expect(!FileManager.default.fileExists(atPath: "\(scene.directory.path)/new"))
        }
    }

    /// No incomplete file stays that would be in the way of the next try.
    @Test func aPlaceThatCannotBeWrittenIs73() async throws {
        try await withScene { scene in
            let result = try await initialize(scene, place: "policy.json")
            #expect(result.status == 73, "\(result)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(scene.directory.path)/keys/new").isEmpty)
        }
    }

    /// Anybody can choose any name on the portal.
    @Test func aHostileNameOfTheUserStaysHarmless() async throws {
        try await withScene { scene in
            let mallory = scene.portal.addUser(name: "\u{1B}]0;x\u{07}../../etc/\"},{\u{202E}")
            try scene.directory.write(mallory.apiKey, to: "keys/mallory")
            let result = try await initialize(scene, key: "\(scene.directory.path)/keys/mallory")
            #expect(result.status == 0, "\(result)")
            #expect(!result.stdout.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" || $0 == "\u{07}" })
            let files = try FileManager.default.contentsOfDirectory(atPath: "\(scene.directory.path)/keys/new")
            #expect(files == ["0-x-etc-api-key"])
        }
    }
}
