import DocSpaceSimulator
import TestSupport
import Testing

@Suite("One bad item among many", .timeLimit(.minutes(10)))
struct StuckItemTests {
    @Test func `all others are purged`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(250)
            let stuck = due[137]
            fixture.portal.edit(file: stuck.id) { $0.lockedBy = fixture.bob.id }

            let result = try await fixture.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(fixture.trashed == [stuck])
            #expect(fixture.destroyed == Set(due).subtracting([stuck]))
            #expect(result.stderr.contains("\(stuck)"))
            let audit = try fixture.audit
            #expect(audit.items("purge-failed") == ["\(stuck)"])
            #expect(audit.items("quarantined") == ["\(stuck)"])
            #expect(audit.items("outcome-unknown").isEmpty)
            try fixture.expectAuditIsTrue()
            // Three calls, and one of them halved seven times.
            #expect(fixture.writes("delete").count <= 3 + 2 * 7)

            let calls = fixture.writes.count
            let again = try await fixture.sweep()
            #expect(again.status == 0, "\(again)")
            #expect(fixture.writes.count == calls, "a quarantined item was requested again at once")
            #expect(fixture.trashed == [stuck])
            let plan = try PlanDocument(try await fixture.retentiond("plan", "--format", "json"))
            #expect(plan.item(stuck)?["decision"] == "keep")
            #expect(plan.item(stuck)?["reason"]?.text?.contains("quarantine") == true)
        }
    }

    @Test func `several are found in one sweep`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(120)
            let stuck = [due[3], due[4], due[77], due[119]]
            for item in stuck { fixture.portal.edit(file: item.id) { $0.editors = [fixture.bob.id] } }
            let result = try await fixture.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(fixture.trashed == Set(stuck))
            #expect(Set(try fixture.audit.items("quarantined")) == Set(stuck.map(\.description)))
            try fixture.expectAuditIsTrue()
        }
    }

    @Test func `a folder with a locked file inside is reported and stays`() async throws {
        try await withFixture { fixture in
            let folder = fixture.trashFolder("photos", days: 20, files: ["a.png", "b.png"])
            let other = fixture.trashFolder("old photos", days: 20, files: ["c.png"])
            let inner = try #require(fixture.portal.folder(folder.id)?.fileIDs.min())
            fixture.portal.edit(file: inner) { $0.lockedBy = fixture.bob.id }
            try fixture.install { $0.folders = #"{ "nonEmpty": "purge" }"# }
            let result = try await fixture.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(fixture.trashed == [folder])
            #expect(fixture.destroyed == [other])
            let audit = try fixture.audit
            #expect(audit.items("purged") == ["\(other)"])
            #expect(audit.items("purge-failed") == ["\(folder)"])
        }
    }

    @Test func `a portal that refuses everything gets few requests`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(120)
            for item in due { fixture.portal.edit(file: item.id) { $0.isForbidden = true } }
            let result = try await fixture.sweep()
            #expect(result.status == 69, "\(result)")
            #expect(fixture.trashed == Set(due))
            #expect(fixture.writes("delete").count < 40)
            #expect(try fixture.audit.items("purged").isEmpty)
            fixture.expectNothingChanged()
        }
    }

    @Test func `restores too`() async throws {
        try await withFixture { fixture in
            let wanted = (1...60).map { fixture.trash("contract \($0).pdf", days: 5) }
            fixture.portal.edit(file: wanted[30].id) { $0.lockedBy = fixture.bob.id }
            try fixture.install { $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)] }
            let result = try await fixture.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(fixture.trashed == [wanted[30]])
            #expect(fixture.restored == Set(wanted).subtracting([wanted[30]]))
            let audit = try fixture.audit
            #expect(audit.items("restore-failed") == ["\(wanted[30])"])
            try fixture.expectAuditIsTrue()
            let calls = fixture.writes.count
            #expect(try await fixture.sweep().status == 0)
            #expect(fixture.writes.count == calls)
            #expect(fixture.trashed == [wanted[30]], "a protected item in quarantine was purged")
        }
    }
}
