import DocSpaceSimulator
import TestSupport
import Testing

@Suite("The portal's own emptytrash", .timeLimit(.minutes(10)))
struct EmptyTrashTests {
    private static let emptying = #"{ "method": "emptytrash" }"#

    @Test func `empties in one call when everything is due`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(130)
            try fixture.install { $0.purge = Self.emptying }
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.writes("emptytrash").count == 1)
            #expect(fixture.writes.count == 1)
            #expect(fixture.destroyed == Set(due))
            try fixture.expectAuditIsTrue()
        }
    }

    /// Something in the trash that must not be destroyed, or is not understood.
    struct Obstacle: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let prepare: @Sendable (CLIFixture) throws -> Void
    }

    static let obstacles = [
        Obstacle(testDescription: "an item that is not due") { _ = $0.trash("young.txt", days: 1) },
        Obstacle(testDescription: "a held item") { _ = $0.trash("audit.txt", days: 20) },
        Obstacle(testDescription: "an item to restore") { _ = $0.trash("contract.pdf", days: 20) },
        Obstacle(testDescription: "an item without a date") { fixture in
            _ = fixture.portal.seed { $0.addTrashedFile(title: "undated.txt", trashedAt: nil, by: fixture.alice.id) }
        },
        Obstacle(testDescription: "a folder that is not empty") {
            _ = $0.trashFolder("full", days: 20, files: ["a.txt"])
        },
        Obstacle(testDescription: "an entry without an id") { fixture in
            let page = try fixture.listing { $0 + [["title": "no id", "rootFolderType": 3]] }
            fixture.portal.fail(
                .body(page), when: RequestMatch(path: "files/@trash", count: 2, queryContains: "startIndex=0"))
        },
    ]

    @Test(arguments: obstacles) func `goes one by one while there is`(_ obstacle: Obstacle) async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(3)
            try fixture.install {
                $0.purge = Self.emptying
                $0.rules = [
                    PolicyText.hold("audit*"), PolicyText.restore("*contract*", fallback: fixture.rescue),
                ]
            }
            try obstacle.prepare(fixture)
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.writes("emptytrash").isEmpty)
            #expect(fixture.destroyed == Set(due))
            try fixture.expectAuditIsTrue()
        }
    }

    private static let gaps: [Obstacle] = [
        Obstacle(testDescription: "an item hidden while it is converted") { fixture in
            let item = fixture.trash("converting.docx", days: 20)
            fixture.portal.edit(file: item.id) { $0.isConverting = true }
            fixture.portal.fail(.lyingTotal(4), when: RequestMatch(path: "files/@trash", count: nil))
        },
        Obstacle(testDescription: "a total that speaks of more") {
            $0.portal.fail(.lyingTotal(9), when: RequestMatch(path: "files/@trash", count: nil))
        },
    ]

    /// Without a proven end of the listing it is unknown what else the portal's call would take.
    @Test(arguments: gaps) func `purges nothing on an incomplete listing`(_ gap: Obstacle) async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(3)
            try fixture.install { $0.purge = Self.emptying }
            try gap.prepare(fixture)
            let result = try await fixture.sweep()
            #expect(result.status == 1 && result.stderr.contains("the listing is incomplete"), "\(result)")
            #expect(fixture.trashed.isSuperset(of: due))
            fixture.expectNothingChanged()
        }
    }

    @Test func `goes one by one when something is trashed between the listings`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(3)
            try fixture.install { $0.purge = Self.emptying }
            fixture.portal.on(
                .after, RequestMatch(method: "GET", path: "files/@trash", nth: 2),
                do: .addTrashedFile(title: "just now.txt", bytes: 1, by: fixture.alice.id))
            #expect(try await fixture.sweep().status == 0)
            #expect(fixture.writes("emptytrash").isEmpty)
            #expect(fixture.destroyed == Set(due))
            #expect(fixture.trashed.count == 1)
        }
    }

    @Test func `goes one by one when the portal refuses`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(30)
            fixture.portal.edit(file: due[9].id) { $0.lockedBy = fixture.bob.id }
            try fixture.install { $0.purge = Self.emptying }
            let result = try await fixture.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(fixture.trashed == [due[9]])
            #expect(fixture.writes("emptytrash").count == 1)
            let audit = try fixture.audit
            #expect(Set(audit.items("purged")) == Set(fixture.destroyed.map(\.description)))
            #expect(audit.items("purge-failed") == ["\(due[9])"])

            // The quarantined item is no longer due, so not everything in the trash is due.
            _ = fixture.trash("another.txt", days: 20)
            #expect(try await fixture.sweep().status == 0)
            #expect(fixture.writes("emptytrash").count == 1)
            #expect(fixture.trashed == [due[9]])
        }
    }

    @Test func `is never used unasked`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(3)
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == Set(due))
            #expect(fixture.writes("emptytrash").isEmpty)
        }
    }

    @Test func `a lost reply is found out by listing`() async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(3)
            try fixture.install { $0.purge = Self.emptying }
            fixture.portal.fail(.resetAfterHandling, when: RequestMatch(method: "PUT", path: "fileops/emptytrash"))
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == Set(due))
            #expect(fixture.writes.count == 1)
            try fixture.expectAuditIsTrue()
        }
    }
}
