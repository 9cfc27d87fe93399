import DocSpaceSimulator
import TestSupport
import Testing

@Suite("Operations that don't do what they say", .timeLimit(.minutes(10)))
struct OperationFaultTests {
    private static let delete = RequestMatch(method: "PUT", path: "fileops/delete")
    private static let move = RequestMatch(method: "PUT", path: "fileops/move")

    @Test func `one that never ends is given up`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(3)
            fixture.portal.fail(.operation(.neverProgresses), when: Self.delete)
            let result = try await fixture.sweep("--operation-timeout", "1")
            #expect(result.status == 1, "\(result)")
            #expect(fixture.trashed == Set(due))
            #expect(fixture.writes.count == 1)
            let audit = try fixture.audit
            #expect(Set(audit.items("outcome-unknown")) == Set(due.map(\.description)))
            #expect(audit.items("purged").isEmpty)
        }
    }

    @Test func `a restore that never ends is never counted as done`() async throws {
        try await withFixture { fixture in
            let wanted = fixture.trash("contract.pdf", days: 20)
            let due = fixture.trashDue(2)
            try fixture.install { $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)] }
            fixture.portal.fail(.operation(.neverProgresses), when: Self.move)
            let result = try await fixture.sweep("--operation-timeout", "1")
            #expect(result.status == 1, "\(result)")
            #expect(fixture.trashed == [wanted], "an unverified restore must block nothing, and be kept")
            #expect(fixture.destroyed == Set(due))
            #expect(try fixture.audit.events(about: "\(wanted)") == ["restore-requested", "outcome-unknown"])
        }
    }

    @Test func `one that vanishes is judged by the items`() async throws {
        try await withFixture { fixture in
            let wanted = fixture.trash("contract.pdf", days: 20)
            let due = fixture.trashDue(3)
            try fixture.install { $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)] }
            fixture.portal.fail(.operation(.vanishes), when: Self.delete)
            fixture.portal.fail(.operation(.vanishes), when: Self.move)
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == Set(due))
            #expect(fixture.restored == [wanted])
            try fixture.expectAuditIsTrue()
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

    @Test(arguments: halves) func `only what is gone is reported purged`(_ half: Half) async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(8)
            fixture.portal.fail(.operation(half.fault), when: Self.delete)
            let result = try await fixture.sweep()
            #expect(result.status == 1, "\(result)")
            let audit = try fixture.audit
            #expect(Set(audit.items("purged")) == Set(fixture.destroyed.map(\.description)))
            #expect(Set(audit.items("purge-failed")) == Set(fixture.trashed.map(\.description)))
            #expect(fixture.destroyed.union(fixture.trashed) == Set(due))
            #expect(fixture.writes.count == 1)
            try fixture.expectAuditIsTrue()
        }
    }

    @Test(arguments: halves) func `only what is out is reported restored`(_ half: Half) async throws {
        try await withFixture { fixture in
            let wanted = (1...8).map { fixture.trash("contract \($0).pdf", days: 20) }
            try fixture.install {
                $0.rules = [
                    #"{ "name": "wanted", "action": "restore", "match": { "title": ["*contract*"] }, "to": { "folder": \#(fixture.rescue) } }"#
                ]
            }
            fixture.portal.fail(.operation(half.fault), when: Self.move)
            let result = try await fixture.sweep()
            #expect(result.status == 1, "\(result)")
            let audit = try fixture.audit
            #expect(Set(audit.items("restored")) == Set(fixture.restored.map(\.description)))
            #expect(Set(audit.items("restore-failed")) == Set(fixture.trashed.map(\.description)))
            #expect(fixture.trashed.isSubset(of: wanted))
            #expect(fixture.destroyed.isEmpty)
        }
    }

    /// The vendor only logs some failures: the operation ends without an error, and nothing has moved.
    @Test func `success without effect is not success`() async throws {
        try await withFixture(pace: .perItem(.milliseconds(30))) { fixture in
            let folder = fixture.trashFolder("contracts", days: 20)
            let due = fixture.trashFolder("empty", days: 20)
            try fixture.install { $0.rules = [PolicyText.restore("contracts", fallback: fixture.rescue)] }
            for (item, match) in [(folder, Self.move), (due, Self.delete)] {
                fixture.portal.on(
                    .after, match,
                    do: .custom { $0.database.documents.edit(folder: item.id) { $0.isForbidden = true } })
            }
            let result = try await fixture.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(fixture.trashed == [folder, due])
            fixture.expectNothingChanged()
            let audit = try fixture.audit
            #expect(audit.items("restored").isEmpty)
            #expect(audit.items("purged").isEmpty)
            #expect(audit.items("purge-failed") == ["\(due)"])
            #expect(audit.items("restore-failed") == ["\(folder)"])
        }
    }

    @Test func `an error of one item at run time leaves the others true`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(6)
            fixture.portal.edit(file: due[2].id) { $0.runTimeError = "Storage unavailable" }
            let result = try await fixture.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(fixture.trashed == [due[2]])
            #expect(fixture.destroyed == Set(due).subtracting([due[2]]))
            // The portal's texts are localized and may leak: they stay out of ours.
            #expect(!result.stderr.contains("Storage unavailable"))
            try fixture.expectAuditIsTrue()
        }
    }
}
