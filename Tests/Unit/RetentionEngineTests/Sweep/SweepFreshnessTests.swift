import Foundation
import Synchronization
import Testing

@testable import Retention
@testable import RetentionEngine

/// Each call names only items whose assumed state was seen at most 10 s before it is sent.
@Suite struct SweepFreshnessTests {
    private static let restoring = ActivePolicy.of(
        #""rules":[{"name":"r","action":"restore","match":{"title":["contract*"]},"to":{"folder":7}}]"#)

    /// When each item was last shown, and the items that calls named without its being shown within 10 s.
    private final class Watch: Sendable {
        private let seen = Mutex<[ItemKey: Date]>([:])
        private let stale = Mutex<[ItemKey]>([])

        var late: [ItemKey] { stale.withLock { $0 } }

        func note(_ call: InMemoryTrash.Call, _ contents: InMemoryTrash.Contents, at now: Date) {
            switch call {
            case .locate(let key): seen.withLock { $0[key] = now }
            case .page(let start):
                let shown = contents.items.dropFirst(start).prefix(100).map(\.key)
                seen.withLock { seen in for key in shown { seen[key] = now } }
            case .restore(let keys, _), .purge(let keys):
                let late = seen.withLock { seen in
                    keys.filter { key in seen[key].map { now.timeIntervalSince($0) > 10 } ?? true }
                }
                stale.withLock { $0 += late }
            default: break
            }
        }
    }

    private func contracts(_ count: Int) -> [TrashedItem] { (1...count).map { .file($0, "contract \($0)") } }

    /// A person moves a file to My documents while a restore of 110 items runs. Our third call, 40 s later, moved it
    /// away from there.
    @Test func `a restore names nothing that a person took back meanwhile`() async {
        let harness = SweepHarness(contracts(110))
        harness.trash.follow { contents, call throws(PortalError) in
            guard case .restore = call else { return nil }
            if contents.count({ if case .restore = $0 { true } else { false } }) == 1 {
                contents.items.removeAll { $0.key == key(105) }
                contents.restored[key(105)] = 5
            }
            harness.clock.advance(20)
            return nil
        }
        let outcome = await harness.sweep(Self.restoring)
        #expect(harness.trash.now.restored[key(105)] == 5)
        #expect(harness.trash.now.restored.values.count { $0 == 7 } == 109)
        #expect(outcome.problem == nil)
        #expect(outcome.counts.restored == 109)
        #expect(harness.audit.records.allSatisfy { $0.item?.key != key(105) }, "nothing was requested for it")
    }

    /// A person restores a file and trashes it again: the reason for its restore is gone.
    @Test func `a restore names nothing that was trashed again`() async {
        let harness = SweepHarness(contracts(60))
        harness.trash.follow { contents, call throws(PortalError) in
            if case .restore = call, let index = contents.items.firstIndex(where: { $0.key == key(60) }) {
                contents.items[index].trashedAt = harness.clock.now
            }
            return nil
        }
        await harness.sweep(Self.restoring)
        #expect(harness.keysLeft == [key(60)])
    }

    /// An inspection takes 0.4 s: fifty of them are too old for a call, so calls are smaller.
    /// A rule may not match the new title: the next sweep decides.
    @Test func `a restore names nothing that was renamed meanwhile`() async {
        let harness = SweepHarness([.file(1, "contract")])
        harness.trash.follow { contents, call throws(PortalError) in
            if case .locate = call { contents.items[0].title = "minutes" }
            return nil
        }
        await harness.sweep(.contracts, purgeNow: false)
        #expect(harness.changes.isEmpty)
        #expect(harness.audit.of(.restoreRequested).isEmpty)
    }

    @Test func `where inspections take long calls are smaller`() async {
        let harness = SweepHarness(contracts(60))
        let watch = Watch()
        harness.trash.follow { contents, call throws(PortalError) in
            watch.note(call, contents, at: harness.clock.now)
            if case .locate = call { harness.clock.advance(0.4) }
            return nil
        }
        let outcome = await harness.sweep(Self.restoring)
        #expect(watch.late.isEmpty)
        #expect(outcome.counts.restored == 60)
    }

    /// Items seen before a 429 are old after the wait.
    @Test func `after a wait a restore is inspected again`() async {
        let harness = SweepHarness(contracts(3))
        let watch = Watch()
        harness.trash.follow { contents, call throws(PortalError) in
            watch.note(call, contents, at: harness.clock.now)
            guard case .restore = call, contents.count({ if case .restore = $0 { true } else { false } }) == 1 else {
                return nil
            }
            contents.items.removeAll { $0.key == key(2) }
            contents.restored[key(2)] = 5
            throw .throttled
        }
        let outcome = await harness.sweep(Self.restoring, whileWaiting: { harness.clock.advance(30) })
        #expect(watch.late.isEmpty)
        #expect(harness.changes.last == .restore([key(1), key(3)], into: 7))
        #expect(harness.trash.now.restored == [key(1): 7, key(2): 5, key(3): 7])
        #expect(outcome.problem == nil)
        #expect(harness.audit.keys(.restoreFailed) == [key(2)], "it was announced, and has its outcome")
    }

    /// One bad id, so that the call is divided; each call takes a minute, and a person takes an item back during the second.
    private func dividing(_ items: [TrashedItem]) -> SweepHarness {
        let harness = SweepHarness(items)
        harness.trash.change { $0.stuck = [key(1)] }
        harness.trash.follow { contents, call throws(PortalError) in
            guard call.isChange else { return nil }
            if contents.count(\.isChange) == 2 {
                contents.items.removeAll { $0.key == key(3) }
                contents.restored[key(3)] = 5
            }
            harness.clock.advance(60)
            return nil
        }
        return harness
    }

    @Test func `each part of a divided restore is inspected again`() async {
        let harness = dividing(contracts(4))
        await harness.sweep(Self.restoring)
        #expect(harness.trash.now.restored == [key(2): 7, key(3): 5, key(4): 7])
        #expect(harness.changes.count >= 3)
        #expect(!harness.changes.dropFirst(2).contains { $0.names(key(3)) })
    }

    @Test func `each part of a divided purge is read again`() async {
        let harness = dividing(files(1...4))
        await harness.sweep(.day)
        #expect(harness.trash.now.restored == [key(3): 5])
        #expect(harness.keysLeft == [key(1)])
        #expect(harness.changes.count >= 3)
        #expect(!harness.changes.dropFirst(2).contains { $0.names(key(3)) })
    }

    @Test func `an item that cannot be inspected holds up no other`() async {
        let harness = SweepHarness(contracts(3))
        harness.trash.follow { _, call throws(PortalError) in
            if call == .locate(key(2)) { throw .timedOut }
            return nil
        }
        let outcome = await harness.sweep(Self.restoring)
        #expect(harness.trash.now.restored == [key(1): 7, key(3): 7])
        #expect(outcome.counts.failed == 1)
        #expect(outcome.failures.map(\.item.key) == [key(2)])
    }

    @Test func `a portal that cannot inspect anything is left alone`() async {
        let harness = SweepHarness(contracts(100))
        harness.trash.follow { _, call throws(PortalError) in
            if case .locate = call { throw .timedOut }
            return nil
        }
        let outcome = await harness.sweep(Self.restoring)
        #expect(harness.changes.isEmpty)
        #expect(harness.trash.now.count { if case .locate = $0 { true } else { false } } < 20)
        guard case .unavailable = outcome.problem else { return #expect(Bool(false), "\(outcome.problem as Any)") }
    }

    /// A person restores a file as our first call arrives. Our second call, 45 s later, trashed it again.
    @Test func `a purge names nothing that a person took back meanwhile`() async {
        let harness = SweepHarness(files(1...150))
        harness.trash.follow { contents, call throws(PortalError) in
            guard case .purge(let keys) = call else { return nil }
            if contents.count({ if case .purge = $0 { true } else { false } }) == 1 {
                let other = (1...150).map(key).first { !keys.contains($0) }!
                contents.items.removeAll { $0.key == other }
                contents.restored[other] = 5
            }
            harness.clock.advance(45)
            return nil
        }
        let outcome = await harness.sweep(.day)
        #expect(harness.trash.now.restored.count == 1)
        #expect(outcome.counts.purged == 149)
        #expect(outcome.problem == nil)
        #expect(harness.audit.of(.purgeFailed).isEmpty)
    }

    @Test(arguments: [0.0, 5, 45]) func `a purge names only what a page showed just before`(secondsPerCall: Double)
        async
    {
        let harness = SweepHarness(files(1...750) + (1...25).map { .folder($0) })
        harness.trash.change { $0.stuck = [key(3), key(444)] }
        let watch = Watch()
        harness.trash.follow { contents, call throws(PortalError) in
            watch.note(call, contents, at: harness.clock.now)
            if case .page = call { harness.clock.advance(0.5) }
            if call.isChange { harness.clock.advance(secondsPerCall) }
            return nil
        }
        let outcome = await harness.sweep(.day)
        #expect(watch.late.isEmpty)
        #expect(outcome.counts.purged == 773)
        #expect(Set(harness.keysLeft) == [key(3), key(444)])
    }

    @Test func `after a wait a purge reads its page again`() async {
        let harness = SweepHarness(files(1...3))
        harness.trash.follow { contents, call throws(PortalError) in
            guard case .purge = call, contents.count({ if case .purge = $0 { true } else { false } }) == 1 else {
                return nil
            }
            contents.items.removeAll { $0.key == key(2) }
            contents.restored[key(2)] = 5
            throw .throttled
        }
        let outcome = await harness.sweep(.day, whileWaiting: { harness.clock.advance(30) })
        #expect(harness.changes.last == .purge([key(1), key(3)]))
        #expect(harness.audit.keys(.purgeFailed) == [key(2)], "it was announced, and has its outcome")
        #expect(outcome.problem == nil)
    }

    /// A page takes 20 s: its entries are too old for a call, and smaller pages are not.
    @Test func `where a page takes long smaller ones are read`() async {
        let harness = SweepHarness(files(1...150))
        let watch = Watch()
        harness.trash.follow { contents, call throws(PortalError) in
            watch.note(call, contents, at: harness.clock.now)
            return nil
        }
        harness.trash.delayPages { count in harness.clock.advance(Double(count) * 0.2) }
        let outcome = await harness.sweep(.day)
        #expect(outcome.counts.purged == 150)
        #expect(outcome.problem == nil)
    }

    @Test func `a page of another trash stops the purge`() async {
        let harness = SweepHarness(files(1...3))
        harness.trash.follow { contents, call throws(PortalError) in
            if case .page = call { contents.trashID = 99 }
            return nil
        }
        let outcome = await harness.sweep(.day)
        #expect(harness.changes.isEmpty)
        #expect(outcome.problem != nil)
    }

    @Test func `a clock that disagrees on a page stops the purge`() async {
        let harness = SweepHarness(files(1...3))
        harness.trash.follow { contents, call throws(PortalError) in
            if case .page = call { contents.skew = 400 }
            return nil
        }
        let outcome = await harness.sweep(.day)
        #expect(harness.changes.isEmpty)
        guard case .refused(.clockDisagrees) = outcome.problem else {
            return #expect(Bool(false), "\(outcome.problem as Any)")
        }
    }
}

extension InMemoryTrash.Call {
    fileprivate func names(_ key: ItemKey) -> Bool {
        switch self {
        case .restore(let keys, _), .purge(let keys): keys.contains(key)
        default: false
        }
    }
}
