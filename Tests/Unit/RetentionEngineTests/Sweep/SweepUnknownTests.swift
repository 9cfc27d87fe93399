import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

/// An unknown outcome is never counted as done, stays open, and is found later, once.
@Suite struct SweepUnknownTests {
    @Test func `a vanished purge is unknown and stays as intent`() async throws {
        let harness = SweepHarness(files(1...2))
        harness.trash.loseChanges()
        let outcome = await harness.sweep(.day)
        #expect(outcome.counts.purged == 0)
        #expect(outcome.counts.unknown == 2)
        #expect(harness.audit.of(.outcomeUnknown).count == 2)
        #expect(harness.audit.of(.purged).isEmpty)
        #expect(try harness.requests().keys.map(\.description) == ["file:1", "file:2"])
    }

    @Test func `a lost answer is unknown too`() async throws {
        let harness = SweepHarness([.file(1)])
        harness.trash.follow { _, call throws(PortalError) in
            if call.isChange { throw .timedOut }
            return nil
        }
        #expect(await harness.sweep(.day).counts.unknown == 1)
        #expect(try harness.requests().count == 1)
    }

    /// The answer was lost, but the item is gone: its inspection shows that.
    @Test func `an item found gone is done`() async throws {
        let harness = SweepHarness([.file(1)])
        harness.trash.follow { contents, call throws(PortalError) in
            guard call.isChange else { return nil }
            contents.items = []
            throw .timedOut
        }
        let outcome = await harness.sweep(.day)
        #expect(outcome.counts.purged == 1)
        #expect(harness.audit.of(.purged).first?.reason == "older than 1d; found gone")
    }

    /// It waited in a lane, and trashed a live file. A person releases the hold: it stays released.
    @Test func `a call that ran unseen is decided once`() async throws {
        let harness = SweepHarness([.file(1)])
        harness.trash.follow { _, call throws(PortalError) in
            call.isChange ? OperationReport(id: "op", end: .leftList(wasSeenRunning: false)) : nil
        }
        await harness.sweep(.day)
        harness.trash.follow { _, _ throws(PortalError) in nil }
        harness.trash.change { $0.items = [.file(1, daysAgo: -0.1)] }
        for _ in 1...3 {
            harness.clock.advance(3 * 3_600)
            await harness.sweep(.day, purgeNow: false)
            for file in try harness.store.holdFiles() {
                try FileManager.default.removeItem(atPath: "\(harness.store.directory)/holds.d/\(file.name)")
            }
        }
        #expect(harness.audit.keys(.holdAdded) == [key(1)])
        #expect(harness.audit.keys(.purgeFailed) == [key(1)])
        #expect(harness.audit.keys(.outcomeUnknown) == [key(1)])
    }

