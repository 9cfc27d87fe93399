import DocSpaceSimulator
import TestSupport
import Testing

@Suite("Operations that don't do what they say", .timeLimit(.minutes(10)))
struct OperationFaultTests {
    private static let delete = RequestMatch(method: "PUT", path: "fileops/delete")
    private static let move = RequestMatch(method: "PUT", path: "fileops/move")

    @Test func oneThatNeverEndsIsGivenUp() async throws {
        try await withScene { scene in
            let due = scene.trashDue(3)
            scene.portal.fail(.operation(.neverProgresses), when: Self.delete)
            let result = try await scene.sweep("--operation-timeout", "1")
            #expect(result.status == 1, "\(result)")
            #expect(scene.trashed == Set(due))
            #expect(scene.writes.count == 1)
            let audit = try scene.audit
            #expect(Set(audit.items("outcome-unknown")) == Set(due.map(\.description)))
            #expect(audit.items("purged").isEmpty)
        }
    }

    @Test func aRestoreThatNeverEndsIsNeverCountedAsDone() async throws {
        try await withScene { scene in
            let wanted = scene.trash("contract.pdf", days: 20)
            let due = scene.trashDue(2)
            try scene.install { $0.rules = [PolicyText.restore("*contract*", fallback: scene.rescue)] }
            scene.portal.fail(.operation(.neverProgresses), when: Self.move)
            let result = try await scene.sweep("--operation-timeout", "1")
            #expect(result.status == 1, "\(result)")
            #expect(scene.trashed == [wanted], "an unverified restore must block nothing, and be kept")
            #expect(scene.destroyed == Set(due))
            #expect(try scene.audit.events(about: "\(wanted)") == ["restore-requested", "outcome-unknown"])
        }
    }

    @Test func oneThatVanishesIsJudgedByTheItems() async throws {
        try await withScene { scene in
            let wanted = scene.trash("contract.pdf", days: 20)
            let due = scene.trashDue(3)
            try scene.install { $0.rules = [PolicyText.restore("*contract*", fallback: scene.rescue)] }
            scene.portal.fail(.operation(.vanishes), when: Self.delete)
            scene.portal.fail(.operation(.vanishes), when: Self.move)
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.destroyed == Set(due))
            #expect(scene.restored == [wanted])
            try scene.expectAuditIsTrue()
        }
    }

    /// Ends in some way before it has done everything.
    struct Half: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let fault: OperationFault
    }

    static let halves = [
        Half(testDescription: "with an error", fault: .failsPartly(afterItems: 3, error: "Zugriff verweigert")),
        Half(testDescription: "dead", fault: .diesEarly(afterItems: 3)),
        Half(testDescription: "with an error at once", fault: .failsPartly(afterItems: 0, error: "?")),
    ]

    @Test(arguments: halves) func onlyWhatIsGoneIsReportedPurged(_ half: Half) async throws {
        try await withScene { scene in
            let due = scene.trashDue(8)
            scene.portal.fail(.operation(half.fault), when: Self.delete)
            let result = try await scene.sweep()
            #expect(result.status == 1, "\(result)")
            let audit = try scene.audit
            #expect(Set(audit.items("purged")) == Set(scene.destroyed.map(\.description)))
            #expect(Set(audit.items("purge-failed")) == Set(scene.trashed.map(\.description)))
            #expect(scene.destroyed.union(scene.trashed) == Set(due))
            #expect(scene.writes.count == 1)
            try scene.expectAuditIsTrue()
        }
    }

    @Test(arguments: halves) func onlyWhatIsOutIsReportedRestored(_ half: Half) async throws {
        try await withScene { scene in
            let wanted = (1...8).map { scene.trash("contract \($0).pdf", days: 20) }
            try scene.install {
                $0.rules = [
                    #"{ "name": "wanted", "action": "restore", "match": { "title": ["*contract*"] }, "to": { "folder": \#(scene.rescue) } }"#
                ]
            }
            scene.portal.fail(.operation(half.fault), when: Self.move)
            let result = try await scene.sweep()
            #expect(result.status == 1, "\(result)")
            let audit = try scene.audit
            #expect(Set(audit.items("restored")) == Set(scene.restored.map(\.description)))
            #expect(Set(audit.items("restore-failed")) == Set(scene.trashed.map(\.description)))
            #expect(scene.trashed.isSubset(of: wanted))
            #expect(scene.destroyed.isEmpty)
        }
    }

    /// The vendor only logs some failures: the operation ends without an error, and nothing has moved.
    @Test func successWithoutEffectIsNotSuccess() async throws {
        try await withScene(pace: .perItem(.milliseconds(30))) { scene in
            let folder = scene.trashFolder("contracts", days: 20)
            let due = scene.trashFolder("empty", days: 20)
            try scene.install { $0.rules = [PolicyText.restore("contracts", fallback: scene.rescue)] }
            for (item, match) in [(folder, Self.move), (due, Self.delete)] {
                scene.portal.on(.after, match, do: .custom { $0.edit(folder: item.id) { $0.isForbidden = true } })
            }
            let result = try await scene.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(scene.trashed == [folder, due])
            scene.expectNothingChanged()
            let audit = try scene.audit
            #expect(audit.items("restored").isEmpty)
            #expect(audit.items("purged").isEmpty)
            #expect(audit.items("purge-failed") == ["\(due)"])
            #expect(audit.items("restore-failed") == ["\(folder)"])
        }
    }

    @Test func anErrorOfOneItemAtRunTimeLeavesTheOthersTrue() async throws {
        try await withScene { scene in
            let due = scene.trashDue(6)
            scene.portal.edit(file: due[2].id) { $0.runTimeError = "Storage unavailable" }
            let result = try await scene.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(scene.trashed == [due[2]])
            #expect(scene.destroyed == Set(due).subtracting([due[2]]))
            // The portal's texts are localized and may leak: they stay out of ours.
            #expect(!result.stderr.contains("Storage unavailable"))
            try scene.expectAuditIsTrue()
        }
    }
}
