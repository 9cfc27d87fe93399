import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

/// Our files with impossible numbers: damage must not crash the program.
@Suite("Absurd numbers in files", .timeLimit(.minutes(10)))
struct AbsurdNumbersTests {
    static let states = [
        (#"\"consecutiveFailures\" : [0-9]+"#, #""consecutiveFailures" : 9223372036854775807"#),
        (#"\"consecutiveFailures\" : [0-9]+"#, #""consecutiveFailures" : -1"#),
        (#"\"baselinePerDay\" : [0-9.]+"#, #""baselinePerDay" : -1e300"#),
        (#"\"since\" : [0-9.]+"#, #""since" : 1e300"#),
        (#"\"finishedAt\" : [0-9.]+"#, #""finishedAt" : -1e18"#),
        (#"\"listed\" : [0-9]+"#, #""listed" : 9223372036854775807"#),
        (#"\"purgedBytes\" : [0-9]+"#, #""purgedBytes" : -9223372036854775808"#),
        (
            #"\"quarantine\" : \{\s*\}"#,
            #""quarantine": {"file:1": {"failures": 9223372036854775807, "nextAt": 0, "reason": "x"}}"#
        ),
        (#"\"restores\" : \{\s*\}"#, #""restores": {"file:1": {"count": 9223372036854775807, "lastAt": 1e9}}"#),
        (
            #"\"quarantine\" : \{\s*\}"#, #""quarantine": {"file:017": {"failures": 1, "nextAt": 1e9, "reason": "x"}}"#
        ), (#"\"reportedHolds\" : \[\s*\]"#, #""reportedHolds": ["room:1"]"#),
        (#"\"version\" : 1"#, #""version": 1, "auditSequence": 9223372036854775807"#),
    ]

    @Test(arguments: states) func `in the state are damage`(_ pattern: String, _ absurd: String) async throws {
        try await withFixture { fixture in
            #expect(try await fixture.sweep().status == 0)
            let due = fixture.trashDue(2)
            let intact = try #require(fixture.text(fixture.statePath))
            let damaged = intact.replacing(try Regex(pattern), with: absurd)
            try #require(damaged != intact, "\(intact)")
            try fixture.directory.write(damaged, to: "state/accounts/alice.json")
            // The test itself must not touch the evidence.
            let result = try await fixture.sweep(limitsAges: true)
            #expect(result.status == 1, "\(result)")
            #expect(try result.error().contains("alice.json is damaged"))
            #expect(fixture.trashed == Set(due))
            #expect(fixture.text(fixture.statePath) == damaged, "evidence was overwritten")
            for command in ["plan", "status"] {
                let result = try await fixture.retentiond(command)
                #expect(result.status < 128, "\(result)")
            }
        }
    }

    @Test(arguments: ["9223372036854775807", "1152921504606846977", "0", "-1", "18446744073709551616"])
    func `as the number of the newest record are damage`(_ number: String) async throws {
        try await withFixture { fixture in
            #expect(try await fixture.sweep().status == 0)
            let due = fixture.trashDue(2)
            let spool = "\(fixture.stateDirectory)/audit/current.jsonl"
            var lines = try #require(fixture.text(spool)).split(separator: "\n").map(String.init)
            lines[lines.count - 1].replace(
                try Regex(#"\"RETENTIOND_AUDIT_SEQ\":\"[0-9]+\""#), with: "\"RETENTIOND_AUDIT_SEQ\":\"\(number)\"")
            try fixture.directory.write(lines.joined(separator: "\n") + "\n", to: "state/audit/current.jsonl")
            let result = try await fixture.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(try result.error().contains("audit is damaged"))
            #expect(fixture.trashed == Set(due))
        }
    }

    /// Files that only save work, or a message, may be lost.
    @Test(arguments: [
        ("audit/delivered", "9223372036854775807 x -\n"), ("audit/handed-over", "9223372036854775807\n"),
        ("accounts/alice.writes", #"[{"begin":-1e300,"count":9223372036854775807},{"begin":1e300,"count":1}]"#),
        (
            "notifications.json",
            #"{"version":1,"entries":[{"cause":"failures","account":"alice","subject":"","id":"m","since":1e300,"reason":"r"}]}"#
        ),
    ]) func `in what may be lost end nothing`(_ name: String, _ text: String) async throws {
        try await withFixture { fixture in
            #expect(try await fixture.sweep().status == 0)
            let due = fixture.trashDue(2)
            try fixture.directory.write(text, to: "state/\(name)")
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == Set(due))
        }
    }

    @Test(arguments: [#"("id" : )[0-9]+"#, #"("bytes" : )[0-9]+"#]) func `in a saved plan are no plan`(
        _ pattern: String
    ) async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(2)
            let path = "\(fixture.directory.path)/plan.json"
            #expect(try await fixture.retentiond("plan", "--output", path).status == 0)
            let plan = try #require(fixture.text(path)).replacing("\":", with: "\" : ").replacing(" :  ", with: " : ")
            let key = pattern.contains("id") ? "id" : "bytes"
            let absurd = plan.replacing(try Regex("\"\(key)\" : *[0-9]+"), with: "\"\(key)\" : -9223372036854775808")
            try #require(absurd != plan)
            try fixture.directory.write(absurd, to: "plan.json")
            let result = try await fixture.sweep("--plan", path)
            #expect(result.status == 65, "\(result)")
            #expect(fixture.trashed == Set(due))
        }
    }

    @Test func `in a status file are no status`() async throws {
        try await withFixture { fixture in
            #expect(try await fixture.sweep().status == 0)
            try fixture.directory.write(
                #"{"processID":-2147483648,"startedAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z","policyDigest":"","accounts":[{"name":"bob","health":"ok","consecutiveFailures":9223372036854775807,"quarantined":-9223372036854775808}]}"#,
                to: "state/status.json")
            let result = try await fixture.retentiond("status")
            #expect(
                result.status == 3 && result.stdout.contains("alice") && !result.stdout.contains("bob"), "\(result)")
        }
    }
}
