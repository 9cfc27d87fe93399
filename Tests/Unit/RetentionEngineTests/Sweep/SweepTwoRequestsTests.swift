import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

/// One item, requested twice because the policy changed, while the first outcome is unknown: the outcome is recorded
/// for the request that caused it. Cases without a sweep are in `Requests/Scripts`.
@Suite struct SweepTwoRequestsTests {
    private func see(_ harness: SweepHarness) { harness.trash.follow { _, _ throws(PortalError) in nil } }

    private func refuse(_ harness: SweepHarness, _ failure: PortalError) {
        harness.trash.follow { _, call throws(PortalError) in
            if call.isChange { throw failure }
            return nil
        }
    }

    private func takeAway(_ harness: SweepHarness, restored: Bool) {
        harness.trash.change { contents in
            contents.items = []
            if restored { contents.restored[key(1)] = 50 }
        }
    }

    /// The item was requested once, in an operation that was seen at work and then left the list: two minutes later it
    /// can have no further effect. All requests end like this until the portal gets another script.
    private func requested(_ policy: ActivePolicy) async -> SweepHarness {
        let harness = SweepHarness([.file(1, "contract")])
        harness.trash.follow { _, call throws(PortalError) in
            call.isChange ? OperationReport(id: "op", end: .leftList(wasSeenRunning: true)) : nil
        }
        await harness.sweep(policy)
        return harness
    }

    /// A second sweep finds no folder that takes it, so it requests nothing. Seed 32962 of the simulation: it was
    /// recorded as failed, and then as restored.
    @Test func `a folder that cannot be reached proves no outcome of an earlier request`() async throws {
        let harness = await requested(.contracts)
        harness.clock.advance(1)
        harness.trash.follow { _, call throws(PortalError) in
            if case .destination = call { throw .denied }
            return nil
        }
        await harness.sweep(.contracts)
        #expect(harness.changes.count == 1)
        #expect(harness.audit.of(.restoreFailed).isEmpty)
        see(harness)
        takeAway(harness, restored: true)
        harness.clock.advance(900)
        await harness.sweep(.contracts)
        #expect(harness.audit.keys(.restored) == [key(1)])
        #expect(harness.audit.of(.restoreFailed).isEmpty)
        #expect(try harness.requests().isEmpty)
    }

    /// A second sweep can't send its request, or is refused. Seed 76080 of the simulation: that was recorded as failed,
    /// although the first request was carried out.
    @Test(arguments: [PortalError.unreachable, .denied])
    func `a failure now is not the outcome of an earlier request`(failure: PortalError) async throws {
        for policy in [ActivePolicy.contracts, .day] {
            let harness = await requested(policy)
            harness.clock.advance(1)
            refuse(harness, failure)
            await harness.sweep(policy)
            #expect(harness.changes.count > 1, "requested again")
            #expect(harness.audit.of(.restoreFailed).isEmpty && harness.audit.of(.purgeFailed).isEmpty)
            #expect(try harness.state().quarantine.isEmpty)
            takeAway(harness, restored: policy.digest == ActivePolicy.contracts.digest)
            see(harness)
            harness.clock.advance(900)
            await harness.sweep(policy, purgeNow: false)
            #expect(harness.audit.keys(.restored) + harness.audit.keys(.purged) == [key(1)])
            #expect(harness.audit.of(.restoreFailed).isEmpty && harness.audit.of(.purgeFailed).isEmpty)
            #expect(try harness.requests().isEmpty)
        }
    }

    /// Requested again each half minute and refused each time: the first request still ends, and then the item rests.
    @Test func `refusals do not put off the end for ever`() async throws {
        let harness = await requested(.contracts)
        refuse(harness, .denied)
        for _ in 0..<3 {
            harness.clock.advance(30)
            await harness.sweep(.contracts)
            #expect(harness.audit.of(.restoreFailed).isEmpty)
            #expect(try harness.requests().count == 1)
        }
        harness.clock.advance(30)
        await harness.sweep(.contracts)
        #expect(harness.audit.keys(.restoreFailed) == [key(1), key(1)], "the first, and the one just refused")
        #expect(try harness.state().quarantine.count == 1 && harness.requests().isEmpty)
    }

    /// The restore requests an item that the earlier purge has destroyed meanwhile.
    @Test func `a purge that was carried out before the restore is recorded`() async throws {
        let harness = await requested(.day)
        harness.trash.follow { contents, call throws(PortalError) in
            guard call.isChange else { return nil }
            contents.items = []
            throw .missing
        }
        harness.clock.advance(1)
        await harness.sweep(.contracts)
        #expect(harness.audit.keys(.purged) == [key(1)])
        #expect(harness.audit.of(.restoreFailed).isEmpty)
        #expect(try harness.requests().isEmpty)
    }

    /// The purge requests an item that the earlier restore has restored meanwhile.
    @Test func `a restore that was carried out before the purge is recorded`() async throws {
        let harness = await requested(.contracts)
        harness.trash.follow { contents, call throws(PortalError) in
            guard case .purge = call else { return nil }
            contents.items = []
            contents.restored[key(1)] = 50
            throw .missing
        }
        harness.clock.advance(1)
        await harness.sweep(.day)
        #expect(harness.audit.keys(.restored) == [key(1)])
        #expect(harness.audit.of(.purged).isEmpty && harness.audit.of(.purgeFailed).isEmpty)
        #expect(try harness.requests().isEmpty)
    }

    /// An open restore doesn't make somebody else's destruction ours.
    @Test func `an open restore is no reason to claim a purge`() async throws {
        let harness = await requested(.contracts)
        harness.trash.follow { contents, call throws(PortalError) in
            guard call.isChange else { return nil }
            contents.items = []
            throw .unreachable
        }
        harness.clock.advance(1)
        await harness.sweep(.day)
        #expect(harness.audit.of(.purged).isEmpty)
        #expect(harness.audit.keys(.purgeFailed) == [key(1)])
    }
}
