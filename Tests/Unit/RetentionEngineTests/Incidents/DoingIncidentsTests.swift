import Foundation
import Synchronization
import Testing

@testable import Retention
@testable import RetentionEngine

/// Incident classes I19 to I25 (`docs/concepts/incidents.md`): the action was not the intended, reported or requested
/// one.
@Suite struct DoingIncidentsTests {
    /// A trash as `plan` uses it: read-only.
    private struct ReadOnlyTrash: TrashReader {
        let trash: InMemoryTrash

        func keyState() async throws(PortalError) -> KeyState? { try await trash.keyState() }
        func list(progress: @Sendable (Int, Int?) -> Void) async throws(PortalError) -> Listing {
            try await trash.list(progress: progress)
        }
        func page(at start: Int, count: Int) async throws(PortalError) -> Listing {
            try await trash.page(at: start, count: count)
        }
        func inspect(_ key: ItemKey) async throws(PortalError) -> Inspection { try await trash.inspect(key) }
        func portalVersion() async throws(PortalError) -> PortalVersion { try await trash.portalVersion() }
        func isWorking() async throws(PortalError) -> Bool { try await trash.isWorking() }
        func originLocation(ofFolder id: Int) async throws(PortalError) -> OriginLocation {
            try await trash.originLocation(ofFolder: id)
        }

        func destination(_ target: FixedTarget) async throws(PortalError) -> RestoreDestination {
            try await trash.destination(target)
        }
    }

