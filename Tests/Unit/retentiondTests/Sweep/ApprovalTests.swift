import DocSpaceSimulator
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Approval by a second person", .timeLimit(.minutes(10)))
struct ApprovalTests {
    private func savedPlan(_ fixture: CLIFixture) async throws -> String {
        try fixture.install { $0.more = [#""approval": { "above": 2 }"#] }
        let path = fixture.policyPath + ".plan"
        let result = try await fixture.retentiond("plan", "--output", path)
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

    @Test(.enabled(if: getuid() == 0, "needs root")) func `a large purge waits for somebody elses approval`()
        async throws
    {
        try await withFixture { fixture in
            let due = fixture.trashDue(3)
            let plan = try await savedPlan(fixture)
            let waiting = try await fixture.sweep()
            #expect(waiting.status == 1 && waiting.stderr.contains("a second person has to approve"), "\(waiting)")
            #expect(try await fixture.retentiond("plan").stdout.contains("a second person has to approve"))
            let own = try await fixture.retentiond("approve", plan, "--audit-log", fixture.auditPath)
            #expect(own.status == 77 && own.stderr.contains("you can't approve your own plan"), "\(own)")
            #expect(try await fixture.sweep().status == 1)
            #expect(fixture.destroyed.isEmpty)

            try makeForeign(plan)
            let approved = try await fixture.retentiond("approve", plan, "--audit-log", fixture.auditPath)
            #expect(approved.status == 0, "\(approved)")
            let record = try #require(try fixture.audit.first { $0.event == "approved" })
            #expect(record.reason == "the purge of 3 items in a plan made by ann (uid 4242)")
            #expect(record["OPERATOR"]?.contains("uid ") == true)
            #expect(try await fixture.sweep().status == 0)
            #expect(fixture.destroyed == Set(due))
        }
    }

    @Test func `a plan without a maker or a purge is refused`() async throws {
        try await withFixture { fixture in
            let plan = try await savedPlan(fixture)
            let log = ["--audit-log", fixture.auditPath]
            if getuid() == 0 {
                try makeForeign(plan)
                #expect(try await fixture.retentiond(["approve", plan] + log).status == 66)
            }
            let text = try String(contentsOfFile: plan, encoding: .utf8)
            try text.replacing("\"madeBy\"", with: "\"madeFor\"").write(toFile: plan, atomically: true, encoding: .utf8)
            #expect(try await fixture.retentiond(["approve", plan] + log).status == 65)
            #expect(try await fixture.retentiond(["approve", plan + ".none"] + log).status == 66)
        }
    }
}
