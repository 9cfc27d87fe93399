import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

/// Items that an earlier pass of a listing shows and its last pass doesn't: a person may have restored them in between,
/// or they only moved to another page. Seed 1167 of the simulation.
@Suite struct SweepUnconfirmedTests {
    private func requested(_ harness: SweepHarness) -> [[ItemKey]] {
        harness.changes.map { call in
            if case .purge(let keys) = call { keys } else { [] }
        }
    }

    @Test func `is not requested and the purge stays pending`() async throws {
        let policy = ActivePolicy.of(#""retention":"1d","purge":{"schedule":"hourly"}"#)
        let harness = SweepHarness(files(1...3))
        await harness.sweep(policy, purgeNow: false)
        harness.clock.advance(3_600)
        harness.trash.change { $0.unconfirmed = [key(2)] }
        let outcome = await harness.sweep(policy, purgeNow: false)
        #expect(requested(harness) == [[key(1), key(3)]])
        #expect(outcome.counts.failed == 1)
        #expect(outcome.failures.map(\.item.key) == [key(2)])
        #expect(harness.audit.of(.purgeFailed).isEmpty, "it was not requested")
        #expect(harness.trash.now.count { $0 == .list } < 15)
        harness.trash.change { $0.unconfirmed = [] }
        harness.clock.advance(900)
        await harness.sweep(policy, purgeNow: false)
        #expect(harness.audit.keys(.purged).sorted() == (1...3).map(key))
    }

    /// Only its page had changed: the listing after each call shows it.
    @Test func `goes in the same sweep when the next listing shows it`() async {
        let harness = SweepHarness(files(1...3))
        harness.trash.follow { contents, call throws(PortalError) in
            contents.unconfirmed = contents.calls.count { $0 == .list } == 2 ? [key(2)] : []
            return nil
        }
        let outcome = await harness.sweep(.day)
        #expect(requested(harness) == [[key(1), key(3)], [key(2)]])
        #expect(outcome.problem == nil)
        #expect(outcome.counts.purged == 3)
    }

    @Test func `is not part of an emptied trash`() async {
        let harness = SweepHarness(files(1...3))
        harness.trash.change { $0.unconfirmed = [key(2)] }
        await harness.sweep(.of(#""retention":"1d","purge":{"method":"emptytrash"}"#))
        #expect(requested(harness) == [[key(1), key(3)]])
    }

    /// Unknown work, such as a call that was delivered twice, continues during the listing: the later one counts. Seed
    /// 3167 of the simulation.
    @Test(arguments: [false, true]) func `items that only the beginning of a listing shows are inspected`(
        isInSecondListing: Bool
    )
        async
    {
        let harness = SweepHarness(files(1...2))
        harness.trash.follow { contents, call throws(PortalError) in
            if case .purge = call { return OperationReport(id: "op", end: .finishedWithError) }
            // The snapshot, the listing before the purge, and two after it.
            let listings = contents.calls.count { $0 == .list }
            if case .locate = call { contents.items.removeAll { $0.key == key(1) } }
            guard call == .list, listings == 4 else { return nil }
            if isInSecondListing {
                contents.unconfirmed = [key(1)]
            } else {
                contents.items.removeAll { $0.key == key(1) }
            }
            return nil
        }
        await harness.sweep(.day)
        #expect(harness.audit.keys(.purged) == [key(1)])
        #expect(harness.audit.keys(.purgeFailed) == [key(2)])
    }

    /// A restore would move it away from where the person has put it. Seed 5153 of the simulation.
    @Test func `an item that a person moved is not moved away`() async {
        let policy = ActivePolicy.of(
            #""rules":[{"name":"r","action":"restore","match":{"title":["contract*"]},"to":{"folder":7}}]"#)
        let harness = SweepHarness((1...3).map { .file($0, "contract \($0)") })
        harness.trash.follow { contents, call throws(PortalError) in
            if call == .list { contents.unconfirmed = [key(2), key(3)] }
            if call == .locate(key(2)), contents.restored[key(2)] == nil {
                contents.items.removeAll { $0.key == key(2) }
                contents.restored[key(2)] = 5
            }
            return nil
        }
        await harness.sweep(policy)
        #expect(harness.trash.now.restored == [key(1): 7, key(2): 5, key(3): 7])
        #expect(harness.audit.keys(.restored).sorted() == [key(1), key(3)])
    }
}
