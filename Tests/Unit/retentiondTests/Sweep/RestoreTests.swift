import DocSpaceSimulator
import TestSupport
import Testing

@Suite("Restoring protected items", .timeLimit(.minutes(10)))
struct RestoreTests {
    /// The origin of an item, and whether it still accepts the item.
    struct Origin: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let takesItBack: Bool
        let prepare: @Sendable (CLIFixture) -> Int
    }

    static let origins = [
        Origin(testDescription: "a folder of one's own", takesItBack: true) {
            $0.portal.addFolder(title: "Drafts", by: $0.alice)
        },
        Origin(testDescription: "a room where one may write", takesItBack: true) {
            $0.portal.addRoom(title: "Finance", owner: $0.bob, members: [$0.alice.id: .editor])
        },
        Origin(testDescription: "a folder deleted since", takesItBack: false) { fixture in
            let gone = fixture.portal.addFolder(title: "Gone", by: fixture.alice)
            fixture.portal.seed { $0.forget(folder: gone) }
            return gone
        },
        Origin(testDescription: "an archived room", takesItBack: false) {
            $0.portal.addRoom(title: "Apollo", owner: $0.alice, isArchived: true)
        },
        Origin(testDescription: "a folder in the trash itself", takesItBack: false) {
            $0.trashFolder("Former", days: 1).id
        },
        Origin(testDescription: "a read-only folder", takesItBack: false) { fixture in
            let folder = fixture.portal.addFolder(title: "Sealed", by: fixture.alice)
            fixture.portal.edit(folder: folder) { $0.isReadOnly = true }
            return folder
        },
        Origin(testDescription: "a room where one may only read", takesItBack: false) {
            $0.portal.addRoom(title: "Legal", owner: $0.bob, members: [$0.alice.id: .reader])
        },
        Origin(testDescription: "a room one was removed from", takesItBack: false) {
            $0.portal.addRoom(title: "Board", owner: $0.bob)
        },
    ]

    @Test(arguments: origins) func `returns to the origin or else to the fallback`(_ origin: Origin) async throws {
        try await withFixture { fixture in
            let folder = origin.prepare(fixture)
            let item = fixture.trash("contract.pdf", days: 20, from: folder)
            try fixture.install { $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)] }

            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.portal.location(of: item) == (origin.takesItBack ? folder : fixture.rescue))
            #expect(fixture.restored == [item])
            #expect(fixture.destroyed.isEmpty)
            #expect(try fixture.audit.events(about: "\(item)") == ["restore-requested", "restored"])
            try fixture.expectAuditIsTrue()
        }
    }

    @Test func `brings a folder back before what came from it`() async throws {
        try await withFixture { fixture in
            let folder = fixture.trashFolder("contracts", days: 3)
            let inner = fixture.trashFolder("contract annexes", days: 3, from: folder.id)
            let file = fixture.trash("contract.pdf", days: 4, from: inner.id)
            try fixture.install { $0.rules = [PolicyText.restore("contract*", fallback: fixture.rescue)] }

            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.portal.ledger.moved.map(\.item) == [folder, inner, file])
            #expect(fixture.portal.location(of: file) == inner.id)
            #expect(fixture.portal.location(of: inner) == folder.id)
            try fixture.expectAuditIsTrue()
        }
    }

    @Test func `keeps a namesake at the destination`() async throws {
        try await withFixture { fixture in
            let home = fixture.portal.addFolder(title: "Home", by: fixture.alice)
            let live = fixture.portal.addFile(title: "contract.pdf", bytes: 7, in: home, by: fixture.alice)
            let item = fixture.trash("contract.pdf", days: 20, from: home)
            try fixture.install { $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)] }

            #expect(try await fixture.sweep().status == 0)
            #expect(fixture.portal.location(of: item) == home)
            #expect(fixture.portal.file(live)?.bytes == 7)
            #expect(fixture.portal.file(live)?.version == 1)
            #expect(fixture.writes("move").allSatisfy { $0.body.contains(#""conflictResolveType":"Duplicate""#) })
        }
    }

    @Test func `rescues what is held before the portal takes it`() async throws {
        try await withFixture { fixture in
            let old = fixture.trash("audit.xlsx", days: 28)
            let young = fixture.trash("audit.docx", days: 10)
            try fixture.install { $0.rules = [PolicyText.hold("audit*")] }

            #expect(try await fixture.sweep().status == 0)
            #expect(fixture.restored == [old])
            #expect(fixture.trashed == [young])
            let audit = try fixture.audit
            #expect(audit.items("rescued") == ["\(old)"])
            #expect(audit.items("held") == ["\(young)"])
            #expect(fixture.destroyed.isEmpty)
        }
    }

    @Test func `records a hold once and not on each sweep`() async throws {
        try await withFixture { fixture in
            let item = fixture.trash("audit.docx", days: 10)
            try fixture.install { $0.rules = [PolicyText.hold("audit*")] }
            for _ in 1...3 { #expect(try await fixture.sweep().status == 0) }
            #expect(try fixture.audit.items("held") == ["\(item)"])
        }
    }

    @Test func `reports what no destination takes`() async throws {
        try await withFixture { fixture in
            fixture.portal.edit(folder: fixture.rescue) { $0.isReadOnly = true }
            let room = fixture.portal.addRoom(title: "Board", owner: fixture.bob)
            let item = fixture.trash("contract.pdf", days: 20, from: room)
            let due = fixture.trash("old.txt", days: 20)
            try fixture.install { $0.rules = [PolicyText.restore("*contract*", fallback: fixture.rescue)] }

            let result = try await fixture.sweep()
            #expect(result.status == 1, "\(result)")
            #expect(result.stderr.contains("\(item)"))
            #expect(fixture.trashed == [item])
            #expect(fixture.destroyed == [due])
            let audit = try fixture.audit
            #expect(audit.items("restored").isEmpty)
            #expect(audit.items("restore-failed") == ["\(item)"])
            #expect(audit.items("quarantined") == ["\(item)"])
        }
    }
}
