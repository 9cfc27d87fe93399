import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

@Suite struct SweepRestoreTests {
    private let mixed: [TrashedItem] = [.file(1, "contract"), .file(2), .file(3)]

    @Test func `verifies each restore at the item before any purge`() async throws {
        let harness = SweepHarness(mixed)
        let outcome = await harness.sweep(.contracts)
        let calls = harness.trash.now.calls
        let restore = try #require(calls.firstIndex(of: .restore([key(1)], into: 50)))
        let inspection = try #require(calls.lastIndex(of: .locate(key(1))))
        let purge = try #require(calls.firstIndex { if case .purge = $0 { true } else { false } })
        #expect(restore < inspection && inspection < purge)
        #expect(outcome.counts.restored == 1)
        #expect(outcome.counts.purged == 2)
        let events = harness.audit.events
        #expect(try #require(events.firstIndex(of: .restored)) < (try #require(events.firstIndex(of: .purgeRequested))))
    }

    @Test func `never believes the portal's report alone`() async {
        let harness = SweepHarness(mixed)
        harness.trash.follow { _, call throws(PortalError) in
            if case .restore = call { return OperationReport(id: "op", end: .finished) }
            return nil
        }
        let outcome = await harness.sweep(.contracts)
        #expect(outcome.counts.restored == 0)
        #expect(harness.audit.of(.restored).isEmpty)
        #expect(harness.keysLeft == [key(1)])
    }

    @Test func `believes the item against the portal's report`() async {
        let harness = SweepHarness(mixed)
        harness.trash.follow { contents, call throws(PortalError) in
            guard case .restore(let keys, let folder) = call else { return nil }
            contents.items.removeAll { keys.contains($0.key) }
            for key in keys { contents.restored[key] = folder }
            return OperationReport(id: "op", end: .finishedWithError)
        }
        #expect(await harness.sweep(.contracts).counts.restored == 1)
    }

    @Test func `a failed restore blocks nothing and is never purged`() async throws {
        let harness = SweepHarness(mixed)
        harness.trash.change { $0.stuck = [key(1)] }
        let outcome = await harness.sweep(.contracts)
        #expect(outcome.counts.purged == 2)
        #expect(outcome.counts.restored == 0)
        #expect(harness.keysLeft == [key(1)])
        #expect(harness.audit.keys(.restoreFailed) == [key(1)])
        #expect(try harness.state().quarantine[ItemKey(.file, 1)] != nil)
        guard case .itemsFailed(failed: 1, unknown: 0) = outcome.problem else {
            return #expect(Bool(false), "\(outcome.problem as Any)")
        }
    }

    @Test func `a closed origin gives way to the fallback`() async {
        let harness = SweepHarness(mixed)
        harness.trash.change { $0.closed = [.folder(50)] }
        await harness.sweep(.contracts)
        #expect(harness.trash.now.restored == [key(1): 99])
    }

    @Test func `an origin that refuses gives way to the fallback`() async {
        let harness = SweepHarness([.file(1, "contract"), .file(2, "contract 2")])
        harness.trash.follow { _, call throws(PortalError) in
            if case .restore(let keys, into: 50) = call, keys.contains(key(1)) { throw .denied }
            return nil
        }
        let outcome = await harness.sweep(.contracts)
        #expect(harness.trash.now.restored == [key(1): 99, key(2): 50])
        #expect(outcome.counts.restored == 2)
        #expect(harness.audit.of(.restoreFailed).isEmpty)
        #expect(outcome.problem == nil)
    }

    @Test func `an unknown origin goes to the fallback`() async {
        let harness = SweepHarness([.file(1, "contract", origin: nil)])
        await harness.sweep(.contracts)
        #expect(harness.trash.now.restored == [key(1): 99])
    }

    @Test func `without any destination nothing is requested`() async throws {
        let harness = SweepHarness(mixed)
        harness.trash.change { $0.closed = [.folder(50), .folder(99)] }
        let outcome = await harness.sweep(.contracts)
        #expect(!harness.changes.contains { if case .restore = $0 { true } else { false } })
        #expect(outcome.counts.failed == 1)
        #expect(outcome.counts.purged == 2)
        #expect(
            harness.audit.of(.restoreFailed).first?.reason == "folder 50: it is archived; folder 99: it is archived")
    }

    /// File 5 was deleted from folder 8, which lies in the trash itself: the folder has to go first.
    @Test func `parents go before their children`() async throws {
        let harness = SweepHarness([
            .file(5, "contract", origin: 8), .folder(8, "contracts"), .folder(7, "contract x", origin: 8),
        ])
        await harness.sweep(.contracts)
        let first = try #require(harness.changes.first)
        #expect(first == .restore([ItemKey(.folder, 8)], into: 50))
        #expect(harness.changes.count == 3)
        #expect(harness.trash.now.items.isEmpty)
    }

    @Test(.timeLimit(.minutes(10))) func `folders that contain each other end too`() async {
        let harness = SweepHarness([.folder(7, "contract", origin: 8), .folder(8, "contract", origin: 7)])
        await harness.sweep(.contracts)
        #expect(harness.trash.now.items.isEmpty)
    }

    @Test func `requests in small calls files and folders apart`() async {
        let items = files(1...120).map { item in
            var item = item
            item.title = "contract"
            return item
        }
        let harness = SweepHarness(items + (1...12).map { .folder($0, "contract") })
        await harness.sweep(.contracts)
        let sizes = harness.changes.map { if case .restore(let keys, _) = $0 { keys.count } else { -1 } }
        #expect(sizes == [5, 5, 2, 50, 50, 20])
    }

    @Test func `stops restoring when a person keeps trashing`() async throws {
        let harness = SweepHarness([.file(1, "contract")])
        for _ in 0..<5 {
            await harness.sweep(.contracts)
            harness.trash.change { $0.items = [.file(1, "contract")] }
            harness.clock.advance(900)
        }
        #expect(harness.changes.count == 3)
        #expect(try harness.state().restores[ItemKey(.file, 1)]?.count == 3)
    }

    @Test func `an item that is gone is nobodys failure`() async throws {
        let harness = SweepHarness([.file(1, "contract")])
        harness.trash.follow { contents, call throws(PortalError) in
            if case .destination = call { contents.items = [] }
            return nil
        }
        let outcome = await harness.sweep(.contracts)
        #expect(outcome.problem == nil)
        #expect(outcome.counts.failed == 0)
        #expect(try harness.state().quarantine.isEmpty)
        #expect(harness.audit.of(.restored).isEmpty)
    }

    @Test func `rescues held items before the portal takes them`() async {
        let policy = ActivePolicy.of(
            #""rules":[{"name":"h","action":"hold","match":{"title":["*"]},"to":{"folder":9}}]"#)
        let harness = SweepHarness([.file(1, daysAgo: 27), .file(2, daysAgo: 26.9)])
        let outcome = await harness.sweep(policy)
        #expect(harness.changes == [.restore([key(1)], into: 9)])
        #expect(outcome.counts.rescued == 1)
        #expect(outcome.counts.restored == 0)
        #expect(harness.audit.keys(.rescued) == [key(1)])
        #expect(harness.audit.keys(.held) == [key(2)])
    }
}
