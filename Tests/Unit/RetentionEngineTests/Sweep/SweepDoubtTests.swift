import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

/// Situations in which earlier reads have become uncertain: the sweep reads again, or reports it.
@Suite struct SweepDoubtTests {
    private static let oneThrottled: InMemoryTrash.Script = { contents, call throws(PortalError) in
        if call.isChange, contents.count(\.isChange) == 1 { throw .throttled }
        return nil
    }

    /// A person restores an item and trashes it again while the portal makes us wait.
    @Test func `an item that changes during a throttled wait is not purged`() async {
        let harness = SweepHarness(files(1...3))
        harness.trash.follow(Self.oneThrottled)
        let outcome = await harness.sweep(.day) {
            harness.trash.change { $0.items[0] = .file(1, daysAgo: 0) }
        }
        #expect(harness.keysLeft == [key(1)])
        #expect(outcome.counts.purged == 2)
        #expect(harness.audit.of(.purged).count == 2)
        // Items that were announced and then not requested also have their outcome.
        #expect(harness.audit.of(.purgeRequested).count == 3)
        #expect(harness.audit.of(.purgeFailed).count == 1)
    }

    /// Calls that take hours must not rest on one listing.
    @Test func `a slow purge reads the page again`() async {
        let harness = SweepHarness(files(1...250))
        harness.trash.follow { contents, call throws(PortalError) in
            guard call.isChange else { return nil }
            harness.clock.advance(61)
            if contents.count(\.isChange) == 1 { contents.items[0] = .file(1, daysAgo: -0.01) }
            return nil
        }
        #expect(await harness.sweep(.day).counts.purged == 249)
        #expect(harness.keysLeft == [key(1)])
    }

    /// The portal's own emptying would take items that come during the wait.
    @Test func `a throttled empty trash is not sent again`() async {
        let harness = SweepHarness(files(1...3))
        harness.trash.follow(Self.oneThrottled)
        let outcome = await harness.sweep(.of(#""retention":"1d","purge":{"method":"emptytrash"}"#))
        guard case .gaveUp = outcome.problem else { return #expect(Bool(false), "\(outcome)") }
        #expect(harness.changes == [.emptyTrash])
        #expect(harness.keysLeft.count == 3)
    }

    /// A machine whose clock is three days behind: the grace must not be over once the clock is set right.
    @Test func `a wrong clock does not use up the grace`() async {
        let policy = ActivePolicy.of(#""retention":"1d","policyChangeGrace":"24h""#)
        let harness = SweepHarness(files(1...3))
        harness.clock.advance(-3 * 86_400)
        harness.trash.change { $0.skew = -3 * 86_400 }
        await harness.sweep(policy)
        harness.clock.advance(3 * 86_400)
        harness.trash.change { $0.skew = 0 }
        #expect(await harness.sweep(policy).counts.purged == 0)
        #expect(harness.changes.isEmpty)
    }

    /// The operation ends well, nothing is gone, and the listing shows nothing of three announced items.
    @Test func `a short listing proves nothing`() async {
        let harness = SweepHarness(files(1...3))
        let hidden = files(1...3)
        harness.trash.follow { contents, call throws(PortalError) in
            if case .purge = call {
                contents.items = []
                contents.announcedTotal = 3
                return OperationReport(id: "op", end: .finished)
            }
            if case .locate = call { contents.items = hidden }
            return nil
        }
        let outcome = await harness.sweep(.day)
        #expect(outcome.counts.purged == 0)
        #expect(harness.audit.of(.purged).isEmpty)
    }

    /// The account now has another portal: requests to the old one can't be checked there.
    @Test func `requests to another portal are not found done here`() async throws {
        let harness = SweepHarness(files(1...2))
        harness.trash.follow { _, call throws(PortalError) in
            if call.isChange { throw .cancelled }
            return nil
        }
        await harness.sweep(.day)
        #expect(try !harness.requests().isEmpty)
        harness.trash.follow { _, _ throws(PortalError) in nil }
        harness.trash.change { $0.items = [] }
        harness.clock.advance(900)
        let outcome = await harness.sweep(.day, portal: "https://other.example")
        #expect(outcome.counts.purged == 0)
        #expect(harness.audit.of(.purged).isEmpty)
    }

}
