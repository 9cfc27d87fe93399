import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

/// A purge that reaches an item which a person has just restored only trashes it again: it goes back to where it was.
@Suite struct SweepPutBackTests {
    /// Our purge finds item 1 restored, and trashes it again; everything else is normal.
    private func harness(
        _ end: OperationEnd = .finished, seconds: Double = 3, secondsPerInspection: Double = 0
    ) -> SweepHarness {
        let harness = SweepHarness(files(1...3))
        let clock = harness.clock
        harness.trash.follow { contents, call throws(PortalError) in
            if case .locate = call { clock.advance(secondsPerInspection) }
            guard case .purge(let keys) = call, keys.contains(key(1)) else { return nil }
            clock.advance(seconds)
            let age = SweepHarness.start.timeIntervalSince(clock.now) / 86_400
            contents.items.removeAll { keys.contains($0.key) }
            contents.items.append(.file(1, daysAgo: age, origin: 60))
            clock.advance(seconds)
            return OperationReport(id: "op", end: end)
        }
        return harness
    }

    @Test func `goes back to where it was`() async throws {
        let harness = harness()
        let outcome = await harness.sweep(.day)
        #expect(harness.trash.now.restored == [key(1): 60])
        #expect(harness.keysLeft.isEmpty)
        #expect(harness.audit.keys(.purgeFailed) == [key(1)])
        #expect(harness.audit.keys(.restoreRequested) == [key(1)])
        let restored = try #require(harness.audit.of(.restored).first)
        #expect(restored.target == RecordedTarget(id: 60, title: "Drafts"))
        #expect(restored.reason?.contains("our own call trashed it again") == true)
        #expect(outcome.counts.failed == 1 && outcome.counts.purged == 2)
        #expect(try harness.requests().isEmpty && harness.requests().mistakes.isEmpty)
        #expect(try harness.state().restores.isEmpty, "no rule requested it")
    }

    /// The sweep died between our call and the inspection of its items.
    @Test func `goes back after a crash too`() async throws {
        let harness = harness()
        let lists = HandClock()
        harness.audit.refuse(.purged, .purgeFailed)
        await harness.sweep(.day)
        harness.audit.recover()
        withExtendedLifetime(lists) {}
        #expect(harness.trash.now.restored.isEmpty)
        harness.trash.follow { _, _ throws(PortalError) in nil }
        harness.clock.advance(900)
        let outcome = await harness.sweep(.day, purgeNow: false)
        #expect(harness.trash.now.restored == [key(1): 60])
        #expect(harness.audit.keys(.purgeFailed) == [key(1)])
        #expect(harness.audit.keys(.restored) == [key(1)])
        #expect(outcome.counts.failed == 1)
    }

    /// A person may have acted on it since.
    @Test func `is not named long after its inspection`() async throws {
        let harness = harness(secondsPerInspection: 15)
        await harness.sweep(.day)
        #expect(harness.trash.now.restored.isEmpty)
        #expect(try harness.requests().mistakes.keys.contains(key(1)))
        harness.trash.follow { _, _ throws(PortalError) in nil }
        harness.clock.advance(900)
        let outcome = await harness.sweep(.day, purgeNow: false)
        #expect(outcome.problem == nil)
        #expect(try harness.requests().mistakes.isEmpty)
        #expect(harness.changes.count == 2)
        #expect(harness.trash.now.restored == [key(1): 60])
    }

