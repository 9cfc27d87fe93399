import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

@Suite("A key of another user", .timeLimit(.minutes(10)))
struct TrashOwnerTests {
    /// Swept with Alice's key; then Bob's stands in her key file.
    private func swap(_ scene: Scene) async throws -> [ItemKey] {
        let due = (1...3).map { number in
            ItemKey.file(
                scene.portal.trashFile(
                    title: "bob \(number).txt", trashedAt: scene.ago(days: 20), by: scene.bob))
        }
        #expect(try await scene.sweep().status == 0)
        try scene.directory.write(scene.bob.apiKey + "\n", to: "keys/alice")
        return due
    }

    @Test func nothingIsChangedUntilItIsAccepted() async throws {
        try await withScene { scene in
            let due = try await swap(scene)
            for _ in 1...2 {
                let result = try await scene.sweep()
                #expect(result.status == 77, "\(result)")
                let error = try result.error()
                #expect(error.contains("Bob Example") && error.contains("Alice Example"), "\(error)")
                #expect(result.stderr.contains("retentiond account accept alice"), "\(result)")
                scene.expectNothingChanged()
            }
            let plan = try await scene.retentiond("plan")
            #expect(plan.status == 0 && plan.stdout.contains("would change nothing"), "\(plan)")
            #expect(try await scene.retentiond("check", "--online").status == 77)

            let accepted = try await scene.retentiond("account", "accept", "alice")
            #expect(accepted.status == 0, "\(accepted)")
            #expect(accepted.stdout.contains("Bob Example") && accepted.stdout.contains("Alice Example"))
            scene.expectNothingChanged()
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.destroyed == Set(due))
            #expect(
                try scene.audit.filter { $0.event == "purged" }.allSatisfy { $0["PORTAL_USER"] == "\(scene.bob.id)" })
        }
    }

    @Test func aNewAccountNameIsANewAccount() async throws {
        try await withScene { scene in
            let due = try await swap(scene)
            try scene.install { $0.accounts = [scene.account("bob", key: scene.keyPath)] }
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.destroyed == Set(due))
        }
    }

    @Test func aNewKeyOfTheSameUserNeedsNoWord() async throws {
        try await withScene { scene in
            let due = scene.trashDue(2)
            #expect(try await scene.sweep(purgeNow: false).status == 0)
            let key = scene.portal.addKey(for: scene.alice)
            try scene.directory.write(key + "\n", to: "keys/alice")
            #expect(try await scene.sweep().status == 0)
            #expect(scene.destroyed == Set(due))
            let accepted = try await scene.retentiond("account", "accept", "alice")
            #expect(accepted.status == 0 && accepted.stdout.contains("nothing to accept"), "\(accepted)")
        }
    }

    @Test func acceptHasTheExitCodesOfTheContract() async throws {
        try await withScene { scene in
            #expect(try await scene.retentiond("account", "accept", "nobody").status == 66)
            scene.portal.edit(key: scene.alice.apiKey) { $0.isActive = false }
            #expect(try await scene.retentiond("account", "accept", "alice").status == 77)
            scene.portal.edit(key: scene.alice.apiKey) { $0.isActive = true }
            scene.portal.perform(.setCondition(.suspended))
            #expect(try await scene.retentiond("account", "accept", "alice").status == 69)
            try scene.directory.write("{", to: "policy.json", mode: 0o644)
            #expect(try await scene.retentiond("account", "accept", "alice").status == 78)
        }
    }
}
