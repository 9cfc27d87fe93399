import DocSpaceSimulator
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Restoring single items by hand", .timeLimit(.minutes(10)))
struct RestoreByHandTests {
    @Test func `goes back to its origin at once and is recorded with the requester`() async throws {
        try await withFixture { fixture in
            let drafts = fixture.portal.addFolder(title: "Drafts", by: fixture.alice)
            let item = fixture.trash("mine.pdf", days: 20, from: drafts)
            _ = fixture.trashDue(2)
            // The environment's statement about the user doesn't count.
            let result = try await fixture.retentiond(
                "restore", "\(item)", "--reason", "Alice asked",
                environment: ["SUDO_USER": "mallory", "LOGNAME": "mallory", "USER": "mallory", "SUDO_UID": "4242"])
            #expect(result.status == 0, "\(result)")
            #expect(result.stdout == "alice: 1 restored\n")
            #expect(fixture.portal.location(of: item) == drafts)
            #expect(fixture.restored == [item] && fixture.destroyed.isEmpty)
            let records = try fixture.audit
            #expect(records.map(\.event) == ["restore-requested", "restored"])
            #expect(records.last?.reason == "restored by hand: Alice asked")
            for record in records {
                let name = try #require(record["OPERATOR"])
                #expect(name.contains("uid ") && !name.contains("mallory") && !name.contains("4242"), "\(name)")
            }
            try fixture.expectAuditIsTrue()
        }
    }

    @Test func `several go to a folder by their titles in a saved plan`() async throws {
        try await withFixture { fixture in
            let wanted = [fixture.trash("smith 1.pdf", days: 2), fixture.trash("Smith 2.pdf", days: 20)]
            let other = fixture.trash("other.pdf", days: 20)
            let plan = fixture.policyPath + ".plan"
            #expect(try await fixture.retentiond("plan", "--output", plan).status == 0)
            let result = try await fixture.retentiond(
                "restore", "--from-plan", plan, "--title", "smith*", "--to", "folder:\(fixture.rescue)")
            #expect(result.status == 0, "\(result)")
            #expect(fixture.restored == Set(wanted) && fixture.trashed == [other])
            for item in wanted { #expect(fixture.portal.location(of: item) == fixture.rescue) }
            try fixture.expectAuditIsTrue()
        }
    }

    @Test func `has the exit codes of the contract`() async throws {
        try await withFixture { fixture in
            let item = fixture.trash("a.pdf", days: 1)
            let missing = try await fixture.retentiond("restore", "file:999999")
            #expect(missing.status == 66 && missing.stderr.contains("it is not in the trash"), "\(missing)")
            #expect(try await fixture.retentiond("restore", "\(item)", "--account", "nobody").status == 66)
            #expect(try await fixture.retentiond("restore", "\(item)", "--to", "file:1").status == 64)
            #expect(try await fixture.retentiond("restore").status == 64)
            fixture.portal.edit(key: fixture.alice.apiKey) { $0.isActive = false }
            #expect(try await fixture.retentiond("restore", "\(item)").status == 77)
            fixture.portal.edit(key: fixture.alice.apiKey) { $0.isActive = true }
            fixture.portal.perform(.setCondition(.suspended))
            #expect(try await fixture.retentiond("restore", "\(item)").status == 69)
            fixture.expectNothingChanged()
        }
    }

    @Test func `a sweep by hand names the requester and the service nobody`() async throws {
        try await withFixture { fixture in
            _ = fixture.trashDue(1)
            #expect(try await fixture.sweep().status == 0)
            let records = try fixture.audit
            #expect(!records.isEmpty && records.allSatisfy { $0["OPERATOR"]?.contains("uid ") == true })
            _ = fixture.trash("contract.pdf", days: 1)
            try fixture.install { $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)] }
            try await fixture.withService { service in
                try await wait(until: "the service restores") { try fixture.audit.items("restored").count == 1 }
                try await service.stop()
            }
            #expect(try fixture.audit.dropFirst(records.count).allSatisfy { $0["OPERATOR"] == nil })
        }
    }
}
