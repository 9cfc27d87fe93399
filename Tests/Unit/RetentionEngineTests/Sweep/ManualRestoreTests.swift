import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

@Suite struct ManualRestoreTests {
    private func restore(
        _ bench: Bench, _ ids: [Int], to destination: ManualRestore.Destination = .originOrMyDocuments
    ) async -> SweepOutcome {
        let sweeper = Sweeper(
            account: "alice", portal: "https://portal.example", reader: bench.trash, writer: bench.trash,
            audit: bench.audit, store: bench.store, now: { bench.clock.now }, sleep: { _ in }, progress: { _ in })
        return await sweeper.restore(
            ManualRestore(
                keys: ids.map(key), destination: destination, reason: "asked for", operatorName: "ann (uid 1000)"),
            under: .day)
    }

    @Test func restoresWhatWasNamedAndNothingElse() async throws {
        let bench = Bench(files(1...4))
        let outcome = await restore(bench, [2, 3, 9])
        #expect(outcome.problem == nil && outcome.counts.restored == 2)
        #expect(bench.trash.now.restored == [key(2): 50, key(3): 50])
        #expect(bench.keysLeft == [key(1), key(4)])
        #expect(outcome.dropped.map(\.item.key) == [key(9)])
        #expect(bench.audit.events == [.restoreRequested, .restoreRequested, .restored, .restored])
        #expect(bench.audit.records.allSatisfy { $0.operatorName == "ann (uid 1000)" })
        #expect(bench.audit.of(.restored).allSatisfy { $0.reason == "restored by hand: asked for" })
        #expect(try bench.state().restores.isEmpty)
        #expect(try bench.state().lastSweep == nil)
    }

    @Test func goesWhereItIsTold() async {
        let bench = Bench(files(1...2))
        _ = await restore(bench, [1], to: .fixed(.folder(77)))
        #expect(bench.trash.now.restored == [key(1): 77])
    }

    @Test func toTheOriginAloneMeansNowhereElse() async {
        let bench = Bench([.file(1), .file(2, origin: nil)])
        bench.trash.change { $0.closed = [.folder(50)] }
        let outcome = await restore(bench, [1, 2], to: .origin)
        #expect(bench.trash.now.restored.isEmpty)
        #expect(outcome.dropped.map(\.item.key) == [key(2)])
        #expect(outcome.failures.map(\.item.key) == [key(1)])
        _ = await restore(bench, [1])
        #expect(bench.trash.now.restored == [key(1): 1])
    }

    @Test func changesNothingInAnotherUsersTrash() async {
        let bench = Bench(files(1...2))
        await bench.sweep(.day, purgeNow: false)
        bench.trash.change { $0.trashID = 13 }
        let outcome = await restore(bench, [1])
        guard case .otherTrash? = outcome.problem else { return #expect(outcome.problem == nil) }
        #expect(bench.changes.isEmpty)
    }

    @Test func withoutAnAuditTrailNothingIsChanged() async {
        let bench = Bench(files(1...2))
        bench.audit.failProofs()
        guard case .noAudit? = await restore(bench, [1]).problem else { return #expect(Bool(false)) }
        #expect(bench.changes.isEmpty)
    }
}
