import DocSpaceSimulator
import TestSupport
import Testing

@Suite("People and the portal's cleaner at work meanwhile", .timeLimit(.minutes(10)))
struct RaceTests {
    private let beforeDelete = RequestMatch(method: "PUT", path: "fileops/delete")
    /// A listing of a small trash takes two requests, so this is its end.
    private let firstListing = RequestMatch(method: "GET", path: "files/@trash", nth: 2)

    @Test func itemTrashedBeforeThePurgeSurvivesIt() async throws {
        try await withScene { scene in
            let due = scene.trashDue(3)
            scene.portal.on(
                .before, beforeDelete, do: .addTrashedFile(title: "just now.txt", bytes: 1, by: scene.alice.id))
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.destroyed == Set(due))
            #expect(scene.trashed.count == 1)
            try scene.expectAuditIsTrue()
        }
    }

    @Test func itemRestoredByAPersonIsNotDestroyed() async throws {
        try await withScene { scene in
            let due = scene.trashDue(3)
            scene.portal.on(.before, beforeDelete, do: .restore(due[1], by: scene.alice.id))
            let result = try await scene.sweep()
            // `immediately: false` at worst trashes it again, with a new date.
            #expect(scene.portal.exists(due[1]))
            #expect(scene.destroyed == [due[0], due[2]])
            let audit = try scene.audit
            #expect(Set(audit.items("purged")) == [due[0].description, due[2].description])
            #expect(audit.events(about: "\(due[1])").last != "purged")
            #expect(
                audit.first { $0.item == "\(due[1])" && $0.event == "purge-failed" }?.reason?.contains("restored")
                    == true, "\(result)")
        }
    }

    @Test func itemRestoredBeforeTheSecondLookIsNotEvenAskedFor() async throws {
        try await withScene { scene in
            let due = scene.trashDue(3)
            scene.portal.on(.after, firstListing, do: .restore(due[1], by: scene.alice.id))
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.portal.location(of: due[1]) == scene.alice.myDocumentsID)
            #expect(scene.destroyed == [due[0], due[2]])
            #expect(try scene.audit.events(about: "\(due[1])").isEmpty)
            try scene.expectAuditIsTrue()
        }
    }

    @Test func itemRestoredAndTrashedAgainStartsAnew() async throws {
        try await withScene { scene in
            let due = scene.trashDue(3)
            let alice = scene.alice.id
            scene.portal.on(.after, firstListing, do: .restore(due[1], by: alice))
            scene.portal.on(.after, firstListing, do: .trash(due[1], by: alice))
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.trashed == [due[1]])
            #expect(scene.destroyed == [due[0], due[2]])
            try scene.expectAuditIsTrue()
        }
    }

    @Test func itemRenamedIntoAWhitelistIsSpared() async throws {
        try await withScene { scene in
            let due = scene.trashDue(3)
            try scene.install { $0.rules = [PolicyText.restore("*contract*", fallback: scene.rescue)] }
            scene.portal.on(.after, firstListing, do: .rename(due[0], title: "contract.pdf"))
            #expect(try await scene.sweep().status == 0)
            #expect(scene.destroyed == [due[1], due[2]])
            #expect(scene.portal.exists(due[0]))
            // The next sweep restores it by its new name.
            #expect(try await scene.sweep().status == 0)
            #expect(scene.restored == [due[0]])
            try scene.expectAuditIsTrue()
        }
    }

    /// Restored as our first call arrives, while the second is still to come: that call trashed it again. An item in
    /// the first call itself is trashed again by the portal, and moved back.
    @Test func itemRestoredDuringTheFirstCallIsNotNamedInTheSecond() async throws {
        try await withScene { scene in
            let due = scene.trashDue(150)
            let alice = scene.alice.id
            // One of them is in the first call; the second call must not name the other.
            for item in [due[0], due[149]] { scene.portal.on(.after, beforeDelete, do: .restore(item, by: alice)) }
            let result = try await scene.sweep()
            #expect(result.status == 1, "\(result)")
            for item in [due[0], due[149]] { #expect(scene.portal.location(of: item) == scene.alice.myDocumentsID) }
            #expect(scene.destroyed.count == 148)
            let audit = try scene.audit
            let named = [due[0], due[149]].map(\.description).filter { !audit.events(about: $0).isEmpty }
            #expect(named.count == 1, "the second call names none of them")
            #expect(audit.items("purge-failed") == named)
        }
    }

    /// Moved to a person's own folder while a restore of 110 items runs: our third call moved it away from there.
    @Test func itemThatAPersonMovesDuringARestoreStaysThere() async throws {
        try await withScene { scene in
            let wanted = (1...110).map { scene.trash("contract \($0).pdf", days: 5 + Double($0) / 86_400) }
            let elsewhere = scene.portal.addFolder(title: "Elsewhere", by: scene.alice)
            try scene.install { $0.rules = [PolicyText.restore("*contract*", fallback: scene.rescue)] }
            let firstMove = RequestMatch(method: "PUT", path: "fileops/move")
            let (first, last) = (wanted[0], wanted[109])
            for item in [first, last] {
                scene.portal.on(.before, firstMove, do: .restore(item, to: elsewhere, by: scene.alice.id))
            }
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.trashed.isEmpty)
            let kept = [first, last].filter { scene.portal.location(of: $0) == elsewhere }
            #expect(kept.count == 1, "the one that the first call did not name")
            #expect(try kept.allSatisfy { try scene.audit.events(about: "\($0)").isEmpty })
        }
    }

    @Test func itemLockedMeanwhileStaysAndIsReported() async throws {
        try await withScene { scene in
            let due = scene.trashDue(5)
            scene.portal.on(.before, beforeDelete, do: .lock(due[2], by: scene.bob.id))
            let result = try await scene.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(scene.trashed == [due[2]])
            #expect(scene.destroyed == Set(due).subtracting([due[2]]))
            #expect(result.stderr.contains("\(due[2])"))
            let audit = try scene.audit
            #expect(audit.items("purge-failed") == ["\(due[2])"])
            #expect(audit.items("quarantined") == ["\(due[2])"])
            try scene.expectAuditIsTrue()
        }
    }

    @Test func itemOpenedInAnEditorWhileTheOperationRunsStays() async throws {
        try await withScene(pace: .perItem(.milliseconds(30))) { scene in
            let due = scene.trashDue(5)
            scene.portal.on(
                .after, RequestMatch(method: "PUT", path: "fileops/delete"), do: .edit(due[4], by: scene.bob.id))
            let result = try await scene.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(scene.trashed == [due[4]])
            #expect(try scene.audit.items("purge-failed") == ["\(due[4])"])
            try scene.expectAuditIsTrue()
        }
    }

    /// Somebody else may have taken it as our call came, or a gateway may have refused a call that the portal carried
    /// out: they look the same. The record says so.
    @Test func whatTheCleanerTookAsOurCallCameIsRecordedWithTheRefusal() async throws {
        try await withScene { scene in
            scene.portal.settings.isCleanerOn = false
            let overdue = scene.trash("overdue.txt", days: 31)
            let due = scene.trashDue(3)
            scene.portal.on(.before, beforeDelete, do: .runCleaner)
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.destroyed == Set(due))
            #expect(scene.portal.ledger.destroyed.first { $0.item == overdue }?.cause.description == "cleaner")
            let audit = try scene.audit
            #expect(audit.plainlyPurged == Set(due.map(\.description)))
            #expect(Set(audit.items("purged")) == Set((due + [overdue]).map(\.description)))
            #expect(audit.items("quarantined").isEmpty)
        }
    }

    @Test func whatAPersonDestroyedAsOurCallCameIsRecordedWithTheRefusal() async throws {
        try await withScene { scene in
            let due = scene.trashDue(4)
            scene.portal.on(.before, beforeDelete, do: .destroy(due[0], by: scene.alice.id))
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.destroyed == Set(due.dropFirst()))
            #expect(try scene.audit.plainlyPurged == Set(due.dropFirst().map(\.description)))
        }
    }

    @Test func manyThatSomebodyTookFirstDoNotStopTheRest() async throws {
        try await withScene { scene in
            let due = scene.trashDue(30)
            let alice = scene.alice.id
            for item in due.prefix(12) { scene.portal.on(.before, beforeDelete, do: .destroy(item, by: alice)) }
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.destroyed == Set(due.dropFirst(12)))
            #expect(try scene.audit.plainlyPurged == Set(due.dropFirst(12).map(\.description)))
        }
    }

    @Test func aPersonWhoRestoresFirstIsNotFoughtOver() async throws {
        try await withScene { scene in
            let wanted = scene.trash("contract.pdf", days: 5)
            let elsewhere = scene.portal.addFolder(title: "Elsewhere", by: scene.alice)
            try scene.install { $0.rules = [PolicyText.restore("*contract*", fallback: scene.rescue)] }
            scene.portal.on(.after, firstListing, do: .restore(wanted, to: elsewhere, by: scene.alice.id))
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.portal.exists(wanted))
            #expect(scene.trashed.isEmpty)
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
