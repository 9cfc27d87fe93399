import DocSpaceSimulator
import TestSupport
import Testing

@Suite("People and the portal's cleaner at work meanwhile", .timeLimit(.minutes(10)))
struct RaceTests {
    private let beforeDelete = RequestMatch(method: "PUT", path: "fileops/delete")
    /// A listing of a small trash takes two requests, so this is its end.
    private let firstListing = RequestMatch(method: "GET", path: "files/@trash", nth: 2)

    @Test func `item trashed before the purge survives it`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(3)
            fixture.portal.on(
                .before, beforeDelete, do: .addTrashedFile(title: "just now.txt", bytes: 1, by: fixture.alice.id))
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == Set(due))
            #expect(fixture.trashed.count == 1)
            try fixture.expectAuditIsTrue()
        }
    }

    @Test func `item restored by a person is not destroyed`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(3)
            fixture.portal.on(.before, beforeDelete, do: .restore(due[1], by: fixture.alice.id))
            let result = try await fixture.sweep()
            // `immediately: false` at worst trashes it again, with a new date.
            #expect(fixture.portal.exists(due[1]))
            #expect(fixture.destroyed == [due[0], due[2]])
            let audit = try fixture.audit
            #expect(Set(audit.items("purged")) == [due[0].description, due[2].description])
            #expect(audit.events(about: "\(due[1])").last != "purged")
            #expect(
                audit.first { $0.item == "\(due[1])" && $0.event == "purge-failed" }?.reason?.contains("restored")
                    == true, "\(result)")
        }
    }

    @Test func `item restored before the second listing is not even requested`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(3)
            fixture.portal.on(.after, firstListing, do: .restore(due[1], by: fixture.alice.id))
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.portal.location(of: due[1]) == fixture.alice.myDocumentsID)
            #expect(fixture.destroyed == [due[0], due[2]])
            #expect(try fixture.audit.events(about: "\(due[1])").isEmpty)
            try fixture.expectAuditIsTrue()
        }
    }

    @Test func `item restored and trashed again starts from scratch`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(3)
            let alice = fixture.alice.id
            fixture.portal.on(.after, firstListing, do: .restore(due[1], by: alice))
            fixture.portal.on(.after, firstListing, do: .trash(due[1], by: alice))
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.trashed == [due[1]])
            #expect(fixture.destroyed == [due[0], due[2]])
            try fixture.expectAuditIsTrue()
        }
    }

    @Test func `item renamed into a whitelist is spared`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(3)
            try fixture.install { $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)] }
            fixture.portal.on(.after, firstListing, do: .rename(due[0], title: "contract.pdf"))
            #expect(try await fixture.sweep().status == 0)
            #expect(fixture.destroyed == [due[1], due[2]])
            #expect(fixture.portal.exists(due[0]))
            // The next sweep restores it by its new name.
            #expect(try await fixture.sweep().status == 0)
            #expect(fixture.restored == [due[0]])
            try fixture.expectAuditIsTrue()
        }
    }

    /// Restored as our first call arrives, while the second is still to come: that call trashed it again. An item in
    /// the first call itself is trashed again by the portal, and moved back.
    @Test func `item restored during the first call is not named in the second`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(150)
            let alice = fixture.alice.id
            // One of them is in the first call; the second call must not name the other.
            for item in [due[0], due[149]] { fixture.portal.on(.after, beforeDelete, do: .restore(item, by: alice)) }
            let result = try await fixture.sweep()
            #expect(result.status == 1, "\(result)")
            for item in [due[0], due[149]] { #expect(fixture.portal.location(of: item) == fixture.alice.myDocumentsID) }
            #expect(fixture.destroyed.count == 148)
            let audit = try fixture.audit
            let named = [due[0], due[149]].map(\.description).filter { !audit.events(about: $0).isEmpty }
            #expect(named.count == 1, "the second call names none of them")
            #expect(audit.items("purge-failed") == named)
        }
    }

    /// Moved to a person's own folder while a restore of 110 items runs: our third call moved it away from there.
    @Test func `item that a person moves during a restore stays there`() async throws {
        try await withFixture { fixture in
            let wanted = (1...110).map { fixture.trash("contract \($0).pdf", days: 5 + Double($0) / 86_400) }
            let elsewhere = fixture.portal.addFolder(title: "Elsewhere", by: fixture.alice)
            try fixture.install { $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)] }
            let firstMove = RequestMatch(method: "PUT", path: "fileops/move")
            let (first, last) = (wanted[0], wanted[109])
            for item in [first, last] {
                fixture.portal.on(.before, firstMove, do: .restore(item, to: elsewhere, by: fixture.alice.id))
            }
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.trashed.isEmpty)
            let kept = [first, last].filter { fixture.portal.location(of: $0) == elsewhere }
            #expect(kept.count == 1, "the one that the first call did not name")
            #expect(try kept.allSatisfy { try fixture.audit.events(about: "\($0)").isEmpty })
        }
    }

    @Test func `item locked meanwhile stays and is reported`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(5)
            fixture.portal.on(.before, beforeDelete, do: .lock(due[2], by: fixture.bob.id))
            let result = try await fixture.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(fixture.trashed == [due[2]])
            #expect(fixture.destroyed == Set(due).subtracting([due[2]]))
            #expect(result.stderr.contains("\(due[2])"))
            let audit = try fixture.audit
            #expect(audit.items("purge-failed") == ["\(due[2])"])
            #expect(audit.items("quarantined") == ["\(due[2])"])
            try fixture.expectAuditIsTrue()
        }
    }

    @Test func `item opened in an editor while the operation runs stays`() async throws {
        try await withFixture(pace: .perItem(.milliseconds(30))) { fixture in
            let due = fixture.trashDue(5)
            fixture.portal.on(
                .after, RequestMatch(method: "PUT", path: "fileops/delete"), do: .edit(due[4], by: fixture.bob.id))
            let result = try await fixture.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(fixture.trashed == [due[4]])
            #expect(try fixture.audit.items("purge-failed") == ["\(due[4])"])
            try fixture.expectAuditIsTrue()
        }
    }

    /// Somebody else may have taken it as our call came, or a gateway may have refused a call that the portal carried
    /// out: they look the same. The record says so.
    @Test func `an item that the cleaner took during our call is recorded with the refusal`() async throws {
        try await withFixture { fixture in
            fixture.portal.settings.isCleanerOn = false
            let overdue = fixture.trash("overdue.txt", days: 31)
            let due = fixture.trashDue(3)
            fixture.portal.on(.before, beforeDelete, do: .runCleaner)
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == Set(due))
            #expect(fixture.portal.ledger.destroyed.first { $0.item == overdue }?.cause.description == "cleaner")
            let audit = try fixture.audit
            #expect(audit.plainlyPurged == Set(due.map(\.description)))
            #expect(Set(audit.items("purged")) == Set((due + [overdue]).map(\.description)))
            #expect(audit.items("quarantined").isEmpty)
        }
    }

    @Test func `an item that a person destroyed during our call is recorded with the refusal`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(4)
            fixture.portal.on(.before, beforeDelete, do: .destroy(due[0], by: fixture.alice.id))
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == Set(due.dropFirst()))
            #expect(try fixture.audit.plainlyPurged == Set(due.dropFirst().map(\.description)))
        }
    }

    @Test func `many that somebody took first do not stop the rest`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(30)
            let alice = fixture.alice.id
            for item in due.prefix(12) { fixture.portal.on(.before, beforeDelete, do: .destroy(item, by: alice)) }
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == Set(due.dropFirst(12)))
            #expect(try fixture.audit.plainlyPurged == Set(due.dropFirst(12).map(\.description)))
        }
    }

    @Test func `a person who restores first is not fought over`() async throws {
        try await withFixture { fixture in
            let wanted = fixture.trash("contract.pdf", days: 5)
            let elsewhere = fixture.portal.addFolder(title: "Elsewhere", by: fixture.alice)
            try fixture.install { $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)] }
            fixture.portal.on(.after, firstListing, do: .restore(wanted, to: elsewhere, by: fixture.alice.id))
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.portal.exists(wanted))
            #expect(fixture.trashed.isEmpty)
        }
    }
}

extension [AuditLine] {
    /// Items whose purge was not refused.
    fileprivate var plainlyPurged: Set<String> {
        Set(
            filter { $0.event == "purged" && $0.reason?.contains("although it was refused") != true }.compactMap(\.item)
        )
    }
}
