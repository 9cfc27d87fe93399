import DocSpaceSimulator
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Accounts in a folder beside the policy", .timeLimit(.minutes(10)))
struct AccountsFromTests {
    /// Bob in the folder, Alice in the policy.
    private func install(_ fixture: CLIFixture, _ edit: (inout PolicyText) -> Void = { _ in }) throws {
        try fixture.directory.write(fixture.bob.apiKey + "\n", to: "keys/bob")
        try fixture.directory.write(
            #"{ "name": "bob", "apiKey": { "file": "\#(fixture.directory.path)/keys/bob" } }"#,
            to: "accounts.d/bob.json",
            mode: 0o644)
        try fixture.install { policy in
            policy.more = [
                #""accountsFrom": "accounts.d""#, #""defaults": { "portal": "\#(fixture.server.baseURL)" }"#,
            ]
            edit(&policy)
        }
    }

    @Test func `are swept like the others`() async throws {
        try await withFixture { fixture in
            try install(fixture)
            _ = fixture.portal.trashFile(title: "bobs.txt", bytes: 1, trashedAt: fixture.ago(days: 20), by: fixture.bob)
            let plan = try PlanDocument(try await fixture.retentiond("plan", "--format", "json"))
            #expect(plan.accounts.map { $0["name"]?.text } == ["alice", "bob"])
            #expect(plan.items("purge").count == 1)
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.portal.trash(of: fixture.bob).isEmpty)
        }
    }

    /// Another account, and the rules in force continue: items that they found due are purged in the next sweep.
    @Test func `an added account starts no grace for others`() async throws {
        try await withFixture { fixture in
            #expect(try await fixture.sweep().status == 0)
            let due = fixture.trashDue(3)
            try fixture.install { $0.grace = "24h" }
            try fixture.forgetListing()
            #expect(try await fixture.sweep().status == 0)
            #expect(fixture.destroyed == Set(due), "a longer grace alone changes nothing for what was due")
            let again = fixture.trashDue(2)
            try install(fixture) { $0.grace = "24h" }
            let result = try await fixture.sweep("--account", "alice")
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == Set(due + again))
            #expect(!result.stderr.contains("grace"), "\(result)")
        }
    }

    @Test func `a mistake names its file`() async throws {
        try await withFixture { fixture in
            try install(fixture)
            try fixture.directory.write("{\n  \"name\": 5 }", to: "accounts.d/carol.json", mode: 0o644)
            let result = try await fixture.retentiond("check")
            #expect(result.status == 78)
            #expect(result.stderr.contains("accounts.d/carol.json:2:11: name: expected"), "\(result)")
            #expect(result.stderr.contains("the policy is invalid: 2 problems"), "\(result)")
        }
    }

    @Test(arguments: ["accounts.d", "accounts.d/bob.json"])
    func `a file that everybody may write is refused`(name: String) async throws {
        try await withFixture { fixture in
            try install(fixture)
            #expect(chmod("\(fixture.directory.path)/\(name)", 0o777) == 0)
            let result = try await fixture.retentiond("check")
            #expect(result.status == 78)
            #expect(result.stderr.contains("everybody"), "\(result)")
            #expect(result.stderr.contains("\(fixture.directory.path)/\(name)"), "\(result)")
        }
    }

    @Test func `a missing folder is a mistake`() async throws {
        try await withFixture { fixture in
            try fixture.install { $0.more = [#""accountsFrom": "nowhere.d""#] }
            let result = try await fixture.retentiond("check")
            #expect(result.status == 78)
            #expect(result.stderr.contains("nowhere.d can't be read: No such file or directory"), "\(result)")
        }
    }
}
