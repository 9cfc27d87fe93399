import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

@Suite("The same trash under two names", .timeLimit(.minutes(10)))
struct SharedTrashTests {
    /// The same key in two files, as accounts "alice" and "again". (Of one file the policy itself is refused.)
    private func installTwice(_ fixture: CLIFixture) throws {
        let again = try fixture.directory.write(fixture.alice.apiKey + "\n", to: "keys/again")
        try fixture.install { policy in
            policy.accounts = [fixture.account("alice", key: fixture.keyPath), fixture.account("again", key: again)]
        }
    }

    private func expectRefusal(_ result: CommandResult, naming other: String) throws {
        #expect(result.status == 78, "\(result)")
        let error = try result.error()
        #expect(error.contains("the account \"\(other)\" has the same trash"), "\(error)")
    }

    @Test func `is found by an online check`() async throws {
        try await withFixture { fixture in
            try installTwice(fixture)
            let result = try await fixture.retentiond("check", "--online")
            try expectRefusal(result, naming: "alice")
            #expect(result.stderr.contains("error: again: "), "\(result)")
            #expect(result.stdout.contains("alice: the key works"), "\(result)")
        }
    }

    @Test func `is swept once by the first sweep`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(3)
            try installTwice(fixture)
            let result = try await fixture.retentiond("sweep", "--purge-now")
            #expect(result.status == 78, "\(result)")
            #expect(result.stderr.contains("has the same trash"), "\(result)")
            #expect(fixture.destroyed == Set(due))
            try fixture.expectAuditIsTrue()
            let accounts = Set(try fixture.audit.filter { $0.event == "purged" }.compactMap { $0["ACCOUNT"] })
            #expect(accounts.count == 1)
        }
    }

    /// A process finds in the account's state which trash an earlier process saw.
    @Test func `is swept once by different processes`() async throws {
        try await withFixture { fixture in
            try installTwice(fixture)
            #expect(try await fixture.retentiond("sweep", "--account", "again").status == 0)
            let due = fixture.trashDue(1)
            try expectRefusal(
                try await fixture.retentiond("sweep", "--account", "alice", "--purge-now"), naming: "again")
            try expectRefusal(try await fixture.retentiond("check", "--online"), naming: "again")
            #expect(due.allSatisfy { fixture.portal.exists($0) })
            fixture.expectNothingChanged()
        }
    }

    /// Two users' accounts with swapped keys: neither blocks the other once that is fixed.
    @Test func `is free once the other account has another`() async throws {
        try await withFixture { fixture in
            try installTwice(fixture)
            #expect(try await fixture.retentiond("sweep", "--account", "again").status == 0)
            try fixture.directory.write(fixture.bob.apiKey + "\n", to: "keys/again")
            #expect(try await fixture.retentiond("account", "accept", "again").status == 0)
            let due = fixture.trashDue(2)
            let result = try await fixture.retentiond("sweep", "--purge-now")
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == Set(due))
        }
    }
}
