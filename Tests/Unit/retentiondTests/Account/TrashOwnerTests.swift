import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

@Suite("A key of another user", .timeLimit(.minutes(10)))
struct TrashOwnerTests {
    /// A sweep with Alice's key; then her key file contains Bob's.
    private func swap(_ fixture: CLIFixture) async throws -> [ItemKey] {
        let due = (1...3).map { number in
            ItemKey.file(
                fixture.portal.trashFile(
                    title: "bob \(number).txt", trashedAt: fixture.ago(days: 20), by: fixture.bob))
        }
        #expect(try await fixture.sweep().status == 0)
        try fixture.directory.write(fixture.bob.apiKey + "\n", to: "keys/alice")
        return due
    }

    @Test func `nothing is changed until it is accepted`() async throws {
        try await withFixture { fixture in
            let due = try await swap(fixture)
            for _ in 1...2 {
                let result = try await fixture.sweep()
                #expect(result.status == 77, "\(result)")
                let error = try result.error()
                #expect(error.contains("Bob Example") && error.contains("Alice Example"), "\(error)")
                #expect(result.stderr.contains("retentiond account accept alice"), "\(result)")
                fixture.expectNothingChanged()
            }
            let plan = try await fixture.retentiond("plan")
            #expect(plan.status == 0 && plan.stdout.contains("would change nothing"), "\(plan)")
            #expect(try await fixture.retentiond("check", "--online").status == 77)

            let accepted = try await fixture.retentiond("account", "accept", "alice")
            #expect(accepted.status == 0, "\(accepted)")
            #expect(accepted.stdout.contains("Bob Example") && accepted.stdout.contains("Alice Example"))
            fixture.expectNothingChanged()
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == Set(due))
            #expect(
                try fixture.audit.filter { $0.event == "purged" }.allSatisfy {
                    $0["PORTAL_USER"] == "\(fixture.bob.id)"
                })
        }
    }

    @Test func `a new account name is a new account`() async throws {
        try await withFixture { fixture in
            let due = try await swap(fixture)
            try fixture.install { $0.accounts = [fixture.account("bob", key: fixture.keyPath)] }
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == Set(due))
        }
    }

    @Test func `a new key of the same user needs no confirmation`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(2)
            #expect(try await fixture.sweep(purgeNow: false).status == 0)
            let key = fixture.portal.addKey(for: fixture.alice)
            try fixture.directory.write(key + "\n", to: "keys/alice")
            #expect(try await fixture.sweep().status == 0)
            #expect(fixture.destroyed == Set(due))
            let accepted = try await fixture.retentiond("account", "accept", "alice")
            #expect(accepted.status == 0 && accepted.stdout.contains("nothing to accept"), "\(accepted)")
        }
    }

    @Test func `accept has the exit codes of the contract`() async throws {
        try await withFixture { fixture in
            #expect(try await fixture.retentiond("account", "accept", "nobody").status == 66)
            fixture.portal.edit(key: fixture.alice.apiKey) { $0.isActive = false }
            #expect(try await fixture.retentiond("account", "accept", "alice").status == 77)
            fixture.portal.edit(key: fixture.alice.apiKey) { $0.isActive = true }
            fixture.portal.perform(.setCondition(.suspended))
            #expect(try await fixture.retentiond("account", "accept", "alice").status == 69)
            try fixture.directory.write("{", to: "policy.json", mode: 0o644)
            #expect(try await fixture.retentiond("account", "accept", "alice").status == 78)
        }
    }
}
