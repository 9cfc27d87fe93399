import DocSpaceSimulator
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Approval by a second person", .timeLimit(.minutes(10)))
struct ApprovalTests {
    private func savedPlan(_ scene: Scene) async throws -> String {
        try scene.install { $0.more = [#""approval": { "above": 2 }"#] }
        let path = scene.policyPath + ".plan"
        let result = try await scene.retentiond("plan", "--output", path)
        #expect(result.status == 0, "\(result)")
        return path
    }

    /// As if another user had made it.
    private func makeForeign(_ plan: String) throws {
        let text = try String(contentsOfFile: plan, encoding: .utf8)
        let foreign = text.replacing(/"uid" : [0-9]+/, with: "\"uid\" : 4242")
            .replacing(/"name" : "[^"]*uid [^"]*"/, with: "\"name\" : \"ann (uid 4242)\"")
        #expect(foreign != text)
        try foreign.write(toFile: plan, atomically: true, encoding: .utf8)
        // Root may own anybody's file.
        if getuid() == 0 { #expect(chown(plan, 4242, 4242) == 0) }
    }

    @Test(.enabled(if: getuid() == 0, "needs root")) func aLargePurgeWaitsForSomebodyElsesApproval() async throws {
        try await withScene { scene in
            let due = scene.trashDue(3)
            let plan = try await savedPlan(scene)
            let waiting = try await scene.sweep()
            #expect(waiting.status == 1 && waiting.stderr.contains("a second person has to approve"), "\(waiting)")
            #expect(try await scene.retentiond("plan").stdout.contains("a second person has to approve"))
            let own = try await scene.retentiond("approve", plan, "--audit-log", scene.auditPath)
            #expect(own.status == 77 && own.stderr.contains("you can't approve your own plan"), "\(own)")
            #expect(try await scene.sweep().status == 1)
            #expect(scene.destroyed.isEmpty)

            try makeForeign(plan)
            let approved = try await scene.retentiond("approve", plan, "--audit-log", scene.auditPath)
            #expect(approved.status == 0, "\(approved)")
            let record = try #require(try scene.audit.first { $0.event == "approved" })
            #expect(record.reason == "the purge of 3 items in a plan made by ann (uid 4242)")
            #expect(record["OPERATOR"]?.contains("uid ") == true)
            #expect(try await scene.sweep().status == 0)
            #expect(scene.destroyed == Set(due))
        }
    }

    @Test func aPlanWithoutAMakerOrAPurgeIsRefused() async throws {
        try await withScene { scene in
            let plan = try await savedPlan(scene)
            let log = ["--audit-log", scene.auditPath]
            if getuid() == 0 {
                try makeForeign(plan)
                #expect(try await scene.retentiond(["approve", plan] + log).status == 66)
            }
            let text = try String(contentsOfFile: plan, encoding: .utf8)
            try text.replacing("\"madeBy\"", with: "\"madeFor\"").write(toFile: plan, atomically: true, encoding: .utf8)
            #expect(try await scene.retentiond(["approve", plan] + log).status == 65)
            #expect(try await scene.retentiond(["approve", plan + ".none"] + log).status == 66)
        }
    }
}
