import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

/// A purge that reaches an item which a person has just restored only trashes it again: it goes back to where it was.
@Suite struct SweepPutBackTests {
    /// Our purge finds item 1 restored, and trashes it again; everything else is normal.
    private func bench(_ end: OperationEnd = .finished, seconds: Double = 3) -> Bench {
        let bench = Bench(files(1...3))
        let clock = bench.clock
        bench.trash.follow { contents, call throws(PortalFailure) in
            guard case .purge(let keys) = call, keys.contains(key(1)) else { return nil }
            clock.advance(seconds)
            let age = Bench.start.timeIntervalSince(clock.now) / 86_400
            contents.items.removeAll { keys.contains($0.key) }
            contents.items.append(.file(1, daysAgo: age, origin: 60))
            clock.advance(seconds)
            return OperationReport(id: "op", end: end)
        }
        return bench
    }

    @Test func goesBackToWhereItWas() async throws {
        let bench = bench()
        let outcome = await bench.sweep(.day)
        #expect(bench.trash.now.restored == [key(1): 60])
        #expect(bench.keysLeft.isEmpty)
        #expect(bench.audit.keys(.purgeFailed) == [key(1)])
        #expect(bench.audit.keys(.restoreRequested) == [key(1)])
        let restored = try #require(bench.audit.of(.restored).first)
        #expect(restored.target == RecordedTarget(id: 60, title: "Drafts"))
        #expect(restored.reason?.contains("our own call trashed it again") == true)
        #expect(outcome.counts.failed == 1 && outcome.counts.purged == 2)
        #expect(try bench.requests().isEmpty && bench.requests().mistakes.isEmpty)
        #expect(try bench.state().restores.isEmpty, "no rule asked for it")
    }

    /// The sweep died between our call and the inspection of its items.
    @Test func goesBackAfterACrashToo() async throws {
        let bench = bench()
        let lists = HandClock()
        bench.audit.refuse(.purged, .purgeFailed)
        await bench.sweep(.day)
        bench.audit.recover()
        withExtendedLifetime(lists) {}
        #expect(bench.trash.now.restored.isEmpty)
        bench.trash.follow { _, _ throws(PortalFailure) in nil }
        bench.clock.advance(900)
        let outcome = await bench.sweep(.day, purgeNow: false)
        #expect(bench.trash.now.restored == [key(1): 60])
        #expect(bench.audit.keys(.purgeFailed) == [key(1)])
        #expect(bench.audit.keys(.restored) == [key(1)])
        #expect(outcome.counts.failed == 1)
    }

    /// A folder that doesn't take it: it is never purged until a person decides.
    @Test func isHeldWhereThatIsImpossible() async throws {
        let bench = bench()
        bench.trash.change { $0.stuck = [] }
        let purges = bench
        let clock = purges.clock
        bench.trash.follow { contents, call throws(PortalFailure) in
            switch call {
            case .restore: throw .denied
            case .purge(let keys) where keys.contains(key(1)):
                clock.advance(3)
                contents.items = [.file(1, daysAgo: Bench.start.timeIntervalSince(clock.now) / 86_400)]
                clock.advance(3)
                return OperationReport(id: "op", end: .finished)
            default: return nil
            }
        }
        let outcome = await bench.sweep(.day)
        #expect(outcome.counts.failed > 0)
        #expect(bench.audit.keys(.holdAdded) == [key(1)])
        #expect(bench.audit.keys(.restoreFailed) == [key(1)])
        #expect(try bench.store.holdFiles().map(\.stored.hold.addedBy) == ["retentiond"])
        bench.trash.follow { _, _ throws(PortalFailure) in nil }
        bench.clock.advance(20 * 86_400)
        await bench.sweep(.day)
        #expect(bench.keysLeft == [key(1)])
        #expect(bench.audit.of(.holdAdded).count == 1 && bench.audit.of(.purged).count == 2)
    }

