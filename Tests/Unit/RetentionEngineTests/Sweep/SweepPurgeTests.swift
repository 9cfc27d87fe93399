import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

@Suite struct SweepPurgeTests {
    @Test func `purges what is due and nothing else`() async throws {
        let harness = SweepHarness([.file(1), .file(2, daysAgo: 0.5), .folder(3)])
        let outcome = await harness.sweep(.day)
        #expect(harness.keysLeft == [key(2)])
        #expect(outcome.problem == nil)
        #expect(outcome.counts.purged == 2)
        #expect(outcome.counts.purgedBytes == 100)
        #expect(Set(harness.audit.keys(.purged)) == [key(1), ItemKey(.folder, 3)])
        #expect(try harness.requests().isEmpty)
    }

    @Test func `a repeated sweep purges nothing`() async {
        let harness = SweepHarness(files(1...5))
        await harness.sweep(.day)
        let before = harness.changes
        #expect(await harness.sweep(.day).counts.purged == 0)
        #expect(harness.changes == before)
    }

    /// Issue 17, point 8.
    @Test func `the last purge is the last one that purged something`() async throws {
        let harness = SweepHarness([.file(1)])
        await harness.sweep(.day)
        let purged = try #require(try harness.state().lastPurge)
        harness.clock.advance(600)
        await harness.sweep(.day)
        #expect(try harness.state().lastPurge == purged)
    }

