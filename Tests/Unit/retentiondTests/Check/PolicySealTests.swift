import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

/// `retentiond policy seal`, and its effect on a machine without state.
@Suite("Sealing a policy", .timeLimit(.minutes(10)))
struct PolicySealCommandTests {
    /// Alice's state as if its policy had been in force for two days already.
    private func age(_ fixture: CLIFixture) throws {
        var state = try #require(fixture.text(fixture.statePath))
        for name in ["since", "settlesAt"] {
            let pattern = try Regex("\"\(name)\" : ([0-9.]+)", as: (Substring, Substring).self)
            state = state.replacing(pattern) { match in
                "\"\(name)\" : \((Double(match.1) ?? 0) - 2 * 86_400)"
            }
        }
        try fixture.directory.write(state, to: "state/accounts/alice.json")
    }

    private func sealed(_ fixture: CLIFixture, mode: mode_t = 0o600) async throws -> CommandResult {
        try fixture.install { $0.grace = "24h" }
        try #require(chmod(fixture.policyPath, mode) == 0)
        #expect(try await fixture.retentiond("sweep").status == 0)
        try age(fixture)
        #expect(try await fixture.retentiond("sweep").status == 0)
        return try await fixture.retentiond("policy", "seal")
    }

    @Test func `a second machine begins no grace`() async throws {
        try await withFixture { fixture in
            let result = try await sealed(fixture)
            #expect(result.status == 0 && result.stdout.contains("in force since"), "\(result)")
            let records = try fixture.audit.filter { $0.event == "policy-sealed" }
            #expect(records.count == 1 && records[0]["OPERATOR"]?.contains("uid") == true)
            #expect(try await fixture.retentiond("check").stdout.contains("in force since"))
            try FileManager.default.removeItem(atPath: fixture.stateDirectory)
            let due = fixture.trashDue(3)
            #expect(
                try PlanDocument(try await fixture.retentiond("plan", "--format", "json")).items("purge").count == 3)
            let swept = try await fixture.sweep()
            #expect(swept.status == 0, "\(swept)")
            #expect(fixture.destroyed == Set(due))
        }
    }

    @Test func `the grace period has to be over`() async throws {
        try await withFixture { fixture in
            try fixture.install { $0.grace = "24h" }
            let before = fixture.text(fixture.policyPath)
            let unknown = try await fixture.retentiond("policy", "seal")
            #expect(unknown.status == 75, "\(unknown)")
            #expect(unknown.stderr.contains("alice: no sweep under this policy"), "\(unknown)")
            #expect(try await fixture.retentiond("sweep").status == 0)
            let early = try await fixture.retentiond("policy", "seal")
            #expect(early.status == 75 && early.stderr.contains("alice: in its first grace period"), "\(early)")
            #expect(fixture.text(fixture.policyPath) == before)
            // By this machine's clock it is over; no listing with the portal's date has proven that yet.
            try age(fixture)
            let state = try #require(fixture.text(fixture.statePath))
            try fixture.directory.write(
                state.replacing(/"listedAt" : [0-9.]+,\s+/, with: ""), to: "state/accounts/alice.json")
            #expect(try await fixture.retentiond("policy", "seal").status == 75)
            #expect(fixture.text(fixture.policyPath) == before)
        }
    }

    @Test func `the file stays as it is but for the seal`() async throws {
        try await withFixture { fixture in
            let before = try #require(fixture.text(fixture.policyPath))
            #expect(try await sealed(fixture, mode: 0o640).status == 0)
            let after = try #require(fixture.text(fixture.policyPath))
            let plain = before.replacing("\"0s\"\n", with: "\"24h\"\n")
            #expect(after.replacing(/,\n"inForce": \{[^}]*\}/, with: "") == plain, "\(after)")
            var status = stat()
            #expect(stat(fixture.policyPath, &status) == 0 && status.st_mode & 0o777 == 0o640)
            let again = try await fixture.retentiond("policy", "seal")
            #expect(again.status == 0 && again.stdout.hasPrefix("nothing to do"), "\(again)")
            #expect(fixture.text(fixture.policyPath) == after)
            #expect(try fixture.audit.count { $0.event == "policy-sealed" } == 1)
        }
    }

    /// The state has a person's hold, which the other machine lacks.
    @Test func `holds of persons are reported`() async throws {
        try await withFixture { fixture in
            let item = fixture.trashDue(1)[0]
            let held = try await fixture.retentiond("hold", "add", "\(item)", "--reason", "lawsuit")
            #expect(held.status == 0, "\(held)")
            let result = try await sealed(fixture)
            #expect(
                result.status == 0 && result.stderr.contains("persons hold 1 item, which only the state"), "\(result)")
        }
    }

    @Test func `an edit makes it void and that is reported`() async throws {
        try await withFixture { fixture in
            #expect(try await sealed(fixture).status == 0)
            let text = try #require(fixture.text(fixture.policyPath))
            try fixture.directory.write(text.replacing("\"14d\"", with: "\"7d\""), to: "policy.json")
            for command in [["check"], ["plan"], ["sweep"]] {
                let result = try await fixture.retentiond(command)
                #expect(
                    result.stderr.contains("warning: \"inForce\" is ignored: its digest belongs to other rules"),
                    "\(result)")
                #expect(result.stderr.components(separatedBy: "is ignored").count == 2, "once: \(result)")
            }
            #expect(try await fixture.retentiond("check", "--quiet").stderr.isEmpty, "the service logs it at a reload")
            let sealed = try await fixture.retentiond("policy", "seal")
            #expect(sealed.status == 75 && sealed.stderr.contains("alice: in grace until"), "\(sealed)")
        }
    }

    /// Not only as root: a file that root writes for somebody else still belongs to that person.
    @Test func `a policy that is a link is left alone`() async throws {
        try await withFixture { fixture in
            #expect(try await sealed(fixture).status == 0)
            let text = try #require(fixture.text(fixture.policyPath))
            let plain = text.replacing(/,\n"inForce": \{[^}]*\}/, with: "")
            let real = try fixture.directory.write(plain, to: "real.json")
            try #require(unlink(fixture.policyPath) == 0 && symlink(real, fixture.policyPath) == 0)
            let result = try await fixture.retentiond("policy", "seal")
            #expect(result.status == 73, "\(result)")
            #expect(fixture.text(real) == plain)
            #expect(try fixture.audit.count { $0.event == "policy-sealed" } == 1)
        }
    }

    @Test func `without a trail nothing is written`() async throws {
        try await withFixture { fixture in
            try fixture.install { $0.grace = "24h" }
            #expect(try await fixture.retentiond("sweep").status == 0)
            try age(fixture)
            #expect(try await fixture.retentiond("sweep").status == 0)
            let before = fixture.text(fixture.policyPath)
            let result = try await fixture.retentiond("policy", "seal", "--audit-log", "/nowhere/audit.jsonl")
            #expect(result.status == 69, "\(result)")
            #expect(fixture.text(fixture.policyPath) == before)
        }
    }
}