    /// A plan changes no state either: after two days of plans, the grace of a new policy still begins with the first
    /// sweep.
    @Test func `incident 19: dry run that was not dry`() async throws {
        let policy = ActivePolicy.of(#""retention":"1d","policyChangeGrace":"24h""#)
        let harness = SweepHarness(files(1...3))
        for _ in 0..<2 {
            let snapshot = try await TrashSnapshot.take(
                of: "alice", reader: ReadOnlyTrash(trash: harness.trash), active: policy, state: try harness.state(),
                store: harness.store,
                now: { harness.clock.now }, progress: { _ in })
            #expect(snapshot.plan.items.map(\.decision) == [.keep, .keep, .keep])
            harness.clock.advance(86_400)
        }
        #expect(!FileManager.default.fileExists(atPath: harness.directory), "nothing is remembered of a rehearsal")
        #expect(harness.trash.now.calls.allSatisfy { $0 == .keyState || $0 == .list })
        #expect(harness.audit.records.isEmpty)
        await harness.sweep(policy)
        #expect(harness.changes.isEmpty)
    }

    /// With any options and any purge method: protected items, items that aren't due and items without a date stay.
    @Test(arguments: [false, true], [false, true])
    func `incident 20: destructive verb too easy`(purgeNow: Bool, confirmLimits: Bool) async {
        for method in ["itemized", "emptytrash"] {
            let policy = ActivePolicy.of(
                #""retention":"1d","purge":{"method":"\#(method)"},"limits":{"maxPurgeItems":1},"#
                    + #""rules":[{"name":"h","action":"hold","match":{"title":["minutes*"]}}]"#)
            var undated = TrashedItem.file(4)
            undated.trashedAt = nil
            let harness = SweepHarness([.file(1), .file(2, "minutes.pdf"), .file(3, daysAgo: 0.9), undated])
            for _ in 0..<2 { await harness.sweep(policy, purgeNow: purgeNow, confirmLimits: confirmLimits) }
            #expect(harness.keysLeft == (purgeNow ? [2, 3, 4] : [1, 2, 3, 4]).map(key), "\(method)")
            #expect(!harness.trash.now.calls.contains(.emptyTrash))
        }
    }

    /// The portal reports success, but has destroyed three of five: requested, destroyed and failed items are counted
    /// apart, and only destroyed items free bytes.
    @Test(arguments: ["itemized", "emptytrash"])
    func `incident 21: success reported item still there`(method: String) async throws {
        let harness = SweepHarness(files(1...5))
        harness.trash.follow { contents, call throws(PortalError) in
            guard call.isChange else { return nil }
            contents.items.removeAll { $0.key.id <= 3 }
            return OperationReport(id: "op", end: .finished)
        }
        let outcome = await harness.sweep(.of(#""retention":"1d","purge":{"method":"\#(method)"}"#))
        #expect(harness.audit.keys(.purgeRequested).count == 5)
        #expect(harness.audit.keys(.purged).sorted() == (1...3).map(key))
        #expect(harness.audit.keys(.purgeFailed).sorted() == (4...5).map(key))
        #expect((outcome.counts.purged, outcome.counts.failed) == (3, 2))
        #expect(outcome.counts.purgedBytes == 300)
        #expect(outcome.problem != nil)
    }

    /// A person restores an item after the last reading and before the call.
    @Test func `incident 22: change between plan and call`() async throws {
        let harness = SweepHarness(files(1...8))
        harness.trash.follow { contents, call throws(PortalError) in
            guard call.isChange, contents.restored.isEmpty else { return nil }
            contents.items.removeAll { $0.key == key(5) }
            contents.restored[key(5)] = 50
            return nil
        }
        let outcome = await harness.sweep(.day)
        #expect(harness.trash.now.restored == [key(5): 50])
        #expect(harness.audit.keys(.purged).sorted() == [1, 2, 3, 4, 6, 7, 8].map(key))
        #expect(harness.audit.keys(.purgeFailed) == [key(5)], "it was requested, and is not claimed")
        #expect(outcome.counts.purged == 7)
        #expect(try harness.requests().isEmpty)
    }

    /// Eight sweeps at once, of a service and of people: none starts while another runs, and no item is requested twice.
    @Test(.timeLimit(.minutes(10))) func `incident 23: overlapping runs`() async {
        let harness = SweepHarness([.file(1, "contract")] + files(2...300))
        let intruders = Mutex(0)
        harness.trash.follow { [store = harness.store] _, _ throws(PortalError) in
            if (try? store.lock(account: "alice")) != nil { intruders.withLock { $0 += 1 } }
            return nil
        }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { await harness.sweep(.contracts) } }
        }
        #expect(intruders.withLock { $0 } == 0)
        let requested = harness.changes.flatMap { call -> [ItemKey] in
            switch call {
            case .restore(let keys, _), .purge(let keys): keys
            default: []
            }
        }
        #expect(requested.sorted() == (1...300).map(key))
        #expect(harness.audit.keys(.purged).count == 299)
    }

    /// The lock of a dead process delays no sweep; failures in a row are counted over restarts until a sweep succeeds,
    /// and a stop isn't a failure.
    @Test func `incident 24: stale marker and unread counter`() async throws {
        let harness = SweepHarness([.file(1)])
        try FileManager.default.createDirectory(
            atPath: "\(harness.directory)/accounts", withIntermediateDirectories: true)
        try Data("1\nrunning since 2019\n".utf8).write(to: URL(filePath: "\(harness.directory)/accounts/alice.lock"))
        harness.trash.follow { _, call throws(PortalError) in
            if call == .list { throw .unreachable }
            return nil
        }
        for _ in 0..<106 { await harness.sweep(.day, purgeNow: false) }
        #expect(try harness.state().consecutiveFailures == 106)
        harness.trash.follow { _, call throws(PortalError) in
            if call == .list { throw .cancelled }
            return nil
        }
        await harness.sweep(.day)
        #expect(try harness.state().consecutiveFailures == 106, "stopped, not fixed")
        harness.trash.follow { _, _ throws(PortalError) in nil }
        #expect(await harness.sweep(.day).counts.purged == 1)
        #expect(try harness.state().consecutiveFailures == 0)
    }

    /// One item that can't be deleted, for two days with a purge each quarter of an hour: the others are purged at once;
    /// it is tried at growing intervals without end, and each try has one record.
    @Test func `incident 25: one bad item`() async throws {
        let harness = SweepHarness(files(1...20))
        harness.trash.change { $0.stuck = [key(7)] }
        var tries = 0
        for round in 0..<192 {
            let before = harness.changes.count
            await harness.sweep(.day)
            if round == 0 { #expect(harness.keysLeft == [key(7)]) }
            if harness.changes.count > before { tries += 1 }
            harness.clock.advance(900)
        }
        #expect((5...10).contains(tries))
        #expect(harness.audit.keys(.purgeFailed) == Array(repeating: key(7), count: tries))
        harness.trash.change { $0.stuck = [] }
        harness.clock.advance(86_400)
        #expect(await harness.sweep(.day).counts.purged == 1, "unlocked, it goes")
    }
}
