import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

@Suite("Checking and previewing", .timeLimit(.minutes(10)))
struct CheckTests {
    @Test func `shows the next purges`() async throws {
        try await withFixture { fixture in
            try fixture.install { $0.purge = #"{ "schedule": "2098..2099-01-01 03:00:00 UTC" }"# }
            let result = try await fixture.retentiond("check")
            #expect(result.status == 0, "\(result)")
            #expect(result.stdout.contains("2098-01-01T03:00:00Z"))
            #expect(result.stdout.contains("2099-01-01T03:00:00Z"))
            #expect(result.stderr.isEmpty)
        }
    }

    @Test func `quiet prints nothing for a valid policy and every problem of an invalid one`() async throws {
        try await withFixture { fixture in
            let good = try await fixture.retentiond("check", "--quiet")
            #expect(good.status == 0 && good.stdout.isEmpty && good.stderr.isEmpty, "\(good)")
            try Data(#"{ "version": 1, "acounts": [] }"#.utf8).write(to: URL(filePath: fixture.policyPath))
            let bad = try await fixture.retentiond("check", "--quiet")
            #expect(bad.status == 78)
            #expect(bad.stderr.contains("acounts"))
        }
    }

    @Test func `tries key and targets online`() async throws {
        try await withFixture { fixture in
            try fixture.install { $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)] }
            let result = try await fixture.retentiond("check", "--online")
            #expect(result.status == 0, "\(result)")
            #expect(result.stdout.contains("\(fixture.rescue)"))
            let requested = Set(fixture.portal.ledger.requests.map(\.path))
            #expect(requested.contains { $0.hasSuffix("keys/@self") })
            #expect(requested.contains { $0.hasSuffix("files/folder/\(fixture.rescue)") })
        }
    }

    /// Issue 19, point 7. Ignores the grace period, and sanitizes the portal's text.
    @Test func `tries each rule on today's trash`() async throws {
        try await withFixture { fixture in
            let kept = fixture.trash("contract\u{1B}[31m.pdf", days: 20)
            _ = fixture.trash("other.pdf", days: 20)
            try fixture.install {
                $0.grace = "1d"
                $0.rules = [
                    PolicyText.restore("*contract*", fallback: fixture.rescue),
                    #"{ "name": "invoices", "action": "hold", "match": { "title": ["invoice*"] } }"#,
                ]
            }
            let result = try await fixture.retentiond("check", "--online")
            #expect(result.status == 0, "\(result)")
            let lines = result.stdout.split(separator: "\n").filter {
                $0.hasPrefix("alice: rule") || $0.hasPrefix("alice: tried")
            }
            try #require(lines.count == 3, "\(result)")
            #expect(lines[0].contains("(restore) matches 1, decides 1 of 2: \(kept) contract"), "\(lines)")
            #expect(lines[0].hasSuffix("; without it: 1 restore → purge"), "\(lines)")
            #expect(!lines[0].contains("\u{1B}"), "\(lines)")
            #expect(lines[1] == #"alice: rule "invoices" (hold) matches nothing in this trash"#)
            #expect(lines[2].hasPrefix("alice: tried on the 2 items: a rule that holds or restores never adds to"))
        }
    }

