import Foundation
import TestSupport
import Testing

@Suite("audit verify on an audit log", .timeLimit(.minutes(10)))
struct AuditVerifyTests {
    private static let trail = SealedTrail(count: 9)

    private static func lines(_ range: ClosedRange<Int>) -> String {
        range.map { SealedTrail.line(trail.records[$0 - 1]) }.joined()
    }

    /// - Parameter spool: the content of the state directory; nil: there is none.
    private func verify(_ log: String, spool: String? = nil) async throws -> CommandResult {
        try await withTemporaryDirectory { directory in
            let path = try directory.write(log, to: "audit.jsonl")
            if let spool { try directory.write(spool, to: "state/audit/current.jsonl") }
            return try await run(
                try Binary.path(named: "retentiond"),
                ["audit", "verify", "--audit-log", path, "--state-directory", "\(directory.path)/state"],
                outputIn: directory.path)
        }
    }

    @Test func `accepts a whole trail`() async throws {
        let result = try await verify(Self.lines(1...9), spool: Self.lines(5...9))
        #expect(result.status == 0, "\(result)")
        #expect(
            result.stdout == "chain \(Self.trail.chain): records 1–9: whole\n  reaches back to 2026-09-21T14:13:20Z\n")
        #expect(result.stderr == "")
    }

    @Test func `names missing records`() async throws {
        let result = try await verify(Self.lines(1...3) + Self.lines(7...9), spool: Self.lines(5...9))
        #expect(result.status == 1)
        #expect(result.stdout.contains("  records 4–6 are missing\n"))
        #expect(result.stderr.contains("error: the audit trail is not whole\n"))
    }

    @Test func `names changed records`() async throws {
        let forged = Self.lines(5...5).replacing("\"told\"", with: "\"tale\"")
        let result = try await verify(Self.lines(1...4) + forged + Self.lines(6...9), spool: Self.lines(9...9))
        #expect(result.status == 1)
        #expect(result.stdout.contains("  record 5 was changed\n"), "\(result)")
    }

    @Test func `misses the end that the state directory knows`() async throws {
        let result = try await verify(Self.lines(1...6), spool: Self.lines(5...9))
        #expect(result.status == 1)
        #expect(result.stdout.contains("  records 7–9 are missing at the end"), "\(result)")
        let empty = try await verify("", spool: Self.lines(5...9))
        #expect(empty.status == 1)
        #expect(empty.stdout.contains("records 1–9 are missing"), "\(empty)")
    }

    @Test func `says that the end is unknown`() async throws {
        let result = try await verify(Self.lines(1...6))
        #expect(result.status == 0)
        #expect(result.stderr.contains("the end of the trail can't be checked"), "\(result)")
    }

    @Test func `accepts a file that begins later`() async throws {
        let result = try await verify(Self.lines(4...9), spool: Self.lines(9...9))
        #expect(result.status == 0, "\(result)")
        #expect(result.stdout.contains("note: begins at record 4; the earlier ones are in an older file"))
    }

    /// The writer ends a torn line and writes its record again.
    @Test func `accepts a torn line whose record follows`() async throws {
        let torn = Self.lines(6...6).prefix(40) + "\n"
        let result = try await verify(Self.lines(1...5) + torn + Self.lines(6...9), spool: Self.lines(9...9))
        #expect(result.status == 0, "\(result)")
        #expect(result.stderr.contains("1 line is not an audit record"))
        let lost = try await verify(Self.lines(1...5) + torn + Self.lines(7...9), spool: Self.lines(9...9))
        #expect(lost.status == 1)
        #expect(lost.stdout.contains("record 6 is missing"))
    }

    @Test func `says that there is nothing yet`() async throws {
        let result = try await verify("")
        #expect(result.status == 0)
        #expect(result.stdout == "")
        #expect(result.stderr == "no audit records\n")
    }

    @Test func `waits for records on their way`() async throws {
        try await withTemporaryDirectory { directory in
            let path = try directory.write(Self.lines(1...8), to: "audit.jsonl")
            try directory.write(Self.lines(9...9), to: "state/audit/current.jsonl")
            let arguments = ["audit", "verify", "--audit-log", path, "--state-directory", "\(directory.path)/state"]
            try await withBackgroundProcess(
                try Binary.path(named: "retentiond"), arguments, outputIn: directory.path
            ) { process in
                let file = try #require(FileHandle(forWritingAtPath: path))
                try file.seekToEnd()
                try file.write(contentsOf: Data(Self.lines(9...9).utf8))
                let result = try await process.ended()
                #expect(result.status == 0, "\(result)")
            }
        }
    }
}

