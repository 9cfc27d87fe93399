import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

/// Situations in which knowledge has become uncertain: read again, or report it.
@Suite struct SweepDoubtTests {
    private static let oneThrottled: InMemoryTrash.Script = { contents, call throws(PortalFailure) in
        if call.isChange, contents.count(\.isChange) == 1 { throw .throttled }
        return nil
    }

    /// A person restores an item and trashes it again while the portal makes us wait.
    @Test func whatChangesDuringAThrottledWaitIsNotPurged() async {
        let bench = Bench(files(1...3))
        bench.trash.follow(Self.oneThrottled)
        let outcome = await bench.sweep(.day) {
            bench.trash.change { $0.items[0] = .file(1, daysAgo: 0) }
        }
        #expect(bench.keysLeft == [key(1)])
        #expect(outcome.counts.purged == 2)
        #expect(bench.audit.of(.purged).count == 2)
        // Items that were announced and then not requested also have their outcome.
        #expect(bench.audit.of(.purgeRequested).count == 3)
        #expect(bench.audit.of(.purgeFailed).count == 1)
    }

    /// Calls that take hours must not rest on one listing.
    @Test func aSlowPurgeReadsThePageAgain() async {
        let bench = Bench(files(1...250))
        bench.trash.follow { contents, call throws(PortalFailure) in
            guard call.isChange else { return nil }
            bench.clock.advance(61)
            if contents.count(\.isChange) == 1 { contents.items[0] = .file(1, daysAgo: -0.01) }
            return nil
        }
        #expect(await bench.sweep(.day).counts.purged == 249)
        #expect(bench.keysLeft == [key(1)])
    }

    /// The portal's own emptying would take items that come during the wait.
    @Test func aThrottledEmptyTrashIsNotSentAgain() async {
        let bench = Bench(files(1...3))
        bench.trash.follow(Self.oneThrottled)
        let outcome = await bench.sweep(.of(#""retention":"1d","purge":{"method":"emptytrash"}"#))
        guard case .gaveUp = outcome.problem else { return #expect(Bool(false), "\(outcome)") }
        #expect(bench.changes == [.emptyTrash])
        #expect(bench.keysLeft.count == 3)
    }

    /// A machine whose clock is three days behind: the grace must not be over once the clock is set right.
    @Test func aWrongClockDoesNotUseUpTheGrace() async {
        let policy = ActivePolicy.of(#""retention":"1d","policyChangeGrace":"24h""#)
        let bench = Bench(files(1...3))
        bench.clock.advance(-3 * 86_400)
        bench.trash.change { $0.skew = -3 * 86_400 }
        await bench.sweep(policy)
        bench.clock.advance(3 * 86_400)
        bench.trash.change { $0.skew = 0 }
        #expect(await bench.sweep(policy).counts.purged == 0)
        #expect(bench.changes.isEmpty)
    }

    /// The operation ends well, nothing is gone, and the listing shows nothing of three announced items.
    @Test func aShortListingProvesNothing() async {
        let bench = Bench(files(1...3))
        let hidden = files(1...3)
        bench.trash.follow { contents, call throws(PortalFailure) in
            if case .purge = call {
                contents.items = []
                contents.announcedTotal = 3
                return OperationReport(id: "op", end: .finished)
            }
            if case .locate = call { contents.items = hidden }
            return nil
        }
        let outcome = await bench.sweep(.day)
        #expect(outcome.counts.purged == 0)
        #expect(bench.audit.of(.purged).isEmpty)
    }

    /// The account now has another portal: requests to the old one can't be checked there.
    @Test func requestsToAnotherPortalAreNotFoundDoneHere() async throws {
        let bench = Bench(files(1...2))
        bench.trash.follow { _, call throws(PortalFailure) in
            if call.isChange { throw .cancelled }
            return nil
        }
        await bench.sweep(.day)
        #expect(try !bench.requests().isEmpty)
        bench.trash.follow { _, _ throws(PortalFailure) in nil }
        bench.trash.change { $0.items = [] }
        bench.clock.advance(900)
        let outcome = await bench.sweep(.day, portal: "https://other.example")
        #expect(outcome.counts.purged == 0)
        #expect(bench.audit.of(.purged).isEmpty)
    }

}
