import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

/// An unknown outcome is never counted as done, stays open, and is found later, once.
@Suite struct SweepUnknownTests {
    @Test func aVanishedPurgeIsUnknownAndStaysAsIntent() async throws {
        let bench = Bench(files(1...2))
        bench.trash.loseChanges()
        let outcome = await bench.sweep(.day)
        #expect(outcome.counts.purged == 0)
        #expect(outcome.counts.unknown == 2)
        #expect(bench.audit.of(.outcomeUnknown).count == 2)
        #expect(bench.audit.of(.purged).isEmpty)
        #expect(try bench.requests().keys.map(\.description) == ["file:1", "file:2"])
    }

    @Test func aLostAnswerIsUnknownToo() async throws {
        let bench = Bench([.file(1)])
        bench.trash.follow { _, call throws(PortalFailure) in
            if call.isChange { throw .timedOut }
            return nil
        }
        #expect(await bench.sweep(.day).counts.unknown == 1)
        #expect(try bench.requests().count == 1)
    }

    /// The answer was lost, but the item is gone: its inspection shows that.
    @Test func whatIsFoundGoneIsDone() async throws {
        let bench = Bench([.file(1)])
        bench.trash.follow { contents, call throws(PortalFailure) in
            guard call.isChange else { return nil }
            contents.items = []
            throw .timedOut
        }
        let outcome = await bench.sweep(.day)
        #expect(outcome.counts.purged == 1)
        #expect(bench.audit.of(.purged).first?.reason == "older than 1d; found gone")
    }

    @Test func isFoundOutOnceByALaterSweep() async throws {
        let bench = Bench(files(1...2))
        bench.trash.loseChanges()
        await bench.sweep(.day)
        bench.trash.follow { _, _ throws(PortalFailure) in nil }
        bench.trash.change { contents in
            contents.items.removeAll { $0.key == key(1) }  // was purged after all
            contents.items.removeAll { $0.key == key(2) }
            contents.restored[key(2)] = 50  // a person was faster
        }
        bench.clock.advance(900)
        let outcome = await bench.sweep(.day, purgeNow: false)
        #expect(bench.audit.keys(.purged) == [key(1)])
        #expect(bench.audit.keys(.purgeFailed) == [key(2)])
        #expect(outcome.counts.purged == 1)
        #expect(outcome.problem == nil)
        #expect(try bench.requests().isEmpty)
        let count = bench.audit.records.count
        bench.clock.advance(900)
        await bench.sweep(.day, purgeNow: false)
        #expect(bench.audit.keys(.purged) == [key(1)])
        #expect(bench.audit.records.count == count, "a sweep in which nothing happened leaves no record")
    }

    @Test func whatStillLiesThereIsPurgedAgainAndRecordedOnce() async throws {
        let bench = Bench([.file(1)])
        bench.trash.loseChanges()
        await bench.sweep(.day)
        bench.trash.follow { _, _ throws(PortalFailure) in nil }
        bench.clock.advance(900)
        let outcome = await bench.sweep(.day)
        #expect(outcome.counts.purged == 1)
        #expect(bench.audit.keys(.purged) == [key(1)])
        #expect(try bench.requests().isEmpty)
    }

    /// The portal's lanes: an operation that waited longer than the list keeps it runs half an hour later, unseen.
    @Test func anOperationThatLeftTheListUnseenMayRunForADay() async throws {
        let bench = Bench(files(1...2))
        bench.trash.follow { _, call throws(PortalFailure) in
            call.isChange ? OperationReport(id: "op", end: .leftList(wasSeenRunning: false)) : nil
        }
        await bench.sweep(.day)
        bench.trash.follow { _, _ throws(PortalFailure) in nil }
        let requests = bench.audit.of(.purgeRequested).count
        bench.clock.advance(1_800)
        #expect(await bench.sweep(.day).counts.unknown == 2)
        #expect(bench.audit.of(.purgeRequested).count == requests, "nothing is requested for them meanwhile")
        #expect(bench.audit.of(.purgeFailed).isEmpty)

        bench.trash.change { $0.items.removeAll { $0.key == key(1) } }
        bench.clock.advance(1_800)
        await bench.sweep(.day)
        #expect(bench.audit.keys(.purged) == [key(1)])

        bench.clock.advance(86_400)
        await bench.sweep(.day)
        #expect(bench.audit.keys(.purged) == [key(1), key(2)])
        #expect(try bench.requests().isEmpty)
    }

