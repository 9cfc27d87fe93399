import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

@Suite("Saving a plan and sweeping by it", .timeLimit(.minutes(10)))
struct SavedPlanTests {
    private func save(_ scene: Scene) async throws -> String {
        let path = scene.policyPath + ".plan"
        #expect(try await scene.retentiond("plan", "--output", path).status == 0)
        return path
    }

    @Test func onlyWhatWasSavedAndIsUnchangedIsPurged() async throws {
        try await withScene { scene in
            let due = scene.trashDue(3)
            let plan = try await save(scene)
            scene.portal.edit(file: due[1].id) { $0.title = "renamed.txt" }
            let late = scene.trash("late.txt", days: 20)
            let result = try await scene.retentiond(
                "sweep", "--plan", plan, "--purge-now", "--audit-log", scene.auditPath)
            #expect(result.status == 0, "\(result)")
            #expect(scene.destroyed == [due[0], due[2]])
            #expect(Set(scene.trashed) == [due[1], late])
            #expect(result.stderr.contains("dropped from the plan: file:\(due[1].id)"), "\(result)")
            #expect(!result.stderr.contains("late.txt"))
            try scene.expectAuditIsTrue()
        }
    }

    @Test func withoutThePurgeTimeNothingIsPurged() async throws {
        try await withScene { scene in
            _ = scene.trashDue(3)
            let plan = try await save(scene)
            let result = try await scene.retentiond("sweep", "--plan", plan, "--audit-log", scene.auditPath)
            #expect(result.status == 0, "\(result)")
            #expect(scene.destroyed.isEmpty)
        }
    }

    @Test func aPlanOfAnotherPolicyIsRefused() async throws {
        try await withScene { scene in
            _ = scene.trashDue(1)
            let plan = try await save(scene)
            try scene.install { $0.rules = [PolicyText.hold("x*", name: "new")] }
            let result = try await scene.retentiond(
                "sweep", "--plan", plan, "--purge-now", "--audit-log", scene.auditPath)
            #expect(result.status == 65, "\(result)")
            #expect(result.stderr.contains("another policy"))
            #expect(scene.destroyed.isEmpty)
        }
    }

    @Test func aRehearsalIsNotCarriedOut() async throws {
        try await withScene { scene in
            _ = scene.trashDue(1)
            let path = scene.policyPath + ".plan"
            #expect(try await scene.retentiond("plan", "--at", "+1d", "--output", path).status == 0)
            let result = try await scene.retentiond(
                "sweep", "--plan", path, "--purge-now", "--audit-log", scene.auditPath)
            #expect(result.status == 65, "\(result)")
            #expect(result.stderr.contains("rehearses"))
            #expect(scene.destroyed.isEmpty)
        }
    }

    @Test(arguments: [("{}", Int32(65)), ("", 65), ("[1", 65), (nil, 66)])
    func whatIsNoPlanIsRefused(content: String?, status: Int32) async throws {
        try await withScene { scene in
            _ = scene.trashDue(1)
            let path = scene.policyPath + ".plan"
            if let content { try Data(content.utf8).write(to: URL(filePath: path)) }
            let result = try await scene.retentiond(
                "sweep", "--plan", path, "--purge-now", "--audit-log", scene.auditPath)
            #expect(result.status == status, "\(result)")
            #expect(result.stderr.contains("hint: "))
            #expect(scene.destroyed.isEmpty)
        }
    }
}