/// Tests/System/systemd/audit/verify.py was written from docs/reference/audit.md alone.
@Suite(
    "audit verify and an independent verifier", .timeLimit(.minutes(10)),
    .enabled(if: IndependentVerifier.python != nil, "needs python3"))
struct AuditIndependentVerifierTests {
    @Test(arguments: [false, true]) func agree(_ isDamaged: Bool) async throws {
        var trail = SealedTrail()
        for title in ["a", "é", "e\u{301}", "\u{1B}[0m\n", "\u{0}", "x=3:abc\n", "😀", ""] {
            trail.append(["RETENTIOND_EVENT": "purged", "RETENTIOND_ITEM_TITLE": title])
        }
        if isDamaged { trail.records[2]["RETENTIOND_ITEM_TITLE"] = "é" }
        try await withTemporaryDirectory { [trail] directory in
            let path = try directory.write(trail.jsonLines, to: "audit.jsonl")
            let ours = try await run(
                try Binary.path(named: "retentiond"),
                ["audit", "verify", "--audit-log", path, "--state-directory", directory.path],
                outputIn: directory.path)
            let theirs = try await run(
                try #require(IndependentVerifier.python), [IndependentVerifier.script, path],
                environment: ["PATH": "/usr/bin:/bin"],
                outputIn: directory.path)
            #expect(ours.status == (isDamaged ? 1 : 0), "\(ours)")
            #expect(theirs.status == ours.status, "\(theirs)")
            #expect(ours.stdout.contains("record 3 was changed") == isDamaged)
            #expect(theirs.stdout.contains("record 3 or 4 was changed") == isDamaged, "\(theirs)")
        }
    }
}

private enum IndependentVerifier {
    static let script = Repository.root.appending(path: "Tests/System/systemd/audit/verify.py").path

    static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }
}

/// The example of docs/reference/audit.md is right.
@Suite("The worked example of an audit chain", .timeLimit(.minutes(10)))
struct AuditExampleTests {
    private static let document = Repository.root.appending(path: "docs/reference/audit.md")

    private func block(_ language: String) throws -> String {
        let text = try String(contentsOf: Self.document, encoding: .utf8)
        let parts = text.components(separatedBy: "```\(language)\n")
        try #require(parts.count == 2, "one block of \(language)")
        return try #require(parts[1].components(separatedBy: "```").first)
    }

    @Test func `is whole`() async throws {
        try await withTemporaryDirectory { directory in
            let path = try directory.write(try block("json"), to: "audit.jsonl")
            let result = try await run(
                try Binary.path(named: "retentiond"),
                ["audit", "verify", "--audit-log", path, "--state-directory", directory.path],
                outputIn: directory.path)
            #expect(result.status == 0)
            #expect(result.stdout.contains(": records 1–2: whole\n"), "\(result)")
        }
    }

    @Test func `is reckoned by the command beside it`() async throws {
        try await withTemporaryDirectory { directory in
            let result = try await run(
                "/bin/sh", ["-c", try block("sh")], environment: ["PATH": "/usr/bin:/bin"], outputIn: directory.path)
            let second = try #require(try block("json").split(separator: "\n").last)
            let record = try JSONDecoder().decode([String: String].self, from: Data(second.utf8))
            #expect(result.stdout.prefix(64) == record["RETENTIOND_AUDIT_HASH"] ?? "", "\(result)")
        }
    }
}
