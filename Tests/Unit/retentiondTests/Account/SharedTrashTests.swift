import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

@Suite("The same trash under two names", .timeLimit(.minutes(10)))
struct SharedTrashTests {
    /// The same key in two files, as accounts "alice" and "again". (Of one file the policy itself is refused.)
    private func installTwice(_ scene: Scene) throws {
        let again = try scene.directory.write(scene.alice.apiKey + "\n", to: "keys/again")
        try scene.install { policy in
            policy.accounts = [scene.account("alice", key: scene.keyPath), scene.account("again", key: again)]
        }
    }

    private func expectRefusal(_ result: CommandResult, naming other: String) throws {
        #expect(result.status == 78, "\(result)")
        let error = try result.error()
        #expect(error.contains("the account \"\(other)\" has the same trash"), "\(error)")
    }

    @Test func isFoundByAnOnlineCheck() async throws {
        try await withScene { scene in
            try installTwice(scene)
            let result = try await scene.retentiond("check", "--online")
            try expectRefusal(result, naming: "alice")
            #expect(result.stderr.contains("error: again: "), "\(result)")
            #expect(result.stdout.contains("alice: the key works"), "\(result)")
        }
    }

    @Test func isSweptOnceByTheFirstSweep() async throws {
        try await withScene { scene in
            let due = scene.trashDue(3)
            try installTwice(scene)
            let result = try await scene.retentiond("sweep", "--purge-now")
            #expect(result.status == 78, "\(result)")
            #expect(result.stderr.contains("has the same trash"), "\(result)")
            #expect(scene.destroyed == Set(due))
            try scene.expectAuditIsTrue()
            let accounts = Set(try scene.audit.filter { $0.event == "purged" }.compactMap { $0["ACCOUNT"] })
            #expect(accounts.count == 1)
        }
    }

    /// The next process knows from the account's state what one process saw.
    @Test func isSweptOnceByDifferentProcesses() async throws {
        try await withScene { scene in
            try installTwice(scene)
            #expect(try await scene.retentiond("sweep", "--account", "again").status == 0)
            let due = scene.trashDue(1)
            try expectRefusal(
                try await scene.retentiond("sweep", "--account", "alice", "--purge-now"), naming: "again")
            try expectRefusal(try await scene.retentiond("check", "--online"), naming: "again")
            #expect(due.allSatisfy { scene.portal.exists($0) })
            scene.expectNothingChanged()
        }
    }

    /// Two users' accounts with swapped keys: neither blocks the other once that is fixed.
    @Test func isFreeOnceTheOtherAccountHasAnother() async throws {
        try await withScene { scene in
            try installTwice(scene)
            #expect(try await scene.retentiond("sweep", "--account", "again").status == 0)
            try scene.directory.write(scene.bob.apiKey + "\n", to: "keys/again")
            #expect(try await scene.retentiond("account", "accept", "again").status == 0)
            let due = scene.trashDue(2)
            let result = try await scene.retentiond("sweep", "--purge-now")
            #expect(result.status == 0, "\(result)")
            #expect(scene.destroyed == Set(due))
        }
    }
}
