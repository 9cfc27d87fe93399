import Foundation
import Synchronization
import Testing

@testable import Retention
@testable import RetentionEngine

/// Purging page by page: the cost grows with the trash and not with its square, and nothing is forgotten.
@Suite struct SweepPagesTests {
    private func purges(_ harness: SweepHarness) -> [[ItemKey]] {
        harness.changes.compactMap { call in if case .purge(let keys) = call { keys } else { nil } }
    }

    @Test func `pages are read from the end`() async {
        let harness = SweepHarness(files(1...250))
        await harness.sweep(.day)
        #expect(purges(harness).map(\.count) == [50, 100, 100])
        #expect(
            harness.trash.now.calls.filter { if case .page = $0 { true } else { false } } == [
                .page(200), .page(100), .page(0),
            ])
    }

    @Test func `pages without anything due are not read`() async {
        let harness = SweepHarness(files(1...100, daysAgo: 0) + files(101...200) + files(201...900, daysAgo: 0))
        let outcome = await harness.sweep(.day)
        #expect(outcome.counts.purged == 100)
        #expect(harness.trash.now.calls.filter { if case .page = $0 { true } else { false } } == [.page(100)])
    }

    /// One due item on each page: a call names the items of many pages.
    @Test func `a few items on many pages go in one call`() async {
        let items = (1...2_000).map { number in TrashedItem.file(number, daysAgo: number % 100 == 0 ? 10 : 0) }
        let harness = SweepHarness(items)
        let outcome = await harness.sweep(.day)
        #expect(outcome.counts.purged == 20)
        #expect(purges(harness).count == 1)
    }

    /// Items of one second change their order at each read. The first version never found half of them.
    @Test(arguments: [1, 2, 3]) func `items of one second are found in any order`(seed: Int) async throws {
        let items = (1...600).map { TrashedItem.file($0, $0 % 2 == 0 ? "held" : "old") }
        let harness = SweepHarness(items)
        harness.trash.change { contents in
            contents.order = { items, call in
                items.sorted {
                    ($0.key.id &* 2_654_435_761 ^ call &* seed) % 1_009 < ($1.key.id &* 2_654_435_761 ^ call &* seed)
                        % 1_009
                }
            }
        }
        let policy = ActivePolicy.of(
            #""retention":"1d","rules":[{"name":"h","action":"hold","match":{"title":["held"]}}]"#)
        for _ in 0..<4 {
            await harness.sweep(policy)
            harness.clock.advance(900)
        }
        #expect(harness.keysLeft.allSatisfy { $0.id % 2 == 0 })
        #expect(harness.audit.keys(.purged).count == 300)
        #expect(try harness.requests().isEmpty)
    }

    /// The second listing and the pages disagree about positions, as when people trash and restore meanwhile.
    @Test func `an item that moved to another page is found`() async {
        let harness = SweepHarness(files(1...450))
        harness.trash.follow { contents, call throws(PortalError) in
            guard case .purge = call else { return nil }
            contents.items.insert(
                contentsOf: files(9_001 + contents.calls.count * 10...9_005 + contents.calls.count * 10, daysAgo: 0),
                at: 0)
            return nil
        }
        let outcome = await harness.sweep(.day)
        #expect(outcome.counts.purged == 450)
        #expect(harness.keysLeft.allSatisfy { $0.id > 9_000 })
    }

    /// The portal hides some files of a page, such as those that it converts.
    @Test func `a short page does not end the listing`() async {
        let harness = SweepHarness(files(1...350))
        harness.trash.follow { contents, call throws(PortalError) in
            contents.unconfirmed = call == .page(100) ? Set((120...140).map(key)) : []
            return nil
        }
        let outcome = await harness.sweep(.day)
        #expect(outcome.counts.purged == 350)
    }

    /// Two complete listings before the last call and after it, and a page for each call.
    @Test(arguments: [2_000, 6_000]) func `the number of requests grows with the trash`(count: Int) async {
        let harness = SweepHarness(files(1...count))
        let requests = Counted()
        harness.trash.follow { contents, call throws(PortalError) in
            switch call {
            case .list: requests.add(contents.items.count / 100 + 1)
            // The call, and two requests for its operation.
            case .purge: requests.add(3)
            default: requests.add(1)
            }
            return nil
        }
        let outcome = await harness.sweep(.day)
        #expect(outcome.counts.purged == count)
        #expect(requests.sum * 100 <= 10 * count, "\(requests.sum) requests")
    }

    @Test func `the audit trail is proved once per 2500 items`() async {
        let harness = SweepHarness(files(1...6_000))
        let pending = Counted()
        let expected = Counted()
        harness.trash.follow { _, call throws(PortalError) in
            guard case .purge(let keys) = call else { return nil }
            if harness.audit.proofs != expected.sum {
                expected.add(harness.audit.proofs - expected.sum)
                pending.add(-pending.sum)
            }
            pending.add(keys.count)
            #expect(pending.sum <= 2_500)
            return nil
        }
        await harness.sweep(.day)
        #expect(harness.audit.proofs >= 4)
    }

    /// A portal that reports success and does nothing doesn't get calls for a whole trash.
    @Test func `several calls without effect end the purge`() async throws {
        let harness = SweepHarness(files(1...2_000))
        harness.trash.follow { _, call throws(PortalError) in
            if case .purge = call { return OperationReport(id: "op", end: .finished) }
            return nil
        }
        let outcome = await harness.sweep(.day)
        #expect(purges(harness).count == PurgeRound.maxCallsWithoutEffect)
        #expect(outcome.counts.purged == 0)
        #expect(outcome.counts.failed == 2_000)
        #expect(harness.audit.of(.purgeFailed).count == 300)
        #expect(try harness.requests().isEmpty)
    }

    /// Items that were announced and then put off have an outcome at the end.
    @Test func `items that the portal postpones for good are recorded`() async throws {
        let harness = SweepHarness(files(1...150))
        harness.trash.follow { contents, call throws(PortalError) in
            if case .purge = call, contents.count({ if case .purge = $0 { true } else { false } }) > 1 {
                throw .throttled
            }
            return nil
        }
        let outcome = await harness.sweep(.day)
        #expect(outcome.counts.purged == 50)
        #expect(harness.audit.keys(.purgeRequested).count == 150)
        #expect(harness.audit.keys(.purgeFailed).count == 100)
        #expect(try harness.requests().isEmpty)
    }

    /// A second read of the page shows that a rule protects the item now.
    @Test func `an item that a page shows as protected is not named`() async {
        let harness = SweepHarness(files(1...3))
        let policy = ActivePolicy.of(
            #""retention":"1d","rules":[{"name":"h","action":"hold","match":{"size":{"min":"1KiB"}}}]"#)
        harness.trash.follow { contents, call throws(PortalError) in
            if case .page = call { contents.items[1].bytes = 4_096 }
            return nil
        }
        await harness.sweep(policy)
        #expect(purges(harness) == [[key(1), key(3)]])
    }
}

/// A number that scripts add to.
final class Counted: Sendable {
    private let value = Mutex(0)

    var sum: Int { value.withLock { $0 } }
    func add(_ number: Int) { value.withLock { $0 += number } }
}
