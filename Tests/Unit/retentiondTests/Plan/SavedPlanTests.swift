import DocSpaceSimulator
import Foundation
import TestSupport
import Testing

@Suite("Saving a plan and sweeping by it", .timeLimit(.minutes(10)))
struct SavedPlanTests {
    private func save(_ fixture: CLIFixture) async throws -> String {
        let path = fixture.policyPath + ".plan"
        #expect(try await fixture.retentiond("plan", "--output", path).status == 0)
        return path
    }

    @Test func `only what was saved and is unchanged is purged`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(3)
            let plan = try await save(fixture)
            fixture.portal.edit(file: due[1].id) { $0.title = "renamed.txt" }
            let late = fixture.trash("late.txt", days: 20)
            let result = try await fixture.retentiond(
                "sweep", "--plan", plan, "--purge-now", "--audit-log", fixture.auditPath)
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == [due[0], due[2]])
            #expect(Set(fixture.trashed) == [due[1], late])
            #expect(result.stderr.contains("dropped from the plan: file:\(due[1].id)"), "\(result)")
            #expect(!result.stderr.contains("late.txt"))
            try fixture.expectAuditIsTrue()
        }
    }

    @Test func `without the purge time nothing is purged`() async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(3)
            let plan = try await save(fixture)
            let result = try await fixture.retentiond("sweep", "--plan", plan, "--audit-log", fixture.auditPath)
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed.isEmpty)
        }
    }

    @Test func `a plan of another policy is refused`() async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(1)
            let plan = try await save(fixture)
            try fixture.install { $0.rules = [PolicyText.hold("x*", name: "new")] }
            let result = try await fixture.retentiond(
                "sweep", "--plan", plan, "--purge-now", "--audit-log", fixture.auditPath)
            #expect(result.status == 65, "\(result)")
            #expect(result.stderr.contains("another policy"))
            #expect(fixture.destroyed.isEmpty)
        }
    }

    @Test func `a rehearsal is not carried out`() async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(1)
            let path = fixture.policyPath + ".plan"
            #expect(try await fixture.retentiond("plan", "--at", "+1d", "--output", path).status == 0)
            let result = try await fixture.retentiond(
                "sweep", "--plan", path, "--purge-now", "--audit-log", fixture.auditPath)
            #expect(result.status == 65, "\(result)")
            #expect(result.stderr.contains("rehearses"))
            #expect(fixture.destroyed.isEmpty)
        }
    }

    @Test(arguments: [("{}", Int32(65)), ("", 65), ("[1", 65), (nil, 66)])
    func `a file that is not a plan is refused`(content: String?, status: Int32) async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(1)
            let path = fixture.policyPath + ".plan"
            if let content { try Data(content.utf8).write(to: URL(filePath: path)) }
            let result = try await fixture.retentiond(
                "sweep", "--plan", path, "--purge-now", "--audit-log", fixture.auditPath)
            #expect(result.status == status, "\(result)")
            #expect(result.stderr.contains("hint: "))
            #expect(fixture.destroyed.isEmpty)
        }
    }
}
