import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

/// The portal's own call destroys everything; it is used only if everything is due.
@Suite struct SweepEmptyTrashTests {
    private static let emptying = ActivePolicy.of(
        #""retention":"1d","purge":{"method":"emptytrash"},"folders":{"nonEmpty":"hold"},"#
            + #""rules":[{"name":"h","action":"hold","match":{"title":["held*"]}},"#
            + #"{"name":"r","action":"restore","match":{"title":["contract*"]},"to":{"folder":7}}]"#)

    private func usesIt(_ harness: SweepHarness, _ policy: ActivePolicy = emptying) async -> Bool {
        await harness.sweep(policy)
        return harness.changes.contains(.emptyTrash)
    }

    @Test func `empties a trash of nothing but due items`() async throws {
        let harness = SweepHarness(files(1...150))
        let outcome = await harness.sweep(Self.emptying)
        #expect(harness.changes == [.emptyTrash])
        #expect(outcome.counts.purged == 150)
        #expect(Set(harness.audit.keys(.purged)).count == 150)
        #expect(try harness.requests().isEmpty)
    }

    @Test func `never unless the policy requires it`() async {
        #expect(await !usesIt(SweepHarness(files(1...3)), .day))
    }

    /// Somebody put an item there while pages were read, and no page showed it. Seed 6568 of the simulation.
    @Test(arguments: [1, 2]) func `never when a listing met an item twice`(listing: Int) async {
        let harness = SweepHarness(files(1...3))
        harness.trash.follow { contents, _ throws(PortalError) in
            contents.hasRepeats = contents.calls.count { $0 == .list } == listing
            return nil
        }
        #expect(await !usesIt(harness))
        #expect(harness.keysLeft.isEmpty, "the others still go one by one")
    }

    /// The call ends well, and the item is no longer in the trash. Seed 8896 of the simulation.
    @Test func `items that a person took back before the call are not recorded as purged`() async {
        let harness = SweepHarness(files(1...3))
        harness.trash.follow { contents, call throws(PortalError) in
            guard call == .emptyTrash else { return nil }
            contents.items.removeAll { $0.key == key(2) }
            contents.restored[key(2)] = 5
            return nil
        }
        let outcome = await harness.sweep(Self.emptying)
        #expect(harness.changes == [.emptyTrash])
        #expect(harness.audit.keys(.purged).sorted() == [key(1), key(3)])
        #expect(harness.audit.keys(.purgeFailed) == [key(2)])
        #expect(outcome.counts.purged == 2)
    }

    /// A folder held a file, so the portal's count agrees although a person restored a file.
    @Test func `an item that a person restored is not recorded as purged though the counts agree`() async {
        let policy = ActivePolicy.of(
            #""retention":"1d","purge":{"method":"emptytrash"},"folders":{"nonEmpty":"purge"}"#)
        var folder = TrashedItem.folder(9)
        folder.childCount = 1
        let harness = SweepHarness(files(1...2) + [folder])
        harness.trash.follow { contents, call throws(PortalError) in
            guard call == .emptyTrash else { return nil }
            contents.items = []
            contents.restored[key(2)] = 5
            return OperationReport(id: "op", end: .finished, processed: 3)
        }
        let outcome = await harness.sweep(policy)
        #expect(harness.changes == [.emptyTrash])
        #expect(Set(harness.audit.keys(.purged)) == [key(1), ItemKey(.folder, 9)])
        #expect(harness.audit.keys(.purgeFailed) == [key(2)])
        #expect(outcome.counts.purged == 2)
    }

    /// No count of the portal proves anything about an item.
    @Test(arguments: [nil, 2, 3, 4]) func `each item is inspected`(_ processed: Int?) async {
        let harness = SweepHarness(files(1...3))
        harness.trash.follow { contents, call throws(PortalError) in
            guard call == .emptyTrash else { return nil }
            contents.items = []
            return OperationReport(id: "op", end: .finished, processed: processed)
        }
        let outcome = await harness.sweep(Self.emptying)
        #expect(outcome.counts.purged == 3)
        let inspections = harness.trash.now.count { if case .locate = $0 { true } else { false } }
        #expect(inspections == 3)
    }

    @Test func `never on an empty trash`() async {
        #expect(await !usesIt(SweepHarness([])))
    }

    struct Spoiler: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let item: TrashedItem
    }

    @Test(arguments: [
        Spoiler(testDescription: "a young item", item: .file(9, daysAgo: 0.9)),
        Spoiler(
            testDescription: "an item without date",
            item: {
                var item = TrashedItem.file(9); item.trashedAt = nil; return item
            }()),
        Spoiler(testDescription: "a held item", item: .file(9, "held")),
        Spoiler(
            testDescription: "a folder with contents",
            item: {
                var item = TrashedItem.folder(9); item.childCount = 2; return item
            }()),
    ])
    func `one item that must stay spoils it`(_ spoiler: Spoiler) async {
        let harness = SweepHarness(files(1...3) + [spoiler.item])
        #expect(await !usesIt(harness))
        #expect(harness.keysLeft == [spoiler.item.key])
    }

    @Test func `an unreadable entry spoils it`() async {
        let harness = SweepHarness(files(1...3))
        harness.trash.change { $0.unusable = 1 }
        #expect(await !usesIt(harness))
    }

    @Test func `a smaller total spoils it`() async {
        let harness = SweepHarness(files(1...3))
        harness.trash.change { $0.announcedTotal = 2 }
        #expect(await !usesIt(harness))
        #expect(harness.trash.now.items.isEmpty, "they go one by one")
    }

    @Test func `a larger total makes the listing incomplete`() async {
        let harness = SweepHarness(files(1...3))
        harness.trash.change { $0.announcedTotal = 4 }
        #expect(await !usesIt(harness))
        #expect(harness.trash.now.items.count == 3, "nothing goes on an incomplete listing")
    }

    @Test func `the right total does not`() async {
        let harness = SweepHarness(files(1...3))
        harness.trash.change { $0.announcedTotal = 3 }
        #expect(await usesIt(harness))
    }

    @Test func `a quarantined item spoils it`() async {
        let harness = SweepHarness(files(1...3))
        harness.trash.change { $0.stuck = [key(2)] }
        await harness.sweep(.day)
        harness.trash.change { $0.items = files(2...5) }
        #expect(await !usesIt(harness))
        #expect(harness.keysLeft == [key(2)])
    }

    /// Restored in this very sweep: the first listing still showed it.
    @Test func `a restore in the same sweep spoils it`() async {
        let harness = SweepHarness([.file(1), .file(2, "contract")])
        #expect(await !usesIt(harness))
        #expect(harness.trash.now.restored == [key(2): 7])
    }

    @Test func `a change between the two listings prevents it`() async {
        for change in [
            { (contents: inout InMemoryTrash.Contents) in contents.items.append(.file(4)) },
            { contents in contents.items.removeLast() },
            { contents in contents.items[0].trashedAt = SweepHarness.start },
            { contents in contents.unusable = 1 },
        ] as [@Sendable (inout InMemoryTrash.Contents) -> Void] {
            let harness = SweepHarness(files(1...3))
            harness.trash.follow { contents, call throws(PortalError) in
                if call == .list, contents.count({ $0 == .list }) == 2 { change(&contents) }
                return nil
            }
            #expect(await !usesIt(harness))
        }
    }

    @Test func `items in grace spoil it`() async {
        let harness = SweepHarness(files(1...3) + files(11...12, daysAgo: 30))
        let before = ActivePolicy.of(#""retention":"20d","purge":{"method":"emptytrash"}"#)
        await harness.sweep(before, purgeNow: false)
        let after = ActivePolicy.of(#""retention":"1d","purge":{"method":"emptytrash"},"policyChangeGrace":"24h""#)
        #expect(await !usesIt(harness, after))
        #expect(harness.keysLeft == (1...3).map(key))
    }

    @Test func `one stuck item sends the rest one by one`() async throws {
        let harness = SweepHarness(files(1...10))
        harness.trash.change { $0.stuck = [key(5)] }
        let outcome = await harness.sweep(Self.emptying)
        #expect(outcome.counts.purged == 9)
        #expect(harness.keysLeft == [key(5)])
        #expect(try harness.requests().isEmpty)
    }

    /// A gateway refused the call and passed it on.
    @Test(arguments: [PortalError.denied, .missing, .keyRefused])
    func `a destruction by a refused call is recorded`(claim: PortalError) async throws {
        let harness = SweepHarness(files(1...3))
        harness.trash.follow { contents, call throws(PortalError) in
            guard call == .emptyTrash else { return nil }
            contents.items = []
            throw claim
        }
        let outcome = await harness.sweep(Self.emptying)
        #expect(outcome.counts.purged == 3)
        #expect(harness.audit.keys(.purged).sorted() == (1...3).map(key))
        #expect(try harness.requests().isEmpty)
    }

    /// The portal's list shows the call for a minute only. It runs an hour later.
    @Test(arguments: [PortalError.denied, .keyRefused])
    func `a refused call that waits in a lane is watched for a day`(claim: PortalError) async throws {
        let harness = SweepHarness(files(1...2))
        harness.refuseCallsThatWait(claim)
        await harness.sweep(Self.emptying)
        #expect(harness.changes == [.emptyTrash], "no second call names what the first may still destroy")
        #expect(harness.audit.keys(.purgeFailed).sorted() == [key(1), key(2)])
        await harness.destroyAllInAnHour(Self.emptying)
        #expect(harness.audit.keys(.purged).sorted() == [key(1), key(2)])
    }

    /// The portal refused the call, and purges page by page come to an early end.
    @Test func `what a refused call named and no other is decided by the next listing`() async throws {
        let harness = SweepHarness(files(1...300))
        harness.trash.follow { _, call throws(PortalError) in
            switch call {
            case .emptyTrash: throw .denied
            case .purge: throw PortalError(.unavailable, excludesEffect: true, "no connection")
            default: return nil
            }
        }
        await harness.sweep(Self.emptying)
        harness.trash.follow { _, _ throws(PortalError) in nil }
        harness.clock.advance(900)
        let outcome = await harness.sweep(Self.emptying)
        #expect(outcome.counts.purged == 300)
        #expect(harness.audit.of(.outcomeUnknown).isEmpty)
        #expect(try harness.requests().isEmpty)
    }

    @Test func `an unknown end does not count as success`() async throws {
        let harness = SweepHarness(files(1...3))
        harness.trash.follow { _, call throws(PortalError) in
            if call == .emptyTrash { throw .timedOut }
            return nil
        }
        let outcome = await harness.sweep(Self.emptying)
        #expect(outcome.counts.purged == 0)
        #expect(outcome.counts.unknown == 3)
        #expect(harness.changes == [.emptyTrash], "and nothing is requested twice")
        #expect(try harness.requests().count == 3)
    }
}
