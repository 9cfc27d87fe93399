import DocSpaceSimulator
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Accounts in a folder beside the policy", .timeLimit(.minutes(10)))
struct AccountsFromTests {
    /// Bob in the folder, Alice in the policy.
    private func install(_ scene: Scene, _ edit: (inout PolicyText) -> Void = { _ in }) throws {
        try scene.directory.write(scene.bob.apiKey + "\n", to: "keys/bob")
        try scene.directory.write(
            #"{ "name": "bob", "apiKey": { "file": "\#(scene.directory.path)/keys/bob" } }"#, to: "accounts.d/bob.json",
            mode: 0o644)
        try scene.install { policy in
            policy.more = [
                #""accountsFrom": "accounts.d""#, #""defaults": { "portal": "\#(scene.server.baseURL)" }"#,
            ]
            edit(&policy)
        }
    }

    @Test func areSweptLikeTheOthers() async throws {
        try await withScene { scene in
            try install(scene)
            _ = scene.portal.trashFile(title: "bobs.txt", bytes: 1, trashedAt: scene.ago(days: 20), by: scene.bob)
            let plan = try PlanDocument(try await scene.retentiond("plan", "--format", "json"))
            #expect(plan.accounts.map { $0["name"]?.text } == ["alice", "bob"])
            #expect(plan.items("purge").count == 1)
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.portal.trash(of: scene.bob).isEmpty)
        }
    }

    /// Another account, and the rules in force continue: items that they found due are purged in the next sweep.
    @Test func anAddedAccountStartsNoGraceForOthers() async throws {
        try await withScene { scene in
            #expect(try await scene.sweep().status == 0)
            let due = scene.trashDue(3)
            try scene.install { $0.grace = "24h" }
            try scene.forgetListing()
            #expect(try await scene.sweep().status == 0)
            #expect(scene.destroyed == Set(due), "a longer grace alone changes nothing for what was due")
            let again = scene.trashDue(2)
            try install(scene) { $0.grace = "24h" }
            let result = try await scene.sweep("--account", "alice")
            #expect(result.status == 0, "\(result)")
            #expect(scene.destroyed == Set(due + again))
            #expect(!result.stderr.contains("grace"), "\(result)")
        }
    }

    @Test func aMistakeNamesItsFile() async throws {
        try await withScene { scene in
            try install(scene)
            try scene.directory.write("{\n  \"name\": 5 }", to: "accounts.d/carol.json", mode: 0o644)
            let result = try await scene.retentiond("check")
            #expect(result.status == 78)
            #expect(result.stderr.contains("accounts.d/carol.json:2:11: name: expected"), "\(result)")
            #expect(result.stderr.contains("the policy is invalid: 2 problems"), "\(result)")
        }
    }

    @Test(arguments: ["accounts.d", "accounts.d/bob.json"])
    func whatEverybodyMayWriteIsRefused(name: String) async throws {
        try await withScene { scene in
            try install(scene)
            #expect(chmod("\(scene.directory.path)/\(name)", 0o777) == 0)
            let result = try await scene.retentiond("check")
            #expect(result.status == 78)
            #expect(result.stderr.contains("everybody"), "\(result)")
            #expect(result.stderr.contains("\(scene.directory.path)/\(name)"), "\(result)")
        }
    }

    @Test func aMissingFolderIsAMistake() async throws {
        try await withScene { scene in
            try scene.install { $0.more = [#""accountsFrom": "nowhere.d""#] }
            let result = try await scene.retentiond("check")
            #expect(result.status == 78)
            #expect(result.stderr.contains("nowhere.d can't be read: No such file or directory"), "\(result)")
        }
    }
}
