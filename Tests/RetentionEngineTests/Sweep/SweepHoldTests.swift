import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

/// Holds of persons are read again before each call of a purge.
@Suite struct SweepHoldTests {
    private func hold(_ bench: Bench, _ id: Int) throws {
        try bench.store.add(StoredHold(account: "alice", hold: ItemHold(key: key(id), reason: "lawsuit")))
    }

    private func damage(_ bench: Bench) throws {
        try bench.store.add(StoredHold(account: "alice", hold: ItemHold(key: key(900), reason: "lawsuit")))
        try Data("{".utf8).write(to: URL(filePath: "\(bench.directory)/holds.d/file-900.alice.json"))
    }

    @Test func aHeldItemIsNotPurgedAndRecordedAsHeldOnce() async throws {
        let bench = Bench(files(1...3))
        try hold(bench, 2)
        for _ in 1...2 { #expect(await bench.sweep(.day).problem == nil) }
        #expect(bench.keysLeft == [key(2)])
        #expect(bench.audit.keys(.held) == [key(2)])
        #expect(bench.audit.of(.held).first?.reason?.hasPrefix("held by a person: lawsuit") == true)
    }

    @Test func aHoldIsEffectiveAtTheNextCall() async throws {
        // 250 files are three calls; the first page is named in the last.
        let bench = Bench(files(1...250))
        bench.trash.follow { contents, call throws(PortalFailure) in
            if case .purge = call, contents.count({ if case .purge = $0 { true } else { false } }) == 1 {
                try? hold(bench, 1)
            }
            return nil
        }
        let outcome = await bench.sweep(.day)
        #expect(bench.keysLeft == [key(1)])
        #expect(outcome.counts.purged == 249)
        #expect(outcome.problem == nil)
        #expect(!bench.audit.keys(.purgeRequested).contains(key(1)))
    }

    @Test func emptyTrashIsNotUsedForATrashWithAHeldItem() async throws {
        let policy = ActivePolicy.of(#""retention":"1d","purge":{"method":"emptytrash"}"#)
        let bench = Bench(files(1...3))
        bench.trash.follow { contents, call throws(PortalFailure) in
            // Held after the second listing showed nothing but due items.
            if call == .list, contents.count({ $0 == .list }) == 2 { try? hold(bench, 2) }
            return nil
        }
        await bench.sweep(policy)
        #expect(!bench.changes.contains(.emptyTrash))
        #expect(bench.keysLeft == [key(2)])
    }

    @Test func aDamagedFileStopsPurgesAndNoRestores() async throws {
        let bench = Bench([.file(1), .file(2, "contract.pdf")])
        try damage(bench)
        let outcome = await bench.sweep(.contracts)
        #expect(bench.keysLeft == [key(1)])
        #expect(outcome.counts.restored == 1)
        guard case .unknownHolds(let reason)? = outcome.problem else { return #expect(outcome.problem == nil) }
        #expect(reason.contains("holds.d/file-900.alice.json is not a valid hold"))
    }

    @Test func aFileDamagedDuringAPurgeStopsItAtTheNextCall() async throws {
        let bench = Bench(files(1...250))
        bench.trash.follow { contents, call throws(PortalFailure) in
            if case .purge = call, contents.count({ if case .purge = $0 { true } else { false } }) == 1 {
                try? damage(bench)
            }
            return nil
        }
        let outcome = await bench.sweep(.day)
        #expect(bench.keysLeft.count == 200)
        #expect(outcome.counts.purged == 50, "the last page")
        guard case .unknownHolds? = outcome.problem else { return #expect(outcome.problem == nil) }
    }

    @Test func aHoldWhoseItemHasLeftTheTrashIsReportedOnce() async throws {
        let bench = Bench([.file(1, daysAgo: 0)])
        try hold(bench, 7)
        let first = await bench.sweep(.day)
        #expect(first.warnings == ["file:7 is no longer in the trash, but held by a person: lawsuit"])
        #expect(await bench.sweep(.day).warnings.isEmpty)
        #expect(try bench.state().reportedStrayHolds == [ItemKey(.file, 7)])
    }
}
