import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

/// Holds of persons are read again before each call of a purge.
@Suite struct SweepHoldTests {
    private func hold(_ harness: SweepHarness, _ id: Int) throws {
        try harness.store.add(StoredHold(account: "alice", hold: ItemHold(key: key(id), reason: "lawsuit")))
    }

    private func damage(_ harness: SweepHarness) throws {
        try harness.store.add(StoredHold(account: "alice", hold: ItemHold(key: key(900), reason: "lawsuit")))
        try Data("{".utf8).write(to: URL(filePath: "\(harness.directory)/holds.d/file-900.alice.json"))
    }

    @Test func `a held item is not purged and recorded as held once`() async throws {
        let harness = SweepHarness(files(1...3))
        try hold(harness, 2)
        for _ in 1...2 { #expect(await harness.sweep(.day).problem == nil) }
        #expect(harness.keysLeft == [key(2)])
        #expect(harness.audit.keys(.held) == [key(2)])
        #expect(harness.audit.of(.held).first?.reason?.hasPrefix("held by a person: lawsuit") == true)
    }

    @Test func `a hold is effective at the next call`() async throws {
        // 250 files are three calls; the first page is named in the last.
        let harness = SweepHarness(files(1...250))
        harness.trash.follow { contents, call throws(PortalError) in
            if case .purge = call, contents.count({ if case .purge = $0 { true } else { false } }) == 1 {
                try? hold(harness, 1)
            }
            return nil
        }
        let outcome = await harness.sweep(.day)
        #expect(harness.keysLeft == [key(1)])
        #expect(outcome.counts.purged == 249)
        #expect(outcome.problem == nil)
        #expect(!harness.audit.keys(.purgeRequested).contains(key(1)))
    }

    @Test func `empty trash is not used for a trash with a held item`() async throws {
        let policy = ActivePolicy.of(#""retention":"1d","purge":{"method":"emptytrash"}"#)
        let harness = SweepHarness(files(1...3))
        harness.trash.follow { contents, call throws(PortalError) in
            // Held after the second listing showed nothing but due items.
            if call == .list, contents.count({ $0 == .list }) == 2 { try? hold(harness, 2) }
            return nil
        }
        await harness.sweep(policy)
        #expect(!harness.changes.contains(.emptyTrash))
        #expect(harness.keysLeft == [key(2)])
    }

    @Test func `a damaged file stops purges and no restores`() async throws {
        let harness = SweepHarness([.file(1), .file(2, "contract.pdf")])
        try damage(harness)
        let outcome = await harness.sweep(.contracts)
        #expect(harness.keysLeft == [key(1)])
        #expect(outcome.counts.restored == 1)
        guard case .unknownHolds(let reason)? = outcome.problem else { return #expect(outcome.problem == nil) }
        #expect(reason.contains("holds.d/file-900.alice.json is not a valid hold"))
    }

    @Test func `a file damaged during a purge stops it at the next call`() async throws {
        let harness = SweepHarness(files(1...250))
        harness.trash.follow { contents, call throws(PortalError) in
            if case .purge = call, contents.count({ if case .purge = $0 { true } else { false } }) == 1 {
                try? damage(harness)
            }
            return nil
        }
        let outcome = await harness.sweep(.day)
        #expect(harness.keysLeft.count == 200)
        #expect(outcome.counts.purged == 50, "the last page")
        guard case .unknownHolds? = outcome.problem else { return #expect(outcome.problem == nil) }
    }

    @Test func `a hold whose item has left the trash is reported once`() async throws {
        let harness = SweepHarness([.file(1, daysAgo: 0)])
        try hold(harness, 7)
        let first = await harness.sweep(.day)
        #expect(first.warnings == ["file:7 is no longer in the trash, but held by a person: lawsuit"])
        #expect(await harness.sweep(.day).warnings.isEmpty)
        #expect(try harness.state().reportedStrayHolds == [ItemKey(.file, 7)])
    }
}
