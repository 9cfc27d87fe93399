import DocSpaceSimulator
import TestSupport
import Testing

@Suite("Restoring what the whitelist protects", .timeLimit(.minutes(10)))
struct RestoreTests {
    /// The origin of an item, and whether it still accepts the item.
    struct Origin: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let takesItBack: Bool
        let prepare: @Sendable (Scene) -> Int
    }

    static let origins = [
        Origin(testDescription: "a folder of one's own", takesItBack: true) {
            $0.portal.addFolder(title: "Drafts", by: $0.alice)
        },
        Origin(testDescription: "a room where one may write", takesItBack: true) {
            $0.portal.addRoom(title: "Finance", owner: $0.bob, members: [$0.alice.id: .editor])
        },
        Origin(testDescription: "a folder deleted since", takesItBack: false) { scene in
            let gone = scene.portal.addFolder(title: "Gone", by: scene.alice)
            scene.portal.update { $0.forget(folder: gone) }
            return gone
        },
        Origin(testDescription: "an archived room", takesItBack: false) {
            $0.portal.addRoom(title: "Apollo", owner: $0.alice, isArchived: true)
        },
        Origin(testDescription: "a folder in the trash itself", takesItBack: false) {
            $0.trashFolder("Former", days: 1).id
        },
        Origin(testDescription: "a read-only folder", takesItBack: false) { scene in
            let folder = scene.portal.addFolder(title: "Sealed", by: scene.alice)
            scene.portal.edit(folder: folder) { $0.isReadOnly = true }
            return folder
        },
        Origin(testDescription: "a room where one may only read", takesItBack: false) {
            $0.portal.addRoom(title: "Legal", owner: $0.bob, members: [$0.alice.id: .reader])
        },
        Origin(testDescription: "a room one was removed from", takesItBack: false) {
            $0.portal.addRoom(title: "Board", owner: $0.bob)
        },
    ]

    @Test(arguments: origins) func returnsToTheOriginOrElseToTheFallback(_ origin: Origin) async throws {
        try await withScene { scene in
            let folder = origin.prepare(scene)
            let item = scene.trash("contract.pdf", days: 20, from: folder)
            try scene.install { $0.rules = [PolicyText.restore("*contract*", fallback: scene.rescue)] }

            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.portal.location(of: item) == (origin.takesItBack ? folder : scene.rescue))
            #expect(scene.restored == [item])
            #expect(scene.destroyed.isEmpty)
            #expect(try scene.audit.events(about: "\(item)") == ["restore-requested", "restored"])
            try scene.expectAuditIsTrue()
        }
    }

    @Test func bringsAFolderBackBeforeWhatCameFromIt() async throws {
        try await withScene { scene in
            let folder = scene.trashFolder("contracts", days: 3)
            let inner = scene.trashFolder("contract annexes", days: 3, from: folder.id)
            let file = scene.trash("contract.pdf", days: 4, from: inner.id)
            try scene.install { $0.rules = [PolicyText.restore("contract*", fallback: scene.rescue)] }

            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.portal.ledger.moved.map(\.item) == [folder, inner, file])
            #expect(scene.portal.location(of: file) == inner.id)
            #expect(scene.portal.location(of: inner) == folder.id)
            try scene.expectAuditIsTrue()
        }
    }

    @Test func keepsANamesakeAtTheDestination() async throws {
        try await withScene { scene in
            let home = scene.portal.addFolder(title: "Home", by: scene.alice)
            let live = scene.portal.addFile(title: "contract.pdf", bytes: 7, in: home, by: scene.alice)
            let item = scene.trash("contract.pdf", days: 20, from: home)
            try scene.install { $0.rules = [PolicyText.restore("*contract*", fallback: scene.rescue)] }

            #expect(try await scene.sweep().status == 0)
            #expect(scene.portal.location(of: item) == home)
            #expect(scene.portal.file(live)?.bytes == 7)
            #expect(scene.portal.file(live)?.version == 1)
            #expect(scene.writes("move").allSatisfy { $0.body.contains(#""conflictResolveType":"Duplicate""#) })
        }
    }

    @Test func rescuesWhatIsHeldBeforeThePortalTakesIt() async throws {
        try await withScene { scene in
            let old = scene.trash("audit.xlsx", days: 28)
            let young = scene.trash("audit.docx", days: 10)
            try scene.install { $0.rules = [PolicyText.hold("audit*")] }

            #expect(try await scene.sweep().status == 0)
            #expect(scene.restored == [old])
            #expect(scene.trashed == [young])
            let audit = try scene.audit
            #expect(audit.items("rescued") == ["\(old)"])
            #expect(audit.items("held") == ["\(young)"])
            #expect(scene.destroyed.isEmpty)
        }
    }

    @Test func tellsAHoldOnceAndNotOnEachSweep() async throws {
        try await withScene { scene in
            let item = scene.trash("audit.docx", days: 10)
            try scene.install { $0.rules = [PolicyText.hold("audit*")] }
            for _ in 1...3 { #expect(try await scene.sweep().status == 0) }
            #expect(try scene.audit.items("held") == ["\(item)"])
        }
    }

    @Test func reportsWhatNoDestinationTakes() async throws {
        try await withScene { scene in
            scene.portal.edit(folder: scene.rescue) { $0.isReadOnly = true }
            let room = scene.portal.addRoom(title: "Board", owner: scene.bob)
            let item = scene.trash("contract.pdf", days: 20, from: room)
            let due = scene.trash("old.txt", days: 20)
            try scene.install { $0.rules = [PolicyText.restore("*contract*", fallback: scene.rescue)] }

            let result = try await scene.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(result.stderr.contains("\(item)"))
            #expect(scene.trashed == [item])
            #expect(scene.destroyed == [due])
            let audit = try scene.audit
            #expect(audit.items("restored").isEmpty)
            #expect(audit.items("restore-failed") == ["\(item)"])
            #expect(audit.items("quarantined") == ["\(item)"])
        }
    }
}
