import DocSpaceSimulator
import TestSupport
import Testing

@Suite("One bad item among many", .timeLimit(.minutes(10)))
struct StuckItemTests {
    @Test func allOthersArePurged() async throws {
        try await withScene { scene in
            let due = scene.trashDue(250)
            let stuck = due[137]
            scene.portal.edit(file: stuck.id) { $0.lockedBy = scene.bob.id }

            let result = try await scene.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(scene.trashed == [stuck])
            #expect(scene.destroyed == Set(due).subtracting([stuck]))
            #expect(result.stderr.contains("\(stuck)"))
            let audit = try scene.audit
            #expect(audit.items("purge-failed") == ["\(stuck)"])
            #expect(audit.items("quarantined") == ["\(stuck)"])
            #expect(audit.items("outcome-unknown").isEmpty)
            try scene.expectAuditIsTrue()
            // Three calls, and one of them halved seven times.
            #expect(scene.writes("delete").count <= 3 + 2 * 7)

            let calls = scene.writes.count
            let again = try await scene.sweep()
            #expect(again.status == 0, "\(again)")
            #expect(scene.writes.count == calls, "a quarantined item was asked for again at once")
            #expect(scene.trashed == [stuck])
            let plan = try PlanDocument(try await scene.retentiond("plan", "--format", "json"))
            #expect(plan.item(stuck)?["decision"] == "keep")
            #expect(plan.item(stuck)?["reason"]?.text?.contains("quarantine") == true)
        }
    }

    @Test func severalAreFoundInOneSweep() async throws {
        try await withScene { scene in
            let due = scene.trashDue(120)
            let stuck = [due[3], due[4], due[77], due[119]]
            for item in stuck { scene.portal.edit(file: item.id) { $0.editors = [scene.bob.id] } }
            let result = try await scene.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(scene.trashed == Set(stuck))
            #expect(Set(try scene.audit.items("quarantined")) == Set(stuck.map(\.description)))
            try scene.expectAuditIsTrue()
        }
    }

    @Test func aFolderWithALockedFileInsideIsReportedAndStays() async throws {
        try await withScene { scene in
            let folder = scene.trashFolder("photos", days: 20, files: ["a.png", "b.png"])
            let other = scene.trashFolder("old photos", days: 20, files: ["c.png"])
            let inner = try #require(scene.portal.folder(folder.id)?.fileIDs.min())
            scene.portal.edit(file: inner) { $0.lockedBy = scene.bob.id }
            try scene.install { $0.folders = #"{ "nonEmpty": "purge" }"# }
            let result = try await scene.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(scene.trashed == [folder])
            #expect(scene.destroyed == [other])
            let audit = try scene.audit
            #expect(audit.items("purged") == ["\(other)"])
            #expect(audit.items("purge-failed") == ["\(folder)"])
        }
    }

    @Test func aPortalThatRefusesEverythingIsNotAskedForEverything() async throws {
        try await withScene { scene in
            let due = scene.trashDue(120)
            for item in due { scene.portal.edit(file: item.id) { $0.isForbidden = true } }
            let result = try await scene.sweep()
            #expect(result.status == 69, "\(result)")
            #expect(scene.trashed == Set(due))
            #expect(scene.writes("delete").count < 40)
            #expect(try scene.audit.items("purged").isEmpty)
            scene.expectNothingChanged()
        }
    }

    @Test func restoresToo() async throws {
        try await withScene { scene in
            let wanted = (1...60).map { scene.trash("contract \($0).pdf", days: 5) }
            scene.portal.edit(file: wanted[30].id) { $0.lockedBy = scene.bob.id }
            try scene.install { $0.rules = [PolicyText.restore("*contract*", fallback: scene.rescue)] }
            let result = try await scene.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(scene.trashed == [wanted[30]])
            #expect(scene.restored == Set(wanted).subtracting([wanted[30]]))
            let audit = try scene.audit
            #expect(audit.items("restore-failed") == ["\(wanted[30])"])
            try scene.expectAuditIsTrue()
            let calls = scene.writes.count
            #expect(try await scene.sweep().status == 0)
            #expect(scene.writes.count == calls)
            #expect(scene.trashed == [wanted[30]], "a protected item in quarantine was purged")
        }
    }
}
