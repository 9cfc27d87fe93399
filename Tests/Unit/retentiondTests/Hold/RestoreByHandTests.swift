import DocSpaceSimulator
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Restoring single items by hand", .timeLimit(.minutes(10)))
struct RestoreByHandTests {
    @Test func goesBackToItsOriginAtOnceAndIsRecordedWithWhoAsked() async throws {
        try await withScene { scene in
            let drafts = scene.portal.addFolder(title: "Drafts", by: scene.alice)
            let item = scene.trash("mine.pdf", days: 20, from: drafts)
            _ = scene.trashDue(2)
            // The environment's statement about the user doesn't count.
            let result = try await scene.retentiond(
                "restore", "\(item)", "--reason", "Alice asked",
                environment: ["SUDO_USER": "mallory", "LOGNAME": "mallory", "USER": "mallory", "SUDO_UID": "4242"])
            #expect(result.status == 0, "\(result)")
            #expect(result.stdout == "alice: 1 restored\n")
            #expect(scene.portal.location(of: item) == drafts)
            #expect(scene.restored == [item] && scene.destroyed.isEmpty)
            let records = try scene.audit
            #expect(records.map(\.event) == ["restore-requested", "restored"])
            #expect(records.last?.reason == "restored by hand: Alice asked")
            for record in records {
                let name = try #require(record["OPERATOR"])
                #expect(name.contains("uid ") && !name.contains("mallory") && !name.contains("4242"), "\(name)")
            }
            try scene.expectAuditIsTrue()
        }
    }

    @Test func severalGoToAFolderByTheirTitlesInASavedPlan() async throws {
        try await withScene { scene in
            let wanted = [scene.trash("smith 1.pdf", days: 2), scene.trash("Smith 2.pdf", days: 20)]
            let other = scene.trash("other.pdf", days: 20)
            let plan = scene.policyPath + ".plan"
            #expect(try await scene.retentiond("plan", "--output", plan).status == 0)
            let result = try await scene.retentiond(
                "restore", "--from-plan", plan, "--title", "smith*", "--to", "folder:\(scene.rescue)")
            #expect(result.status == 0, "\(result)")
            #expect(scene.restored == Set(wanted) && scene.trashed == [other])
            for item in wanted { #expect(scene.portal.location(of: item) == scene.rescue) }
            try scene.expectAuditIsTrue()
        }
    }

    @Test func hasTheExitCodesOfTheContract() async throws {
        try await withScene { scene in
            let item = scene.trash("a.pdf", days: 1)
            let missing = try await scene.retentiond("restore", "file:999999")
            #expect(missing.status == 66 && missing.stderr.contains("it is not in the trash"), "\(missing)")
            #expect(try await scene.retentiond("restore", "\(item)", "--account", "nobody").status == 66)
            #expect(try await scene.retentiond("restore", "\(item)", "--to", "file:1").status == 64)
            #expect(try await scene.retentiond("restore").status == 64)
            scene.portal.edit(key: scene.alice.apiKey) { $0.isActive = false }
            #expect(try await scene.retentiond("restore", "\(item)").status == 77)
            scene.portal.edit(key: scene.alice.apiKey) { $0.isActive = true }
            scene.portal.perform(.setCondition(.suspended))
            #expect(try await scene.retentiond("restore", "\(item)").status == 69)
            scene.expectNothingChanged()
        }
    }

    @Test func aSweepByHandNamesWhoAskedAndTheServiceNobody() async throws {
        try await withScene { scene in
            _ = scene.trashDue(1)
            #expect(try await scene.sweep().status == 0)
            let records = try scene.audit
            #expect(!records.isEmpty && records.allSatisfy { $0["OPERATOR"]?.contains("uid ") == true })
            _ = scene.trash("contract.pdf", days: 1)
            try scene.install { $0.rules = [PolicyText.restore("*contract*", fallback: scene.rescue)] }
            try await scene.withService { service in
                try await wait(until: "the service restores") { try scene.audit.items("restored").count == 1 }
                try await service.stop()
            }
            #expect(try scene.audit.dropFirst(records.count).allSatisfy { $0["OPERATOR"] == nil })
        }
    }
}
