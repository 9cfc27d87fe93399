import Foundation
import TestSupport
import Testing

@testable import retentiond

/// Issue 17, point 9.
@Suite("Exporting the audit trail", .timeLimit(.minutes(10)))
struct AuditExportTests {
    private func audit(_ directory: TemporaryDirectory, _ arguments: String...) async throws -> CommandResult {
        try await run(
            try Binary.path(named: "retentiond"),
            ["audit"] + arguments + ["--state-directory", "\(directory.path)/state"], outputIn: directory.path)
    }

    @Test func `an export is the same trail`() async throws {
        try await withTemporaryDirectory { directory in
            var trail = SealedTrail(count: 5)
            trail.append(["RETENTIOND_EVENT": "restored", "RETENTIOND_ITEM_TITLE": "é \"x\" \u{202E}\u{1}/\\ 😀"])
            let log = try directory.write(trail.jsonLines, to: "audit.jsonl")
            let copy = "\(directory.path)/copy.jsonl"
            let exported = try await audit(directory, "export", "--audit-log", log, "--output", copy)
            #expect(exported.status == 0, "\(exported)")
            #expect(exported.stderr.contains("6 records in "))
            let verified = try await audit(directory, "verify", "--audit-log", copy)
            #expect(verified.status == 0 && verified.stdout.contains("records 1–6: whole"), "\(verified)")
            let shown = try await audit(directory, "--audit-log", copy, "--format", "json")
            let original = try await audit(directory, "--audit-log", log, "--format", "json")
            #expect(firstDifference(shown.stdout, original.stdout) == nil)
            let piped = try await audit(directory, "export", "--audit-log", log, "--output", "-")
            let difference = try firstDifference(piped.stdout, String(contentsOfFile: copy, encoding: .utf8))
            #expect(difference == nil)
        }
    }

    @Test func `only the requested time is exported`() async throws {
        try await withTemporaryDirectory { directory in
            let log = try directory.write(SealedTrail(count: 5).jsonLines, to: "audit.jsonl")
            let times = [1.0, 3].map { SealedTrail.text(SealedTrail.start.addingTimeInterval($0)) }
            let result = try await audit(
                directory, "export", "--audit-log", log, "--output", "-", "--since", times[0], "--until", times[1])
            #expect(result.stdout.split(separator: "\n").count == 2, "\(result)")
            #expect(
                try await audit(
                    directory, "export", "--audit-log", log, "--output", "-", "--since", times[1], "--until", times[0]
                ).status == 64)
        }
    }

    @Test func `a failed write leaves nothing half done`() async throws {
        try await withTemporaryDirectory { directory in
            let log = try directory.write(SealedTrail(count: 2).jsonLines, to: "audit.jsonl")
            #expect(
                try await audit(directory, "export", "--audit-log", log, "--output", "/dev/full").status == 73)
            #expect(
                try await audit(directory, "export", "--audit-log", log, "--output", "\(directory.path)/no/x").status
                    == 73)
            #expect(
                try await audit(directory, "export", "--audit-log", "\(log).no", "--output", "\(directory.path)/x")
                    .status == 69)
            #expect(!FileManager.default.fileExists(atPath: "\(directory.path)/x"))
        }
    }

    /// They would be ignored otherwise.
    @Test(arguments: [
        ["verify", "--account", "x"], ["verify", "--since", "today"], ["export", "--output", "-", "--follow"],
    ])
    func `options that mean nothing are refused`(arguments: [String]) async throws {
        try await withTemporaryDirectory { directory in
            let log = try directory.write(SealedTrail(count: 2).jsonLines, to: "audit.jsonl")
            let result = try await run(
                try Binary.path(named: "retentiond"), ["audit"] + arguments + ["--audit-log", log],
                outputIn: directory.path)
            #expect(result.status == 64, "\(result)")
        }
    }

    @Test func `options may precede a further command`() async throws {
        try await withTemporaryDirectory { directory in
            let log = try directory.write(SealedTrail(count: 2).jsonLines, to: "audit.jsonl")
            let verified = try await audit(directory, "--audit-log", log, "verify")
            #expect(verified.status == 0 && verified.stdout.contains("records 1–2: whole"), "\(verified)")
            let shown = try await audit(directory, "show", "--audit-log", log, "--format", "json")
            #expect(shown.stdout.split(separator: "\n").count == 2, "\(shown)")
        }
    }
}

