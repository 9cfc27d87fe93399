import DocSpaceSimulator
import TestSupport
import Testing

@Suite("The portal's own emptytrash", .timeLimit(.minutes(10)))
struct EmptyTrashTests {
    private static let emptying = #"{ "method": "emptytrash" }"#

    @Test func emptiesInOneCallWhenEverythingIsDue() async throws {
        try await withScene { scene in
            let due = scene.trashDue(130)
            try scene.install { $0.purge = Self.emptying }
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.writes("emptytrash").count == 1)
            #expect(scene.writes.count == 1)
            #expect(scene.destroyed == Set(due))
            try scene.expectAuditIsTrue()
        }
    }

    /// Something in the trash that must not be destroyed, or is not understood.
    struct Obstacle: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let prepare: @Sendable (Scene) throws -> Void
    }

    static let obstacles = [
        Obstacle(testDescription: "an item that is not due") { _ = $0.trash("young.txt", days: 1) },
        Obstacle(testDescription: "a held item") { _ = $0.trash("audit.txt", days: 20) },
        Obstacle(testDescription: "an item to restore") { _ = $0.trash("contract.pdf", days: 20) },
        Obstacle(testDescription: "an item without a date") { scene in
            _ = scene.portal.update { $0.addTrashedFile(title: "undated.txt", trashedAt: nil, by: scene.alice.id) }
        },
        Obstacle(testDescription: "a folder that is not empty") {
            _ = $0.trashFolder("full", days: 20, files: ["a.txt"])
        },
        Obstacle(testDescription: "an entry without an id") { scene in
            let page = try scene.listing { $0 + [["title": "no id", "rootFolderType": 3]] }
            scene.portal.fail(
                .body(page), when: RequestMatch(path: "files/@trash", count: 2, queryContains: "startIndex=0"))
        },
    ]

    @Test(arguments: obstacles) func goesOneByOneWhileThereIs(_ obstacle: Obstacle) async throws {
        try await withScene { scene in
            let due = scene.trashDue(3)
            try scene.install {
                $0.purge = Self.emptying
                $0.rules = [
                    PolicyText.hold("audit*"), PolicyText.restore("*contract*", fallback: scene.rescue),
                ]
            }
            try obstacle.prepare(scene)
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.writes("emptytrash").isEmpty)
            #expect(scene.destroyed == Set(due))
            try scene.expectAuditIsTrue()
        }
    }

    private static let gaps: [Obstacle] = [
        Obstacle(testDescription: "an item hidden while it is converted") { scene in
            let item = scene.trash("converting.docx", days: 20)
            scene.portal.edit(file: item.id) { $0.isConverting = true }
            scene.portal.fail(.lyingTotal(4), when: RequestMatch(path: "files/@trash", count: nil))
        },
        Obstacle(testDescription: "a total that speaks of more") {
            $0.portal.fail(.lyingTotal(9), when: RequestMatch(path: "files/@trash", count: nil))
        },
    ]

    /// Without a proven end of the listing it is unknown what else the portal's call would take.
    @Test(arguments: gaps) func purgesNothingOnAnIncompleteListing(_ gap: Obstacle) async throws {
        try await withScene { scene in
            let due = scene.trashDue(3)
            try scene.install { $0.purge = Self.emptying }
            try gap.prepare(scene)
            let result = try await scene.sweep()
            #expect(result.status == 1 && result.stderr.contains("the listing is incomplete"), "\(result)")
            #expect(scene.trashed.isSuperset(of: due))
            scene.expectNothingChanged()
        }
    }

    @Test func goesOneByOneWhenSomethingIsTrashedBetweenTheLooks() async throws {
        try await withScene { scene in
            let due = scene.trashDue(3)
            try scene.install { $0.purge = Self.emptying }
            scene.portal.on(
                .after, RequestMatch(method: "GET", path: "files/@trash", nth: 2),
                do: .addTrashedFile(title: "just now.txt", bytes: 1, by: scene.alice.id))
            #expect(try await scene.sweep().status == 0)
            #expect(scene.writes("emptytrash").isEmpty)
            #expect(scene.destroyed == Set(due))
            #expect(scene.trashed.count == 1)
        }
    }

    @Test func goesOneByOneWhenThePortalRefuses() async throws {
        try await withScene { scene in
            let due = scene.trashDue(30)
            scene.portal.edit(file: due[9].id) { $0.lockedBy = scene.bob.id }
            try scene.install { $0.purge = Self.emptying }
            let result = try await scene.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(scene.trashed == [due[9]])
            #expect(scene.writes("emptytrash").count == 1)
            let audit = try scene.audit
            #expect(Set(audit.items("purged")) == Set(scene.destroyed.map(\.description)))
            #expect(audit.items("purge-failed") == ["\(due[9])"])

            // The quarantined item is no longer due, so not everything in the trash is due.
            _ = scene.trash("another.txt", days: 20)
            #expect(try await scene.sweep().status == 0)
            #expect(scene.writes("emptytrash").count == 1)
            #expect(scene.trashed == [due[9]])
        }
    }

    @Test func isNeverUsedUnasked() async throws {
        try await withScene { scene in
            let due = scene.trashDue(3)
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.destroyed == Set(due))
            #expect(scene.writes("emptytrash").isEmpty)
        }
    }

    @Test func aLostReplyIsFoundOutByLooking() async throws {
        try await withScene { scene in
            let due = scene.trashDue(3)
            try scene.install { $0.purge = Self.emptying }
            scene.portal.fail(.resetAfterHandling, when: RequestMatch(method: "PUT", path: "fileops/emptytrash"))
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.destroyed == Set(due))
            #expect(scene.writes.count == 1)
            try scene.expectAuditIsTrue()
        }
    }
}
