import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

/// One item, requested twice in different ways because the policy changed, while the first outcome is unknown: evidence
/// is recorded for the request that caused it. Cases without a sweep are in `Requests/Scripts`.
@Suite struct SweepTwoRequestsTests {
    private func see(_ bench: Bench) { bench.trash.follow { _, _ throws(PortalFailure) in nil } }

    private func refuse(_ bench: Bench, _ failure: PortalFailure) {
        bench.trash.follow { _, call throws(PortalFailure) in
            if call.isChange { throw failure }
            return nil
        }
    }

    private func takeAway(_ bench: Bench, restored: Bool) {
        bench.trash.change { contents in
            contents.items = []
            if restored { contents.restored[key(1)] = 50 }
        }
    }

    /// The item was requested once, in an operation that was seen at work and then left the list: two minutes later it
    /// can have no further effect. All requests end like this until the portal gets another script.
    private func asked(_ policy: ActivePolicy) async -> Bench {
        let bench = Bench([.file(1, "contract")])
        bench.trash.follow { _, call throws(PortalFailure) in
            call.isChange ? OperationReport(id: "op", end: .leftList(wasSeenRunning: true)) : nil
        }
        await bench.sweep(policy)
        return bench
    }

    /// A second sweep finds no folder that takes it, so it requests nothing. Seed 32962 of the simulation: it was
    /// recorded as failed, and then as restored.
    @Test func aFolderThatCannotBeReachedIsNoOutcomeOfAnEarlierRequest() async throws {
        let bench = await asked(.contracts)
        bench.clock.advance(1)
        bench.trash.follow { _, call throws(PortalFailure) in
            if case .destination = call { throw .denied }
            return nil
        }
        await bench.sweep(.contracts)
        #expect(bench.changes.count == 1)
        #expect(bench.audit.of(.restoreFailed).isEmpty)
        see(bench)
        takeAway(bench, restored: true)
        bench.clock.advance(900)
        await bench.sweep(.contracts)
        #expect(bench.audit.keys(.restored) == [key(1)])
        #expect(bench.audit.of(.restoreFailed).isEmpty)
        #expect(try bench.requests().isEmpty)
    }

    /// A second sweep can't send its request, or is refused. Seed 76080 of the simulation: that was recorded as failed,
    /// although the first request was carried out.
    @Test(arguments: [PortalFailure.unreachable, .denied])
    func whatFailsNowIsNoOutcomeOfAnEarlierRequest(failure: PortalFailure) async throws {
        for policy in [ActivePolicy.contracts, .day] {
            let bench = await asked(policy)
            bench.clock.advance(1)
            refuse(bench, failure)
            await bench.sweep(policy)
            #expect(bench.changes.count > 1, "asked again")
            #expect(bench.audit.of(.restoreFailed).isEmpty && bench.audit.of(.purgeFailed).isEmpty)
            #expect(try bench.state().quarantine.isEmpty)
            takeAway(bench, restored: policy.digest == ActivePolicy.contracts.digest)
            see(bench)
            bench.clock.advance(900)
            await bench.sweep(policy, purgeNow: false)
            #expect(bench.audit.keys(.restored) + bench.audit.keys(.purged) == [key(1)])
            #expect(bench.audit.of(.restoreFailed).isEmpty && bench.audit.of(.purgeFailed).isEmpty)
            #expect(try bench.requests().isEmpty)
        }
    }

    /// Requested again each half minute and refused each time: the first request still ends, and then the item rests.
    @Test func refusalsDoNotPutOffTheEndForEver() async throws {
        let bench = await asked(.contracts)
        refuse(bench, .denied)
        for _ in 0..<3 {
            bench.clock.advance(30)
            await bench.sweep(.contracts)
            #expect(bench.audit.of(.restoreFailed).isEmpty)
            #expect(try bench.requests().count == 1)
        }
        bench.clock.advance(30)
        await bench.sweep(.contracts)
        #expect(bench.audit.keys(.restoreFailed) == [key(1), key(1)], "the first, and the one just refused")
        #expect(try bench.state().quarantine.count == 1 && bench.requests().isEmpty)
    }

    /// The restore requests an item that the earlier purge has destroyed meanwhile.
    @Test func aPurgeThatWasCarriedOutBeforeTheRestoreIsTold() async throws {
        let bench = await asked(.day)
        bench.trash.follow { contents, call throws(PortalFailure) in
            guard call.isChange else { return nil }
            contents.items = []
            throw .missing
        }
        bench.clock.advance(1)
        await bench.sweep(.contracts)
        #expect(bench.audit.keys(.purged) == [key(1)])
        #expect(bench.audit.of(.restoreFailed).isEmpty)
        #expect(try bench.requests().isEmpty)
    }

    /// The purge requests an item that the earlier restore has restored meanwhile.
    @Test func aRestoreThatWasCarriedOutBeforeThePurgeIsTold() async throws {
        let bench = await asked(.contracts)
        bench.trash.follow { contents, call throws(PortalFailure) in
            guard case .purge = call else { return nil }
            contents.items = []
            contents.restored[key(1)] = 50
            throw .missing
        }
        bench.clock.advance(1)
        await bench.sweep(.day)
        #expect(bench.audit.keys(.restored) == [key(1)])
        #expect(bench.audit.of(.purged).isEmpty && bench.audit.of(.purgeFailed).isEmpty)
        #expect(try bench.requests().isEmpty)
    }

    /// An open restore doesn't make somebody else's destruction ours.
    @Test func anOpenRestoreIsNoReasonToClaimAPurge() async throws {
        let bench = await asked(.contracts)
        bench.trash.follow { contents, call throws(PortalFailure) in
            guard call.isChange else { return nil }
            contents.items = []
            throw .unreachable
        }
        bench.clock.advance(1)
        await bench.sweep(.day)
        #expect(bench.audit.of(.purged).isEmpty)
        #expect(bench.audit.keys(.purgeFailed) == [key(1)])
    }
}