    /// Issue 17, point 8.
    @Test func `after a refusal the totals include what is due`() async {
        let policy = ActivePolicy.of(#""retention":"1d","limits":{"maxPurgeItems":2}"#)
        let outcome = await SweepHarness(files(1...3) + [.file(4, daysAgo: 0.5)]).sweep(policy)
        #expect(outcome.problem != nil)
        #expect(outcome.counts.summary == "4 in the trash, 1 kept, 3 due")
    }

    @Test func `purges nothing until the schedule says so`() async throws {
        let policy = ActivePolicy.of(#""retention":"1d","purge":{"schedule":"*-*-* 12:00:00 UTC"}"#)
        let harness = SweepHarness(files(1...3))
        #expect(await harness.sweep(policy, purgeNow: false).purgeWasDue == false)
        harness.clock.advance(3 * 3_600 - 1)
        await harness.sweep(policy, purgeNow: false)
        #expect(harness.changes.isEmpty)
        harness.clock.advance(1)
        #expect(await harness.sweep(policy, purgeNow: false).counts.purged == 3)
        #expect(try harness.state().pendingSlot == nil)
        harness.trash.change { $0.items = files(4...5) }
        harness.clock.advance(600)
        #expect(await harness.sweep(policy, purgeNow: false).counts.purged == 0)
    }

    @Test func `a slot stays pending while a purge is refused`() async throws {
        let policy = ActivePolicy.of(
            #""retention":"1d","purge":{"schedule":"*-*-* 12:00:00 UTC"},"limits":{"maxPurgeItems":1}"#)
        let harness = SweepHarness(files(1...3))
        await harness.sweep(policy, purgeNow: false)
        harness.clock.advance(3 * 3_600)
        await harness.sweep(policy, purgeNow: false)
        #expect(try harness.state().pendingSlot != nil)
        harness.clock.advance(900)
        #expect(await harness.sweep(policy, purgeNow: false, confirmLimits: true).counts.purged == 3)
        #expect(try harness.state().pendingSlot == nil)
    }

    @Test func `a second listing drops what changed since the first`() async {
        let harness = SweepHarness(files(1...5))
        harness.trash.follow { contents, call throws(PortalError) in
            guard call == .list, contents.count({ $0 == .list }) == 2 else { return nil }
            contents.items.removeAll { $0.key == key(1) }  // restored by its owner
            contents.restored[key(1)] = 50
            contents.items[0].trashedAt = SweepHarness.start  // 2: restored and trashed again
            contents.items[1].title = "renamed"  // 3
            contents.items[2].bytes = 7  // 4: another version
            contents.items.append(.file(6))  // new, and old enough, but not in the plan
            return nil
        }
        let outcome = await harness.sweep(.day)
        #expect(harness.changes == [.purge([key(5)])])
        #expect(outcome.counts.purged == 1)
    }

    @Test func `lists again between rounds`() async {
        let harness = SweepHarness(files(1...2_600))
        harness.trash.follow { contents, call throws(PortalError) in
            // Listings: the snapshot, the one before the purge, and two after the first round.
            guard call == .list, contents.count({ $0 == .list }) == 4 else { return nil }
            if let index = contents.items.firstIndex(where: { $0.key == key(1) }) {
                contents.items[index].trashedAt = SweepHarness.start
            }
            return nil
        }
        let outcome = await harness.sweep(.day)
        #expect(outcome.counts.purged == 2_599)
        #expect(harness.keysLeft == [key(1)])
        #expect(harness.changes.allSatisfy { if case .purge(let keys) = $0 { keys.count <= 100 } else { false } })
    }

    @Test func `a stuck item goes to quarantine and the rest goes`() async throws {
        let harness = SweepHarness(files(1...100))
        harness.trash.change { $0.stuck = [key(42)] }
        let outcome = await harness.sweep(.day)
        #expect(outcome.counts.purged == 99)
        #expect(outcome.failures.map(\.item.key) == [key(42)])
        #expect(harness.audit.keys(.quarantined) == [key(42)])
        let before = harness.changes.count
        #expect(await harness.sweep(.day).problem == nil)
        #expect(harness.changes.count == before, "a quarantined item is left alone")
        harness.clock.advance(900)
        await harness.sweep(.day)
        #expect(harness.changes.count == before + 1)
        #expect(
            try harness.state().quarantine[ItemKey(.file, 42)]?.nextAt == harness.clock.now.addingTimeInterval(1_800))
    }

    @Test func `a portal that refuses everything is left alone after a few calls`() async throws {
        let harness = SweepHarness(files(1...500))
        harness.trash.change { $0.stuck = Set((1...500).map(key)) }
        let outcome = await harness.sweep(.day)
        #expect(harness.changes.count < 40)
        guard case .unavailable = outcome.problem else { return #expect(Bool(false), "\(outcome.problem as Any)") }
        #expect(try harness.state().quarantine.count == BisectingSender.maxRefusals, "what wasn't sent refused nothing")
        #expect(harness.keysLeft.count == 500)
    }

    @Test func `success with the item still there is a failure`() async {
        let harness = SweepHarness([.file(1)])
        harness.trash.follow { _, call throws(PortalError) in
            call.isChange ? OperationReport(id: "x", end: .finished) : nil
        }
        let outcome = await harness.sweep(.day)
        #expect(outcome.counts.purged == 0)
        #expect(outcome.counts.failed == 1)
        #expect(harness.audit.of(.purged).isEmpty)
    }

    @Test func `a listing that fails purges nothing`() async {
        for failing in 1...2 {
            let harness = SweepHarness(files(1...3))
            harness.trash.follow { contents, call throws(PortalError) in
                if call == .list, contents.count({ $0 == .list }) == failing { throw .timedOut }
                return nil
            }
            #expect(await harness.sweep(.day).problem != nil)
            #expect(harness.changes.isEmpty, "listing \(failing)")
        }
    }

    @Test func `a key without the right to write changes nothing`() async {
        let harness = SweepHarness(files(1...3))
        harness.trash.change { $0.key = KeyState(expiresAt: nil, mayWrite: false) }
        let outcome = await harness.sweep(.day)
        guard case .keyRefused = outcome.problem else { return #expect(Bool(false), "\(outcome.problem as Any)") }
        #expect(harness.changes.isEmpty)
    }

    /// Entries of the same second change places between pages: absence from one listing proves nothing.
    @Test(arguments: [3, 4]) func `an item that one listing leaves out is not gone`(listing: Int) async {
        let harness = SweepHarness(files(1...3))
        harness.trash.follow { contents, call throws(PortalError) in
            if call.isChange { return OperationReport(id: "op", end: .finished) }  // and nothing is done
            // It is there all the time, as its inspection shows.
            let isShown = contents.items.contains { $0.key == key(2) }
            if call == .locate(key(2)), !isShown { contents.items.append(.file(2)) }
            guard call == .list else { return nil }
            let count = contents.count { $0 == .list }
            if count == listing { contents.items.removeAll { $0.key == key(2) } }
            if count == listing + 1, !isShown { contents.items.append(.file(2)) }
            return nil
        }
        let outcome = await harness.sweep(.day)
        #expect(outcome.counts.purged == 0)
        #expect(harness.audit.of(.purged).isEmpty)
    }
}