    /// The pace, ours or the portal's: it waits for the next sweep, and is not held.
    @Test(arguments: [
        PortalFailure(.throttled, excludesEffect: true, "pace.writesPerDay is used up"), .unreachable, .throttled,
    ]) func whatIsOnlyPutOffIsTriedAgain(failure: PortalFailure) async throws {
        let bench = bench()
        let clock = bench.clock
        bench.trash.follow { contents, call throws(PortalFailure) in
            switch call {
            case .restore: throw failure
            case .purge:
                clock.advance(3)
                contents.items = [.file(1, daysAgo: Bench.start.timeIntervalSince(clock.now) / 86_400)]
                clock.advance(3)
                return OperationReport(id: "op", end: .finished)
            default: return nil
            }
        }
        await bench.sweep(.day)
        #expect(try bench.store.holdFiles().isEmpty)
        #expect(try bench.requests().mistakes.count == 1)
        bench.trash.follow { _, _ throws(PortalFailure) in nil }
        bench.clock.advance(900)
        await bench.sweep(.day)
        #expect(bench.trash.now.restored == [key(1): 50])
        #expect(bench.audit.keys(.restored) == [key(1)])
        #expect(try bench.requests().mistakes.isEmpty && bench.requests().isEmpty)
    }

    /// A lost answer: the first move may still come.
    @Test func isNotRepeatedBlindly() async throws {
        let bench = bench()
        let clock = bench.clock
        bench.trash.follow { contents, call throws(PortalFailure) in
            switch call {
            case .restore: throw .timedOut
            case .purge:
                clock.advance(3)
                contents.items = [.file(1, daysAgo: Bench.start.timeIntervalSince(clock.now) / 86_400)]
                clock.advance(3)
                return OperationReport(id: "op", end: .finished)
            default: return nil
            }
        }
        await bench.sweep(.day)
        #expect(bench.changes.count == 2)
        bench.clock.advance(20)
        await bench.sweep(.day, purgeNow: false)
        #expect(bench.changes.count == 2, "it may still be carried out")
        bench.trash.follow { _, _ throws(PortalFailure) in nil }
        bench.clock.advance(900)
        await bench.sweep(.day, purgeNow: false)
        #expect(bench.trash.now.restored == [key(1): 50])
        #expect(bench.audit.keys(.restored) == [key(1)])
    }

    /// An item that a person trashed again, long after our call was over, is theirs.
    @Test func whatAPersonTrashedAgainStays() async throws {
        let bench = Bench(files(1...3))
        let clock = bench.clock
        bench.trash.follow { contents, call throws(PortalFailure) in
            guard case .purge = call else { return nil }
            contents.items = [.file(1, daysAgo: 0.01)]
            clock.advance(3)
            return OperationReport(id: "op", end: .finished)
        }
        await bench.sweep(.day)
        #expect(bench.trash.now.restored.isEmpty)
        #expect(try bench.store.holdFiles().isEmpty)
        #expect(bench.audit.keys(.purgeFailed) == [key(1)])
    }

    /// If the portal reported an error, a person may have changed it in the trash: it stays there, held.
    @Test func whatMayHaveBeenAPersonIsHeld() async throws {
        let bench = bench(.finishedWithError)
        await bench.sweep(.day)
        #expect(bench.trash.now.restored.isEmpty)
        #expect(bench.audit.keys(.holdAdded) == [key(1)])
        #expect(bench.audit.of(.purgeFailed).count == 1)
    }

    /// Somebody restored it before we could.
    @Test func whatSomebodyActedOnIsLeftAlone() async throws {
        let bench = bench()
        bench.audit.refuse(.purged, .purgeFailed)
        await bench.sweep(.day)
        bench.audit.recover()
        bench.trash.follow { _, _ throws(PortalFailure) in nil }
        bench.trash.change {
            $0.items = []
            $0.restored[key(1)] = 5
        }
        bench.clock.advance(900)
        await bench.sweep(.day, purgeNow: false)
        #expect(bench.trash.now.restored == [key(1): 5])
        #expect(try bench.requests().isEmpty && bench.requests().mistakes.isEmpty)
    }
}