/// The commands of docs/operating/backup.md, on files of a simulated machine.
@Suite("The backup page", .timeLimit(.minutes(10)))
struct BackupPageTests {
    private static var commands: [String] {
        get throws {
            let text = try Repository.text("docs/operating/backup.md")
            return text.split(separator: "\n").filter { $0.hasPrefix("$ ") }.map { String($0.dropFirst(2)) }
        }
    }

    /// A command for a machine whose root is a folder.
    private func adapted(_ command: String, _ root: String, _ program: String) -> String {
        command.replacing("sudo ", with: "").replacing("cd / ", with: "cd \(root) ")
            .replacing("--directory=/ ", with: "--directory=\(root) ").replacing("/root/", with: "\(root)/root/")
            .replacing(/\bretentiond (audit|report|check)/) { "'\(program)' \($0.1)" }
    }

    @Test func `a backup holds all instances and no key and can be read again`() async throws {
        try await withTemporaryDirectory { directory in
            let root = "\(directory.path)/machine"
            let secret = "sk-" + String(repeating: "5", count: 64)
            let kept = [
                "etc/retentiond/policy.json", "etc/retentiond/legal.json", "etc/retentiond/accounts.d/bob.json",
                "etc/retentiond/ca.pem", "etc/default/retentiond", "etc/default/retentiond-legal",
                "etc/systemd/system/retentiond.service.d/webhook.conf",
                "etc/systemd/system/retentiond@legal.service.d/metrics.conf",
            ]
            let left = [
                "etc/retentiond/bob.key", "etc/credstore/bob-key", "etc/credstore.encrypted/retentiond-keys",
                "etc/default/cron", "etc/systemd/system/other.service",
            ]
            for path in kept { try directory.write("kept \(path)", to: "machine/\(path)") }
            for path in left { try directory.write(secret, to: "machine/\(path)") }
            let log = try directory.write(SealedTrail(count: 3).jsonLines, to: "machine/root/live.jsonl")
            try directory.write("", to: "machine/outputs/.keep")
            let program = try Binary.path(named: "retentiond")
            func perform(_ command: String) async throws -> CommandResult {
                try await run("/bin/bash", ["-c", command], outputIn: "\(root)/outputs")
            }
            var commands = try Self.commands.map { adapted($0, root, program) }
            #expect(commands.count == 7)
            // Here the trail is a file, because not every machine has a journal.
            commands = commands.map { command in
                command.contains("audit export") ? "\(command) --audit-log \(log)" : command
            }.filter { !$0.contains(" check ") }
            for command in commands.dropLast() {
                let result = try await perform(command)
                #expect(result.status == 0, "\(command): \(result)")
            }
            let archive = try Data(contentsOf: URL(filePath: "\(root)/root/retentiond-settings.tar.gz"))
            #expect(!archive.isEmpty)
            for path in kept + left { try FileManager.default.removeItem(atPath: "\(root)/\(path)") }
            #expect(try await perform(try #require(commands.last)).status == 0)
            for path in kept {
                #expect((try? String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)) == "kept \(path)", "\(path)")
            }
            for path in left { #expect(!FileManager.default.fileExists(atPath: "\(root)/\(path)"), "\(path)") }
            #expect(
                try String(contentsOfFile: "\(root)/root/retentiond-audit.html", encoding: .utf8)
                    .contains("3 items were purged"))
        }
    }
}