    /// It was trashed ten days ago by now, and the portal deletes files of that room after a week.
    @Test func `is held where the portal would delete it at once`() async throws {
        let harness = harness(secondsPerInspection: 15)
        harness.trash.change {
            $0.destinations[.folder(60)] = RestoreDestination(id: 60, title: nil, lifetime: FileLifetime(days: 7))
        }
        await harness.sweep(.day)
        #expect(try harness.requests().mistakes.count == 1)
        harness.trash.follow { _, _ throws(PortalError) in nil }
        harness.clock.advance(10 * 86_400)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.trash.now.restored.isEmpty && harness.keysLeft == [key(1)])
        #expect(harness.audit.of(.holdAdded).first?.reason?.contains("its room deletes files after 7 days") == true)
    }

    /// An editor saved it in the trash, or a person restored and trashed it once more: the portal shows no difference.
    @Test func `is held if it changed before it could go back`() async throws {
        let harness = harness(secondsPerInspection: 15)
        await harness.sweep(.day)
        harness.trash.follow { _, _ throws(PortalError) in nil }
        harness.trash.change { $0.items = [.file(1, daysAgo: -0.005, origin: 60)] }
        harness.clock.advance(900)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.audit.keys(.holdAdded) == [key(1)])
        harness.clock.advance(20 * 86_400)
        await harness.sweep(.day)
        #expect(harness.keysLeft == [key(1)])
    }

    /// The end of the call was not seen, and its outcome is unknown: by the next sweep the file has another date.
    @Test func `a change of the file does not hide that we trashed it`() async throws {
        let harness = harness(.leftList(wasSeenRunning: true))
        await harness.sweep(.day)
        #expect(harness.audit.keys(.outcomeUnknown).contains(key(1)))
        #expect(harness.audit.keys(.holdAdded) == [key(1)])
        harness.trash.follow { _, _ throws(PortalError) in nil }
        harness.trash.change { $0.items = [.file(1, daysAgo: -0.5, origin: 60)] }
        harness.clock.advance(86_400)
        await harness.sweep(.day, purgeNow: false)
        harness.clock.advance(20 * 86_400)
        await harness.sweep(.day)
        #expect(harness.keysLeft == [key(1)])
    }

    /// The folder doesn't accept it: it isn't purged until a person decides.
    @Test func `is held where that is impossible`() async throws {
        let harness = harness()
        harness.trash.change { $0.stuck = [] }
        let purges = harness
        let clock = purges.clock
        harness.trash.follow { contents, call throws(PortalError) in
            switch call {
            case .restore: throw .denied
            case .purge(let keys) where keys.contains(key(1)):
                clock.advance(3)
                contents.items = [.file(1, daysAgo: SweepHarness.start.timeIntervalSince(clock.now) / 86_400)]
                clock.advance(3)
                return OperationReport(id: "op", end: .finished)
            default: return nil
            }
        }
        let outcome = await harness.sweep(.day)
        #expect(outcome.counts.failed > 0)
        #expect(harness.audit.keys(.holdAdded) == [key(1)])
        #expect(harness.audit.keys(.restoreFailed) == [key(1)])
        #expect(try harness.store.holdFiles().map(\.stored.hold.addedBy) == ["retentiond"])
        harness.trash.follow { _, _ throws(PortalError) in nil }
        harness.clock.advance(20 * 86_400)
        await harness.sweep(.day)
        #expect(harness.keysLeft == [key(1)])
        #expect(harness.audit.of(.holdAdded).count == 1 && harness.audit.of(.purged).count == 2)
    }

    /// Our own pace or the portal's limit delays it: it waits for the next sweep, and is not held.
    @Test(arguments: [
        PortalError(.throttled, excludesEffect: true, "pace.writesPerDay is used up"), .unreachable, .throttled,
    ]) func `postponed items are tried again`(failure: PortalError) async throws {
        let harness = harness()
        let clock = harness.clock
        harness.trash.follow { contents, call throws(PortalError) in
            switch call {
            case .restore: throw failure
            case .purge:
                clock.advance(3)
                contents.items = [.file(1, daysAgo: SweepHarness.start.timeIntervalSince(clock.now) / 86_400)]
                clock.advance(3)
                return OperationReport(id: "op", end: .finished)
            default: return nil
            }
        }
        await harness.sweep(.day)
        #expect(try harness.store.holdFiles().isEmpty)
        #expect(try harness.requests().mistakes.count == 1)
        harness.trash.follow { _, _ throws(PortalError) in nil }
        harness.clock.advance(900)
        await harness.sweep(.day)
        #expect(harness.trash.now.restored == [key(1): 50])
        #expect(harness.audit.keys(.restored) == [key(1)])
        #expect(try harness.requests().mistakes.isEmpty && harness.requests().isEmpty)
    }

    /// A lost answer: the first move may still come.
    @Test func `is not repeated blindly`() async throws {
        let harness = harness()
        let clock = harness.clock
        harness.trash.follow { contents, call throws(PortalError) in
            switch call {
            case .restore: throw .timedOut
            case .purge:
                clock.advance(3)
                contents.items = [.file(1, daysAgo: SweepHarness.start.timeIntervalSince(clock.now) / 86_400)]
                clock.advance(3)
                return OperationReport(id: "op", end: .finished)
            default: return nil
            }
        }
        await harness.sweep(.day)
        #expect(harness.changes.count == 2)
        harness.clock.advance(20)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.changes.count == 2, "it may still be carried out")
        harness.trash.follow { _, _ throws(PortalError) in nil }
        harness.clock.advance(900)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.trash.now.restored == [key(1): 50])
        #expect(harness.audit.keys(.restored) == [key(1)])
    }

    /// A person trashed the item again long after our call was over: it is not put back.
    @Test func `an item that a person trashed again stays`() async throws {
        let harness = SweepHarness(files(1...3))
        let clock = harness.clock
        harness.trash.follow { contents, call throws(PortalError) in
            guard case .purge = call else { return nil }
            contents.items = [.file(1, daysAgo: 0.01)]
            clock.advance(3)
            return OperationReport(id: "op", end: .finished)
        }
        await harness.sweep(.day)
        #expect(harness.trash.now.restored.isEmpty)
        #expect(try harness.store.holdFiles().isEmpty)
        #expect(harness.audit.keys(.purgeFailed) == [key(1)])
    }

    /// If the portal reported an error, a person may have changed it in the trash: it stays there, held.
    @Test func `an item that a person may have trashed again is held`() async throws {
        let harness = harness(.finishedWithError)
        await harness.sweep(.day)
        #expect(harness.trash.now.restored.isEmpty)
        #expect(harness.audit.keys(.holdAdded) == [key(1)])
        #expect(harness.audit.of(.purgeFailed).count == 1)
    }

    /// Somebody restored it before we could.
    @Test func `an item that somebody acted on is left alone`() async throws {
        let harness = harness()
        harness.audit.refuse(.purged, .purgeFailed)
        await harness.sweep(.day)
        harness.audit.recover()
        harness.trash.follow { _, _ throws(PortalError) in nil }
        harness.trash.change {
            $0.items = []
            $0.restored[key(1)] = 5
        }
        harness.clock.advance(900)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.trash.now.restored == [key(1): 5])
        #expect(try harness.requests().isEmpty && harness.requests().mistakes.isEmpty)
    }
}