    @Test func `is found out once by a later sweep`() async throws {
        let harness = SweepHarness(files(1...2))
        harness.trash.loseChanges()
        await harness.sweep(.day)
        harness.trash.follow { _, _ throws(PortalError) in nil }
        harness.trash.change { contents in
            contents.items.removeAll { $0.key == key(1) }  // was purged after all
            contents.items.removeAll { $0.key == key(2) }
            contents.restored[key(2)] = 50  // a person was faster
        }
        harness.clock.advance(900)
        let outcome = await harness.sweep(.day, purgeNow: false)
        #expect(harness.audit.keys(.purged) == [key(1)])
        #expect(harness.audit.keys(.purgeFailed) == [key(2)])
        #expect(outcome.counts.purged == 1)
        #expect(outcome.problem == nil)
        #expect(try harness.requests().isEmpty)
        let count = harness.audit.records.count
        harness.clock.advance(900)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.audit.keys(.purged) == [key(1)])
        #expect(harness.audit.records.count == count, "a sweep in which nothing happened leaves no record")
    }

    @Test func `an item still in the trash is purged again and recorded once`() async throws {
        let harness = SweepHarness([.file(1)])
        harness.trash.loseChanges()
        await harness.sweep(.day)
        harness.trash.follow { _, _ throws(PortalError) in nil }
        harness.clock.advance(900)
        let outcome = await harness.sweep(.day)
        #expect(outcome.counts.purged == 1)
        #expect(harness.audit.keys(.purged) == [key(1)])
        #expect(try harness.requests().isEmpty)
    }

    /// The portal's lanes: an operation that waited longer than the list keeps it runs half an hour later, unseen.
    @Test func `an operation that left the list unseen may run for a day`() async throws {
        let harness = SweepHarness(files(1...2))
        harness.trash.follow { _, call throws(PortalError) in
            call.isChange ? OperationReport(id: "op", end: .leftList(wasSeenRunning: false)) : nil
        }
        await harness.sweep(.day)
        harness.trash.follow { _, _ throws(PortalError) in nil }
        let requests = harness.audit.of(.purgeRequested).count
        harness.clock.advance(1_800)
        #expect(await harness.sweep(.day).counts.unknown == 2)
        #expect(harness.audit.of(.purgeRequested).count == requests, "nothing is requested for them meanwhile")
        #expect(harness.audit.of(.purgeFailed).isEmpty)

        harness.trash.change { $0.items.removeAll { $0.key == key(1) } }
        harness.clock.advance(1_800)
        await harness.sweep(.day)
        #expect(harness.audit.keys(.purged) == [key(1)])

        harness.clock.advance(86_400)
        await harness.sweep(.day)
        #expect(harness.audit.keys(.purged) == [key(1), key(2)])
        #expect(try harness.requests().isEmpty)
    }

    /// One that was seen at work, and then left the list, is over.
    @Test func `an operation that was seen at work is not waited for that long`() async throws {
        let harness = SweepHarness([.file(1)])
        harness.trash.follow { _, call throws(PortalError) in
            call.isChange ? OperationReport(id: "op", end: .leftList(wasSeenRunning: true)) : nil
        }
        await harness.sweep(.day)
        harness.trash.follow { _, _ throws(PortalError) in nil }
        harness.clock.advance(900)
        #expect(await harness.sweep(.day).counts.purged == 1)
    }

    @Test func `items that cannot be inspected stay open`() async throws {
        let harness = SweepHarness([.file(1)])
        harness.trash.loseChanges()
        await harness.sweep(.day)
        harness.trash.change { $0.items = [] }
        harness.trash.follow { _, call throws(PortalError) in
            if case .locate = call { throw .timedOut }
            return nil
        }
        harness.clock.advance(900)
        await harness.sweep(.day, purgeNow: false)
        #expect(try harness.requests().count == 1)
        #expect(harness.audit.of(.purged).isEmpty)
    }

    @Test func `a restore is found out later too`() async throws {
        let harness = SweepHarness([.file(1, "contract")])
        harness.trash.loseChanges()
        #expect(await harness.sweep(.contracts).counts.unknown == 1)
        harness.trash.follow { _, _ throws(PortalError) in nil }
        harness.trash.change { contents in
            contents.items = []
            contents.restored[key(1)] = 50
        }
        harness.clock.advance(900)
        let outcome = await harness.sweep(.contracts)
        #expect(outcome.counts.restored == 1)
        #expect(harness.audit.keys(.restored) == [key(1)])
        #expect(try harness.state().restores[ItemKey(.file, 1)]?.count == 1)
    }

    @Test func `a restore of unknown outcome blocks no purge`() async {
        let harness = SweepHarness([.file(1, "contract"), .file(2)])
        harness.trash.follow { _, call throws(PortalError) in
            if case .restore = call { return OperationReport(id: nil, end: .unknown("it vanished")) }
            return nil
        }
        let outcome = await harness.sweep(.contracts)
        #expect(outcome.counts.purged == 1)
        #expect(outcome.counts.restored == 0)
        #expect(harness.keysLeft == [key(1)])
    }

    /// A person restores an item and trashes it again while our deletion is under way. Unless its end was seen, it may
    /// still reach the item.
    @Test(arguments: [nil, OperationEnd.unknown("it vanished"), .finished, .finishedWithError])
    func `items in the trash again are unknown until the call is over`(end: OperationEnd?) async throws {
        let harness = SweepHarness([.file(1)])
        harness.trash.follow { contents, call throws(PortalError) in
            guard call.isChange else { return nil }
            contents.items = [.file(1, daysAgo: 0)]
            guard let end else { throw .timedOut }
            return OperationReport(id: "op", end: end)
        }
        await harness.sweep(.day)
        let isOver = end == .finished || end == .finishedWithError
        #expect(harness.audit.keys(isOver ? .purgeFailed : .outcomeUnknown) == [key(1)])
        #expect(harness.audit.of(isOver ? .outcomeUnknown : .purgeFailed).isEmpty)
        #expect(try harness.requests().isEmpty == isOver)
    }

    @Test func `stops asking a portal that loses its answers`() async {
        let harness = SweepHarness(files(1...1_000))
        harness.trash.follow { _, call throws(PortalError) in
            if call.isChange { throw .timedOut }
            return nil
        }
        await harness.sweep(.day)
        #expect(harness.changes.count == BisectingSender.maxUnsure)
        #expect(harness.audit.of(.purged).isEmpty)
    }
}
