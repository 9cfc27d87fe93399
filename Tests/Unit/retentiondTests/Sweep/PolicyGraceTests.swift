import DocSpaceSimulator
import TestSupport
import Testing

@Suite("The day after an edit of the policy", .timeLimit(.minutes(10)))
struct PolicyGraceTests {
    @Test func `the first installation purges nothing`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(3)
            try fixture.install { $0.grace = nil }
            let plan = try PlanDocument(try await fixture.retentiond("plan", "--format", "json"))
            #expect(plan.items("purge").isEmpty)
            #expect(plan.notes.contains { $0.contains("3 items") })
            for _ in 1...2 {
                let result = try await fixture.sweep()
                #expect(result.status == 0, "\(result)")
                #expect(result.stderr.contains("grace"))
            }
            #expect(fixture.trashed == Set(due))
            fixture.expectNothingChanged()
            let loaded = try fixture.audit.filter { $0.event == "policy-loaded" }
            #expect(loaded.count == 1)
            #expect(loaded.first?.reason?.contains("newly purgeable 3") == true)
        }
    }

    @Test func `an edit keeps only what is newly purgeable`() async throws {
        try await withFixture { fixture in
            #expect(try await fixture.sweep().status == 0)
            let settled = fixture.trashDue(2)
            let newly = (1...3).map { fixture.trash("newer \($0).txt", days: 10) }
            try fixture.install {
                $0.retention = "7d"
                $0.grace = "24h"
            }
            try fixture.forgetListing()
            let plan = try PlanDocument(try await fixture.retentiond("plan", "--format", "json"))
            #expect(plan.items("purge") == Set(settled.map(\.description)))
            #expect(plan.notes.contains { $0.contains("3 items") })
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == Set(settled))
            #expect(fixture.trashed == Set(newly))
            try fixture.expectAuditIsTrue()
        }
    }

    @Test func `an edit that drops protection destroys nothing yet`() async throws {
        try await withFixture { fixture in
            try fixture.install { $0.rules = [PolicyText.hold("audit*")] }
            #expect(try await fixture.sweep().status == 0)
            let held = fixture.trash("audit.txt", days: 20)
            try fixture.install { $0.grace = "24h" }
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.trashed == [held])
            #expect(
                result.stderr.contains("1 item due only under it is kept in grace, 1 no longer protected"), "\(result)")
        }
    }

    @Test func `a second edit in the grace does not settle the first`() async throws {
        try await withFixture { fixture in
            #expect(try await fixture.sweep().status == 0)
            let newly = fixture.trash("newer.txt", days: 10)
            for retention in ["7d", "6d", "5d"] {
                try fixture.install {
                    $0.retention = retention
                    $0.grace = "24h"
                }
                #expect(try await fixture.sweep().status == 0)
            }
            #expect(fixture.trashed == [newly])
            fixture.expectNothingChanged()
        }
    }

    @Test func `restores go on at once`() async throws {
        try await withFixture { fixture in
            let wanted = fixture.trash("contract.pdf", days: 20)
            try fixture.install {
                $0.grace = nil
                $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)]
            }
            #expect(try await fixture.sweep().status == 0)
            #expect(fixture.restored == [wanted])
        }
    }

    @Test func `reformatting is not a change`() async throws {
        try await withFixture { fixture in
            #expect(try await fixture.sweep().status == 0)
            let text = fixture.policy().json
            try fixture.directory.write(text.replacing("\n", with: "\n\n   "), to: "policy.json")
            #expect(try await fixture.sweep().status == 0)
            #expect(try fixture.audit.count { $0.event == "policy-loaded" } == 1)
        }
    }
}