    /// One that was seen at work, and then left the list, is over.
    @Test func anOperationThatWasSeenAtWorkIsNotWaitedForThatLong() async throws {
        let bench = Bench([.file(1)])
        bench.trash.follow { _, call throws(PortalFailure) in
            call.isChange ? OperationReport(id: "op", end: .leftList(wasSeenRunning: true)) : nil
        }
        await bench.sweep(.day)
        bench.trash.follow { _, _ throws(PortalFailure) in nil }
        bench.clock.advance(900)
        #expect(await bench.sweep(.day).counts.purged == 1)
    }

    @Test func whatCannotBeLookedAtStaysOpen() async throws {
        let bench = Bench([.file(1)])
        bench.trash.loseChanges()
        await bench.sweep(.day)
        bench.trash.change { $0.items = [] }
        bench.trash.follow { _, call throws(PortalFailure) in
            if case .locate = call { throw .timedOut }
            return nil
        }
        bench.clock.advance(900)
        await bench.sweep(.day, purgeNow: false)
        #expect(try bench.requests().count == 1)
        #expect(bench.audit.of(.purged).isEmpty)
    }

    @Test func aRestoreIsFoundOutLaterToo() async throws {
        let bench = Bench([.file(1, "contract")])
        bench.trash.loseChanges()
        #expect(await bench.sweep(.contracts).counts.unknown == 1)
        bench.trash.follow { _, _ throws(PortalFailure) in nil }
        bench.trash.change { contents in
            contents.items = []
            contents.restored[key(1)] = 50
        }
        bench.clock.advance(900)
        let outcome = await bench.sweep(.contracts)
        #expect(outcome.counts.restored == 1)
        #expect(bench.audit.keys(.restored) == [key(1)])
        #expect(try bench.state().restores[ItemKey(.file, 1)]?.count == 1)
    }

    @Test func aRestoreOfUnknownOutcomeBlocksNoPurge() async {
        let bench = Bench([.file(1, "contract"), .file(2)])
        bench.trash.follow { _, call throws(PortalFailure) in
            if case .restore = call { return OperationReport(id: nil, end: .unknown("it vanished")) }
            return nil
        }
        let outcome = await bench.sweep(.contracts)
        #expect(outcome.counts.purged == 1)
        #expect(outcome.counts.restored == 0)
        #expect(bench.keysLeft == [key(1)])
    }

    /// A person restores an item and trashes it again while our deletion is under way. Unless its end was seen, it may
    /// still reach the item.
    @Test(arguments: [nil, OperationEnd.unknown("it vanished"), .finished, .finishedWithError])
    func whatIsInTheTrashAnewIsUnknownUntilTheCallIsOver(end: OperationEnd?) async throws {
        let bench = Bench([.file(1)])
        bench.trash.follow { contents, call throws(PortalFailure) in
            guard call.isChange else { return nil }
            contents.items = [.file(1, daysAgo: 0)]
            guard let end else { throw .timedOut }
            return OperationReport(id: "op", end: end)
        }
        await bench.sweep(.day)
        let isOver = end == .finished || end == .finishedWithError
        #expect(bench.audit.keys(isOver ? .purgeFailed : .outcomeUnknown) == [key(1)])
        #expect(bench.audit.of(isOver ? .outcomeUnknown : .purgeFailed).isEmpty)
        #expect(try bench.requests().isEmpty == isOver)
    }

    @Test func stopsAskingAPortalThatLosesItsAnswers() async {
        let bench = Bench(files(1...1_000))
        bench.trash.follow { _, call throws(PortalFailure) in
            if call.isChange { throw .timedOut }
            return nil
        }
        await bench.sweep(.day)
        #expect(bench.changes.count == Caller.mostUnsure)
        #expect(bench.audit.of(.purged).isEmpty)
    }
}
