import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

@Suite struct ManualRestoreTests {
    private func restore(
        _ harness: SweepHarness, _ ids: [Int], to destination: ManualRestore.Destination = .originOrMyDocuments
    ) async -> SweepOutcome {
        let sweeper = Sweeper(
            account: "alice", portal: "https://portal.example", reader: harness.trash, writer: harness.trash,
            audit: harness.audit, store: harness.store, now: { harness.clock.now }, sleep: { _ in }, progress: { _ in })
        return await sweeper.restore(
            ManualRestore(
                keys: ids.map(key), destination: destination, reason: "asked for", operatorName: "ann (uid 1000)"),
            under: .day)
    }

    @Test func `restores what was named and nothing else`() async throws {
        let harness = SweepHarness(files(1...4))
        let outcome = await restore(harness, [2, 3, 9])
        #expect(outcome.problem == nil && outcome.counts.restored == 2)
        #expect(harness.trash.now.restored == [key(2): 50, key(3): 50])
        #expect(harness.keysLeft == [key(1), key(4)])
        #expect(outcome.dropped.map(\.item.key) == [key(9)])
        #expect(harness.audit.events == [.restoreRequested, .restoreRequested, .restored, .restored])
        #expect(harness.audit.records.allSatisfy { $0.operatorName == "ann (uid 1000)" })
        #expect(harness.audit.of(.restored).allSatisfy { $0.reason == "restored by hand: asked for" })
        #expect(try harness.state().restores.isEmpty)
        #expect(try harness.state().lastSweep == nil)
    }

    @Test func `goes to the named folder`() async {
        let harness = SweepHarness(files(1...2))
        _ = await restore(harness, [1], to: .fixed(.folder(77)))
        #expect(harness.trash.now.restored == [key(1): 77])
    }

    @Test func `to the origin alone means nowhere else`() async {
        let harness = SweepHarness([.file(1), .file(2, origin: nil)])
        harness.trash.change { $0.closed = [.folder(50)] }
        let outcome = await restore(harness, [1, 2], to: .origin)
        #expect(harness.trash.now.restored.isEmpty)
        #expect(outcome.dropped.map(\.item.key) == [key(2)])
        #expect(outcome.failures.map(\.item.key) == [key(1)])
        _ = await restore(harness, [1])
        #expect(harness.trash.now.restored == [key(1): 1])
    }

    @Test func `changes nothing in another user's trash`() async {
        let harness = SweepHarness(files(1...2))
        await harness.sweep(.day, purgeNow: false)
        harness.trash.change { $0.trashID = 13 }
        let outcome = await restore(harness, [1])
        guard case .otherTrash? = outcome.problem else { return #expect(outcome.problem == nil) }
        #expect(harness.changes.isEmpty)
    }

    @Test func `without an audit trail nothing is changed`() async {
        let harness = SweepHarness(files(1...2))
        harness.audit.failProofs()
        guard case .noAudit? = await restore(harness, [1]).problem else { return #expect(Bool(false)) }
        #expect(harness.changes.isEmpty)
    }
}
