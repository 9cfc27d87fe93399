import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

/// Two listings lacked a file after its purge, because listings were behind: our call had only trashed it again,
/// after a person had restored it. A later listing shows that.
@Suite struct SweepRecheckTests {
    /// Item 1 is trashed again by our purge, and listed only from the next sweep on.
    ///
    /// - Parameter seconds: from the request to the date that the file gets.
    private func harness(seconds: Double = 2) async -> SweepHarness {
        let harness = SweepHarness(files(1...3))
        let clock = harness.clock
        harness.trash.follow { contents, call throws(PortalError) in
            guard case .purge(let keys) = call else { return nil }
            clock.advance(4)
            contents.items.removeAll { keys.contains($0.key) }
            return OperationReport(id: "op", end: .finished)
        }
        let requestedAt = clock.now
        await harness.sweep(.day)
        harness.trash.follow { _, _ throws(PortalError) in nil }
        let age = SweepHarness.start.timeIntervalSince(requestedAt.addingTimeInterval(seconds)) / 86_400
        harness.trash.change { $0.items = [.file(1, daysAgo: age, origin: 60)] }
        return harness
    }

    @Test func `goes back to where it was, and the record is corrected`() async throws {
        let harness = await harness()
        #expect(harness.audit.keys(.purged) == [key(1), key(2), key(3)])
        harness.clock.advance(900)
        let outcome = await harness.sweep(.day, purgeNow: false)
        #expect(harness.trash.now.restored == [key(1): 60])
        #expect(harness.audit.keys(.purgeFailed) == [key(1)])
        #expect(harness.audit.of(.purgeFailed).first?.reason?.contains("although it was recorded as purged") == true)
        #expect(harness.audit.keys(.restored) == [key(1)])
        #expect(outcome.counts.failed == 1)
        #expect(try harness.requests().hasNothing)
    }

    @Test func `a file that a person trashed later is only corrected`() async throws {
        let harness = await harness(seconds: 600)
        harness.clock.advance(900)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.trash.now.restored.isEmpty)
        #expect(harness.audit.keys(.purgeFailed) == [key(1)])
        harness.clock.advance(900)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.audit.keys(.purgeFailed) == [key(1)], "once")
    }

    /// A sweep right after the purge may read from the same replica.
    @Test func `a listing soon after the call proves nothing`() async throws {
        let harness = await harness()
        let trashed = harness.trash.now.items
        harness.trash.change { $0.items = [] }
        harness.clock.advance(5)
        await harness.sweep(.day, purgeNow: false)
        #expect(try harness.requests().unlisted.count == 1)
        harness.trash.change { $0.items = trashed }
        harness.clock.advance(900)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.trash.now.restored == [key(1): 60])
    }

    @Test func `an incomplete listing proves nothing`() async throws {
        let harness = await harness()
        let trashed = harness.trash.now.items
        harness.trash.change { ($0.items, $0.incompleteReason) = ([], "a page failed") }
        harness.clock.advance(900)
        await harness.sweep(.day, purgeNow: false)
        harness.trash.change { ($0.items, $0.incompleteReason) = (trashed, nil) }
        harness.clock.advance(900)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.trash.now.restored == [key(1): 60])
    }

    @Test func `a later listing that lacks the files ends it`() async throws {
        let harness = await harness()
        harness.trash.change { $0.items = [] }
        #expect(try harness.requests().unlisted.map(\.ids) == [[1, 2, 3]])
        harness.clock.advance(900)
        let outcome = await harness.sweep(.day, purgeNow: false)
        #expect(try harness.requests().hasNothing)
        #expect(outcome.problem == nil && harness.audit.keys(.purgeFailed).isEmpty)
    }

    /// Entries of one second repeat in each listing, so that none proves anything: what it shows is recorded once.
    @Test func `a listing with repeats corrects a record once`() async throws {
        let harness = await harness(seconds: 600)
        harness.trash.change { $0.hasRepeats = true }
        for _ in 1...3 {
            harness.clock.advance(900)
            await harness.sweep(.day, purgeNow: false)
        }
        #expect(harness.audit.keys(.purgeFailed) == [key(1)])
        #expect(try harness.requests().unlisted.map(\.ids) == [[2, 3]])
    }

    /// Seconds after the call another replica may still show the file as it was.
    @Test func `a listing from before the call corrects nothing`() async throws {
        let harness = SweepHarness(files(1...3))
        let before = harness.trash.now.items
        await harness.sweep(.day)
        harness.trash.change { $0.items = before }
        harness.clock.advance(5)
        await harness.sweep(.day, purgeNow: false)
        harness.trash.change { $0.items = [] }
        harness.clock.advance(900)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.audit.keys(.purgeFailed).isEmpty)
        #expect(try harness.requests().hasNothing)
    }

    /// The process died after it had compared, and before it wrote anything down.
    @Test func `a crash in the middle of the comparison loses nothing`() async throws {
        let harness = await harness()
        harness.clock.advance(900)
        harness.audit.refuse(.purgeFailed)
        await harness.sweep(.day, purgeNow: false)
        harness.audit.recover()
        #expect(harness.trash.now.restored.isEmpty)
        harness.clock.advance(900)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.audit.keys(.purgeFailed) == [key(1)])
        #expect(harness.trash.now.restored == [key(1): 60])
        #expect(try harness.requests().hasNothing)
    }

    /// Our clock was set since the call: by the portal's own date it was ours.
    @Test func `a clock that was set does not hide it`() async throws {
        let harness = await harness()
        harness.trash.change { $0.skew = 7_200 }
        harness.clock.advance(900)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.audit.keys(.holdAdded) == [key(1)])
    }

    /// A folder that a person restored: our call trashed it again, and what was read afterwards was from before that.
    @Test func `a folder is inspected once more`() async throws {
        let harness = SweepHarness([.folder(1)])
        let clock = harness.clock
        harness.trash.follow { contents, call throws(PortalError) in
            guard case .purge = call else { return nil }
            clock.advance(4)
            (contents.items, contents.restored) = ([], [ItemKey(.folder, 1): 60])
            return OperationReport(id: "op", end: .finished)
        }
        let age = SweepHarness.start.timeIntervalSince(clock.now.addingTimeInterval(2)) / 86_400
        await harness.sweep(.day)
        #expect(harness.audit.keys(.purgeFailed) == [ItemKey(.folder, 1)])
        harness.trash.follow { _, _ throws(PortalError) in nil }
        harness.trash.change { ($0.items, $0.restored) = ([.folder(1, daysAgo: age)], [:]) }
        harness.clock.advance(900)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.audit.keys(.holdAdded) == [ItemKey(.folder, 1)])
        #expect(harness.audit.keys(.purged).isEmpty)
    }
}