    /// Each person's trash holds only what that person trashed.
    @Test func `names rules that the keys user decides`() async throws {
        try await withFixture { fixture in
            let rule = { (name: String, match: String) in
                #"{ "name": "\#(name)", "action": "hold", "match": \#(match) }"#
            }
            try fixture.install {
                $0.rules = [
                    rule("bobs", #"{ "trashedBy": ["Bob*"] }"#),
                    rule("contracts of bob", #"{ "title": ["*contract*"], "trashedBy": ["\#(fixture.bob.id)"] }"#),
                    rule("alices drafts", #"{ "title": ["draft*"], "trashedBy": ["alice*"] }"#),
                    rule("by author", #"{ "createdBy": ["Bob*"] }"#),
                ]
            }
            let result = try await fixture.retentiond("check", "--online")
            #expect(result.status == 0, "\(result)")
            let warnings = result.stdout.split(separator: "\n").filter {
                $0.contains("warning") && $0.contains("trashedBy")
            }
            #expect(warnings.count == 3, "\(result)")
            #expect(warnings.allSatisfy { $0.hasPrefix("alice: warning: ") && $0.hasSuffix(" by Alice Example") })
            for part in [
                #"rule "bobs" never matches"#, #"rule "contracts of bob" never matches"#,
                #""trashedBy" of rule "alices drafts" always matches"#,
            ] {
                #expect(warnings.contains { $0.contains(part) }, "\(part): \(result)")
            }
        }
    }

    @Test func `warns of a key that expires soon`() async throws {
        try await withFixture { fixture in
            fixture.portal.edit(key: fixture.alice.apiKey) { $0.expiresAt = fixture.ago(days: -5) }
            let expiry = fixture.ago(days: -5).formatted(.iso8601)
            for command in [["check", "--online"], ["plan"]] {
                let result = try await fixture.retentiond(command)
                #expect(result.status == 0)
                #expect(result.stdout.contains(expiry), "\(result)")
            }
        }
    }

    /// Two accounts with a file that is missing, one with a file without certificates: each file is reported, offline.
    @Test func `names each CA file that holds no certificate`() async throws {
        try await withFixture { fixture in
            let empty = try fixture.directory.write("no certificate\n", to: "empty.pem", mode: 0o644)
            let account = { (name: String, file: String) in
                #"{ "name": "\#(name)", "portal": "\#(fixture.server.baseURL)", "caFile": "\#(file)","#
                    + #" "apiKey": { "file": "\#(fixture.keyPath)-\#(name)" } }"#
            }
            try fixture.install {
                $0.accounts = [account("a", "/nowhere/ca.pem"), account("b", "/nowhere/ca.pem"), account("c", empty)]
            }
            let result = try await fixture.retentiond("check")
            #expect(result.status == 78, "\(result)")
            let errors = result.complaints.filter { $0.hasPrefix("error: ") }
            #expect(errors.count == 2, "\(result)")
            #expect(errors.contains { $0.hasPrefix("error: a: ") && $0.contains("/nowhere/ca.pem") })
            #expect(errors.contains { $0.hasPrefix("error: c: ") && $0.contains(empty) })
            #expect(fixture.portal.ledger.requests.isEmpty)
        }
    }

    /// Other programs read these variables. Their values are not printed, because they may contain a password.
    @Test func `names variables that have no effect`() async throws {
        try await withFixture { fixture in
            let environment = ["HTTPS_PROXY": "http://u:hunter2@127.0.0.1:9", "SSL_CERT_FILE": "/nowhere/hunter2.pem"]
            let result = try await fixture.retentiond(["check", "--online"], environment: environment)
            #expect(result.status == 0, "\(result)")
            let notes = result.complaints.filter { $0.hasPrefix("note: ") }
            #expect(notes.contains { $0.contains("HTTPS_PROXY") && $0.contains("\"proxy\"") }, "\(result)")
            #expect(notes.contains { $0.contains("SSL_CERT_FILE") && $0.contains("\"caFile\"") }, "\(result)")
            #expect(!result.stderr.contains("hunter2") && !result.stdout.contains("hunter2"))
            for command in [["check"], ["check", "--online", "--quiet"]] {
                #expect(try await fixture.retentiond(command, environment: environment).stderr.isEmpty)
            }
        }
    }

    /// The expected instants are those of `systemd-analyze calendar`.
    @Test(arguments: [
        ("Sun *-*-* 03:00:00 Europe/Berlin", ["2026-03-29T01:00:00Z", "2026-04-05T01:00:00Z"]),
        ("*-02-29", ["2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z"]),
        ("Mon..Fri *-*~1 22:30 UTC", ["2026-03-31T22:30:00Z", "2026-04-30T22:30:00Z"]),
        ("*:*:0/30", ["2026-03-28T12:00:30Z", "2026-03-28T12:01:00Z"]),
    ]) func `previews a schedule`(_ expression: String, _ instants: [String]) async throws {
        try await withFixture { fixture in
            let result = try await fixture.retentiond(
                ["calendar", expression, "--iterations", "2", "--from", "2026-03-28T12:00:00Z"],
                environment: ["TZ": "UTC"])
            #expect(result.status == 0, "\(result)")
            #expect(result.stdout == instants.map { "\($0)\n" }.joined())
        }
    }

    @Test func `a pipe gets no colour`() async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(2)
            for command in [["plan"], ["sweep", "--purge-now"], ["status"], ["plan", "--nonsense"]] {
                let result = try await fixture.retentiond(command, environment: ["TERM": "xterm-256color"])
                #expect(!(result.stdout + result.stderr).contains("\u{1B}"), "\(command)")
            }
        }
    }
}
