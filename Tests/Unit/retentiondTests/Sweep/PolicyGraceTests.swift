import DocSpaceSimulator
import TestSupport
import Testing

@Suite("The day after an edit of the policy", .timeLimit(.minutes(10)))
struct PolicyGraceTests {
    @Test func theFirstInstallationPurgesNothing() async throws {
        try await withScene { scene in
            let due = scene.trashDue(3)
            try scene.install { $0.grace = nil }
            let plan = try PlanDocument(try await scene.retentiond("plan", "--format", "json"))
            #expect(plan.items("purge").isEmpty)
            #expect(plan.notes.contains { $0.contains("3 items") })
            for _ in 1...2 {
                let result = try await scene.sweep()
                #expect(result.status == 0, "\(result)")
                #expect(result.stderr.contains("grace"))
            }
            #expect(scene.trashed == Set(due))
            scene.expectNothingChanged()
            let loaded = try scene.audit.filter { $0.event == "policy-loaded" }
            #expect(loaded.count == 1)
            #expect(loaded.first?.reason?.contains("newly purgeable 3") == true)
        }
    }

    @Test func anEditKeepsOnlyWhatIsNewlyPurgeable() async throws {
        try await withScene { scene in
            #expect(try await scene.sweep().status == 0)
            let settled = scene.trashDue(2)
            let newly = (1...3).map { scene.trash("newer \($0).txt", days: 10) }
            try scene.install {
                $0.retention = "7d"
                $0.grace = "24h"
            }
            try scene.forgetListing()
            let plan = try PlanDocument(try await scene.retentiond("plan", "--format", "json"))
            #expect(plan.items("purge") == Set(settled.map(\.description)))
            #expect(plan.notes.contains { $0.contains("3 items") })
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.destroyed == Set(settled))
            #expect(scene.trashed == Set(newly))
            try scene.expectAuditIsTrue()
        }
    }

    @Test func anEditThatDropsProtectionDestroysNothingYet() async throws {
        try await withScene { scene in
            try scene.install { $0.rules = [PolicyText.hold("audit*")] }
            #expect(try await scene.sweep().status == 0)
            let held = scene.trash("audit.txt", days: 20)
            try scene.install { $0.grace = "24h" }
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.trashed == [held])
            #expect(
                result.stderr.contains("1 item due only under it is kept in grace, 1 no longer protected"), "\(result)")
        }
    }

    @Test func aSecondEditInTheGraceDoesNotSettleTheFirst() async throws {
        try await withScene { scene in
            #expect(try await scene.sweep().status == 0)
            let newly = scene.trash("newer.txt", days: 10)
            for retention in ["7d", "6d", "5d"] {
                try scene.install {
                    $0.retention = retention
                    $0.grace = "24h"
                }
                #expect(try await scene.sweep().status == 0)
            }
            #expect(scene.trashed == [newly])
            scene.expectNothingChanged()
        }
    }

    @Test func restoresGoOnAtOnce() async throws {
        try await withScene { scene in
            let wanted = scene.trash("contract.pdf", days: 20)
            try scene.install {
                $0.grace = nil
                $0.rules = [PolicyText.restore("*contract*", fallback: scene.rescue)]
            }
            #expect(try await scene.sweep().status == 0)
            #expect(scene.restored == [wanted])
        }
    }

    @Test func reformattingIsNoChange() async throws {
        try await withScene { scene in
            #expect(try await scene.sweep().status == 0)
            let text = scene.policy().json
            try scene.directory.write(text.replacing("\n", with: "\n\n   "), to: "policy.json")
            #expect(try await scene.sweep().status == 0)
            #expect(try scene.audit.count { $0.event == "policy-loaded" } == 1)
        }
    }
}
