import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

/// `retentiond init` as a script runs it. A person's terminal, and root's setup for the service, are tested on a real
/// machine: Tests/System/systemd/cases/97-documents.
@Suite("The first set-up", .timeLimit(.minutes(10)))
struct InitTests {
    private func initialize(_ fixture: CLIFixture, _ more: String..., folder: String = "new", key: String? = nil)
        async throws
        -> CommandResult
    {
        let given = [
            "--portal", fixture.server.baseURL, "--key-file", key ?? fixture.keyPath, "--yes", "--credential-directory",
            "\(fixture.directory.path)/keys/new",
        ]
        return try await run(
            fixture.program,
            ["init", "--policy", "\(fixture.directory.path)/\(folder)/policy.json"] + given + more,
            outputIn: fixture.outputs
        )
    }

    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    private func mode(_ path: String) throws -> Int? {
        (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
    }

    /// The promise of the first command: nothing at the portal changes, even if items are due or held.
    @Test func `the first policy changes nothing`() async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(3)
            _ = fixture.trash("contract.pdf", days: 29.5)
            let result = try await initialize(fixture)
            #expect(result.status == 0, "\(result)")
            #expect(fixture.portal.ledger.requests.allSatisfy { $0.method == "GET" })

            let policy = "\(fixture.directory.path)/new/policy.json"
            let sweep = try await run(
                fixture.program,
                [
                    "sweep", "--purge-now", "--policy", policy, "--state-directory", fixture.stateDirectory,
                    "--audit-log", fixture.auditPath,
                ],
                outputIn: fixture.outputs)
            #expect(sweep.status == 0, "\(sweep)")
            #expect(fixture.portal.ledger.requests.allSatisfy { $0.method == "GET" })
        }
    }

    @Test func `reports what it sees`() async throws {
        try await withFixture { fixture in
            fixture.portal.edit(key: fixture.alice.apiKey) { $0.expiresAt = fixture.ago(days: -5.5) }
            for days in [29.0, 26, 24, 2] { _ = fixture.trash("a \(days).txt", days: days) }
            _ = fixture.trashFolder("b", days: 1)
            let result = try await initialize(fixture)
            for expected in [
                "5 items in the trash: 4 files (4.0 KiB) and 1 folder", "29 days ago",
                "1 of these within 3 days, 3 within 7", "Alice Example", "in 5 days",
                "unmatched items are kept", "nothing is ever due",
            ] {
                #expect(result.stdout.contains(expected), "\(expected): \(result)")
            }
        }
    }

    @Test func `the key is for its owner alone and nowhere else`() async throws {
        try await withFixture { fixture in
            let result = try await initialize(fixture)
            let file = "\(fixture.directory.path)/keys/new/alice-example-api-key"
            #expect(try mode(file) == 0o600 && mode("\(fixture.directory.path)/new/policy.json") == 0o644)
            #expect(try text(file) == fixture.alice.apiKey + "\n")
            #expect(!(result.stdout + result.stderr).contains("sk-"))
        }
    }

    /// By default, as for a user other than root: beside the policy.
    @Test func `without a folder for it the key is beside the policy`() async throws {
        try await withFixture { fixture in
            let result = try await run(
                fixture.program,
                [
                    "init", "--policy", "\(fixture.directory.path)/keys/own/policy.json", "--portal",
                    fixture.server.baseURL, "--key-file", fixture.keyPath, "--yes", "--account", "a",
                ], outputIn: fixture.outputs)
            #expect(result.status == 0, "\(result)")
            #expect(try text("\(fixture.directory.path)/keys/own/a-api-key") == fixture.alice.apiKey + "\n")
        }
    }

    @Test func `does what is requested`() async throws {
        try await withFixture { fixture in
            let result = try await initialize(
                fixture, "--account", "finance", "--retention", "14d", "--restore", "*contract*", "--restore", "*.sig")
            #expect(result.status == 0, "\(result)")
            #expect(result.stdout.contains("unmatched items become due 14d after they were trashed"))
            #expect(result.stdout.contains(#"rule "protected titles" restores"#))
            let policy = try text("\(fixture.directory.path)/new/policy.json")
            #expect(policy.contains(#""name": "finance""#) && policy.contains(#"["*contract*", "*.sig"]"#))
            let check = try await run(
                fixture.program, ["check", "--online", "--policy", "\(fixture.directory.path)/new/policy.json"],
                outputIn: fixture.outputs)
            #expect(check.status == 0 && check.stderr.isEmpty, "\(check)")
        }
    }

    @Test func `replaces nothing unless forced`() async throws {
        try await withFixture { fixture in
            try fixture.directory.write("mine", to: "new/policy.json", mode: 0o644)
            let refused = try await initialize(fixture)
            #expect(refused.status == 73 && refused.stderr.contains("--force"), "\(refused)")
            #expect(try text("\(fixture.directory.path)/new/policy.json") == "mine")
            #expect(fixture.portal.ledger.requests.isEmpty)

            let key = "\(fixture.directory.path)/keys/new/alice-example-api-key"
            try fixture.directory.write("another key", to: "keys/new/alice-example-api-key")
            try FileManager.default.removeItem(atPath: "\(fixture.directory.path)/new/policy.json")
            #expect(try await initialize(fixture).status == 73)
            #expect(try text(key) == "another key")
            #expect(!FileManager.default.fileExists(atPath: "\(fixture.directory.path)/new/policy.json"))

            try fixture.directory.write("mine", to: "new/policy.json", mode: 0o644)
            let forced = try await initialize(fixture, "--force")
            #expect(forced.status == 0, "\(forced)")
            #expect(try text(key) == fixture.alice.apiKey + "\n")
            let policy = "\(fixture.directory.path)/new/policy.json"
            for path in [key, policy] {
                #expect(forced.stdout.contains("replaced \(path), which is now \(path).bak"), "\(forced)")
            }
            #expect(try text("\(key).bak") == "another key" && text("\(policy).bak") == "mine")
            #expect(try await initialize(fixture, "--force").status == 0)
            #expect(try text("\(policy).bak") == "mine", "the first copy stays")
            #expect(try text("\(policy).bak2").contains("Written by retentiond init"))
        }
    }

    /// A person who must start again might paste the key into the shell, which stores it.
    @Test(.enabled(if: CLIFixture.hasTerminal, "there is no Python"))
    func `a mistyped key is prompted for three times`()
        async throws
    {
        try await withFixture { fixture in
            for (wrong, status) in [(2, 0), (3, 78)] {
                let answers = Array(repeating: "sk-typo", count: wrong) + [fixture.alice.apiKey]
                let folder = "\(fixture.directory.path)/typed\(wrong)"
                let command = [
                    "init", "--policy", "\(folder)/policy.json", "--portal", fixture.server.baseURL, "--account", "a",
                    "--yes", "--credential-directory", "\(fixture.directory.path)/keys/typed\(wrong)",
                ]
                let result = try await fixture.typing(answers, at: "(is not shown)", command)
                #expect(result.status == Int32(status), "\(result)")
                #expect(result.stdout.split(separator: "try again").count == min(wrong, 2) + 1, "\(result)")
                #expect(!result.stdout.contains("sk-typo") && !result.stdout.contains(fixture.alice.apiKey))
            }
        }
    }

    @Test func `a refused key is 77 and writes nothing`() async throws {
        try await withFixture { fixture in
            fixture.portal.edit(key: fixture.alice.apiKey) { $0.isActive = false }
            let result = try await initialize(fixture)
            #expect(result.status == 77 && result.stderr.contains("hint: "), "\(result)")
            #expect(!FileManager.default.fileExists(atPath: "\(fixture.directory.path)/new"))
        }
    }

    @Test func `a key that may not write is 77`() async throws {
        try await withFixture { fixture in
            fixture.portal.edit(key: fixture.alice.apiKey) { $0.permissions = ["files:read"] }
            let result = try await initialize(fixture)
            #expect(result.status == 77 && result.stderr.contains("files:write"), "\(result)")
        }
    }

    @Test func `a key that may not ask who it is names its creator`() async throws {
        try await withFixture { fixture in
            fixture.portal.edit(key: fixture.alice.apiKey) { $0.permissions = ["files:write"] }
            let result = try await initialize(fixture, "--account", "a")
            #expect(result.status == 0, "\(result)")
            #expect(result.stdout.contains("the portal is DocSpace 3.7.2"), "\(result)")
            #expect(
                result.stdout.contains("it is the trash of Alice Example (trash \(fixture.alice.trashID))"), "\(result)"
            )
        }
    }

    @Test func `nobody there is 69`() async throws {
        try await withFixture { fixture in
            let result = try await run(
                fixture.program,
                [
                    "init", "--policy", "\(fixture.directory.path)/new/policy.json", "--portal", "http://127.0.0.1:1",
                    "--key-file", fixture.keyPath, "--yes",
                ],
                outputIn: fixture.outputs)
            #expect(result.status == 69, "\(result)")
            #expect(!FileManager.default.fileExists(atPath: "\(fixture.directory.path)/new"))
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
    ]) func `a mistake is reported before any prompt`(arguments: [String], status: Int32, expected: String) async throws
    {
        try await withFixture { fixture in
            let given = arguments.map { ["KEY": fixture.keyPath, "PORTAL": fixture.server.baseURL][$0] ?? $0 }
            let result = try await run(
                fixture.program, ["init", "--policy", "\(fixture.directory.path)/new/policy.json"] + given,
                outputIn: fixture.outputs)
            #expect(result.status == status && (result.stderr + result.stdout).contains(expected), "\(result)")
            #expect(fixture.portal.ledger.requests.isEmpty)
            #expect(!FileManager.default.fileExists(atPath: "\(fixture.directory.path)/new"))
        }
    }

    /// An incomplete file would make the next try fail: none may remain.
    @Test func `an unwritable path is 73`() async throws {
        try await withFixture { fixture in
            let result = try await initialize(fixture, folder: "policy.json")
            #expect(result.status == 73, "\(result)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(fixture.directory.path)/keys/new").isEmpty)
        }
    }

    /// Anybody can choose any name on the portal.
    @Test func `a hostile name of the user stays harmless`() async throws {
        try await withFixture { fixture in
            let mallory = fixture.portal.addUser(name: "\u{1B}]0;x\u{07}../../etc/\"},{\u{202E}")
            try fixture.directory.write(mallory.apiKey, to: "keys/mallory")
            let result = try await initialize(fixture, key: "\(fixture.directory.path)/keys/mallory")
            #expect(result.status == 0, "\(result)")
            #expect(!result.stdout.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" || $0 == "\u{07}" })
            let files = try FileManager.default.contentsOfDirectory(atPath: "\(fixture.directory.path)/keys/new")
            #expect(files == ["0-x-etc-api-key"])
        }
    }
}
