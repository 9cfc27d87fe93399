import Foundation
import Synchronization
import Testing

@testable import Retention
@testable import RetentionEngine

/// `kill -9` between an audit record and the state file that reflects it: each outcome is recorded exactly once.
@Suite("A sweep after a crash")
struct SweepReplayTests {
    /// The files on the disk when something was written or sent.
    private struct Moment: Sendable {
        let state: Data?
        let requests: Data?
        let records: Int

        /// The files on the disk now.
        init(_ harness: SweepHarness) {
            state = FileManager.default.contents(atPath: harness.statePath)
            requests = FileManager.default.contents(atPath: harness.requestsPath)
            records = harness.audit.records.count
        }
    }

    /// Returns the harness to where a crash would have left it: earlier files, and the records of that time.
    private func crash(_ harness: SweepHarness, _ moment: Moment, records: Int) throws {
        harness.audit.cut(to: records)
        for (path, content) in [(harness.statePath, moment.state), (harness.requestsPath, moment.requests)] {
            try? FileManager.default.removeItem(atPath: path)
            try content?.write(to: URL(filePath: path))
        }
    }

    /// Runs one sweep and notes the state file and the number of records at the time of each call that changes something.
    private func momentsOfCalls(_ harness: SweepHarness, _ policy: ActivePolicy) async -> [Moment] {
        let moments = Mutex<[Moment]>([])
        harness.trash.follow { [unowned harness] _, call throws(PortalError) in
            guard call.isChange else { return nil }
            moments.withLock { $0.append(Moment(harness)) }
            return nil
        }
        await harness.sweep(policy)
        return moments.withLock { $0 }
    }

    @Test func `with the work done and nothing recorded records each outcome`() async throws {
        let harness = SweepHarness(files(1...3))
        let call = try #require(await momentsOfCalls(harness, .day).last)
        try crash(harness, call, records: call.records)
        harness.clock.advance(900)
        let outcome = await harness.sweep(.day)
        #expect(harness.audit.keys(.purged) == [key(1), key(2), key(3)])
        #expect(outcome.counts.purged == 3)
        #expect(harness.audit.of(.purged).last?.reason == "older than 1d; found gone after an interruption")
    }

    @Test func `with outcomes recorded but not saved records them no second time`() async throws {
        let harness = SweepHarness(files(1...3))
        let call = try #require(await momentsOfCalls(harness, .day).last)
        let recorded = harness.audit.records.lastIndex { $0.event == .purged }! + 1
        try crash(harness, call, records: recorded)
        harness.clock.advance(900)
        let outcome = await harness.sweep(.day)
        #expect(harness.audit.keys(.purged) == [key(1), key(2), key(3)])
        #expect(outcome.counts.purged == 0)
        #expect(try harness.requests().isEmpty)
    }

    /// A large state is not saved after each call, so more is missing in it after a crash.
    @Test func `with a large state saves it seldom and records each outcome once`() async throws {
        let harness = SweepHarness((1...400).map { .file($0, "contract \($0)") })
        var state = AccountState()
        for number in 10_001...30_000 {
            state.restores[key(number)] = AccountState.RestoreCount(count: 1, lastAt: harness.clock.now)
        }
        try harness.store.save(state, account: "alice")
        let calls = await momentsOfCalls(harness, .contracts)
        #expect(calls.count >= 4)
        #expect(Set(calls.map(\.state)).count == 1)
        let recorded = harness.audit.records.lastIndex { $0.event == .restored }! + 1
        try crash(harness, #require(calls.last), records: recorded)
        harness.clock.advance(900)
        await harness.sweep(.contracts)
        #expect(harness.audit.keys(.restored).sorted() == (1...400).map { key($0) })
        #expect(try harness.requests().isEmpty)
    }

    @Test func `with one of three outcomes recorded records the others`() async throws {
        let harness = SweepHarness(files(1...3))
        let call = try #require(await momentsOfCalls(harness, .day).last)
        let first = harness.audit.records.firstIndex { $0.event == .purged }! + 1
        try crash(harness, call, records: first)
        harness.clock.advance(900)
        #expect(await harness.sweep(.day).counts.purged == 2)
        #expect(harness.audit.keys(.purged).sorted() == [key(1), key(2), key(3)])
    }

    @Test func `with requests recorded but not saved records that nothing was requested`() async throws {
        let harness = SweepHarness(files(1...2))
        let before = Mutex<Moment?>(nil)
        harness.trash.follow { [unowned harness] contents, call throws(PortalError) in
            let isSecondListing = call == .list && contents.count { $0 == .list } == 2
            if isSecondListing { before.withLock { $0 = Moment(harness) } }
            return nil
        }
        await harness.sweep(.day)
        let requested = harness.audit.records.lastIndex { $0.event == .purgeRequested }! + 1
        try crash(harness, #require(before.withLock { $0 }), records: requested)
        harness.clock.advance(900)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.audit.keys(.purgeFailed) == [key(1), key(2)])
        #expect(harness.audit.of(.purgeFailed).allSatisfy { $0.reason == "interrupted before the request was sent" })
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.audit.keys(.purgeFailed).count == 2, "once")
    }

    /// The sweep before left nothing to be replayed, and this one records a request first.
    @Test func `with the first record kept and the process killed records that nothing was requested`() async throws {
        let harness = SweepHarness(files(1...2))
        await harness.sweep(.day, purgeNow: false)
        let before = Mutex<Moment?>(nil)
        harness.audit.beforeAppending { [unowned harness] records in
            if records.contains(where: { $0.event == .purgeRequested }) { before.withLock { $0 = Moment(harness) } }
        }
        await harness.sweep(.day)
        let requested = harness.audit.records.lastIndex { $0.event == .purgeRequested }! + 1
        try crash(harness, #require(before.withLock { $0 }), records: requested)
        harness.trash.change { $0.items = [] }
        harness.clock.advance(900)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.audit.keys(.purgeFailed) == [key(1), key(2)])
    }

    /// The earlier sweep ended well, so the state has no number of records: it must have one as soon as more may come.
    @Test func `with an outcome of reconciling recorded records it no second time`() async throws {
        let harness = SweepHarness([.file(1)])
        harness.trash.loseChanges()
        await harness.sweep(.day)
        // A sweep that sees the trash empty and can't inspect the item: the next finds nothing new, which would have
        // saved the state for another reason.
        harness.trash.change { $0.items = [] }
        harness.trash.follow { _, call throws(PortalError) in
            if case .locate = call { throw .timedOut }
            return nil
        }
        harness.clock.advance(900)
        await harness.sweep(.day, purgeNow: false)
        try await sweepAgainAfterACrash(harness, seconds: 900, expecting: .purged)
        #expect(harness.audit.keys(.purged) == [key(1)])
        #expect(try harness.requests().isEmpty)
    }

    /// A request of moments ago whose item has left the trash: a sweep without a request of its own recorded the
    /// outcome.
    @Test func `with a request of moments ago found done records it no second time`() async throws {
        let harness = await benchWithAnUnknownPurge()
        harness.trash.change { $0.items = [] }
        try await sweepAgainAfterACrash(harness, seconds: 20, expecting: .purged)
        #expect(harness.audit.keys(.purged) == [key(1)])
        #expect(try harness.requests().isEmpty)
    }

    /// A person restored it, which was recorded, and the crash came before anything was written down. The call may still run.
    @Test func `with an outcome of an unanswered purge recorded watches it all the same`() async throws {
        let harness = await benchWithAnUnknownPurge()
        harness.trash.change { ($0.items, $0.restored) = ([], [key(1): 50]) }
        try await sweepAgainAfterACrash(harness, seconds: 900, expecting: .purgeFailed)
        #expect(harness.audit.keys(.purgeFailed) == [key(1)])
        harness.trash.change { ($0.items, $0.restored) = ([.file(1, daysAgo: -0.1)], [:]) }
        harness.clock.advance(3 * 3_600)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.audit.keys(.holdAdded) == [key(1)])
    }

    /// A listing left it out, and the portal's work may still reach it: too early to record a failure.
    @Test func `unlisted items are not recorded as failed too early`() async throws {
        let harness = await benchWithAnUnknownPurge()
        let item = harness.trash.now.items
        harness.trash.follow { contents, call throws(PortalError) in
            contents.items = call == .list ? [] : item
            return nil
        }
        harness.clock.advance(20)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.audit.keys(.purgeFailed) == [])
        #expect(try harness.requests().count == 1)
        harness.clock.advance(300)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.audit.keys(.purgeFailed) == [key(1)])
        #expect(try harness.requests().isEmpty)
    }

    /// Sweeps, restores the state file from before the item was inspected, and sweeps again.
    private func sweepAgainAfterACrash(
        _ harness: SweepHarness, _ policy: ActivePolicy = .day, seconds: Double, expecting event: AuditEvent
    ) async throws {
        let before = Mutex<Moment?>(nil)
        harness.trash.follow { [unowned harness] _, call throws(PortalError) in
            if case .locate = call { before.withLock { $0 = Moment(harness) } }
            return nil
        }
        harness.clock.advance(seconds)
        await harness.sweep(policy, purgeNow: false)
        let recorded = try #require(harness.audit.records.lastIndex { $0.event == event }) + 1
        try crash(harness, #require(before.withLock { $0 }), records: recorded)
        await harness.sweep(policy, purgeNow: false)
    }

    private func benchWithAnUnknownPurge() async -> SweepHarness {
        let harness = SweepHarness([.file(1)])
        harness.trash.follow { _, call throws(PortalError) in
            if call.isChange { throw .timedOut }
            return nil
        }
        await harness.sweep(.day)
        return harness
    }

    @Test func `counts a restore that was recorded but not saved`() async throws {
        let harness = SweepHarness([.file(1, "contract")])
        let call = try #require(await momentsOfCalls(harness, .contracts).last)
        let recorded = harness.audit.records.lastIndex { $0.event == .restored }! + 1
        try crash(harness, call, records: recorded)
        await harness.sweep(.contracts)
        #expect(try harness.state().restores[ItemKey(.file, 1)]?.count == 1)
        #expect(harness.audit.keys(.restored) == [key(1)])
    }

    @Test func `counts a restore that was found done, recorded and not saved`() async throws {
        let harness = SweepHarness([.file(1, "contract")])
        harness.trash.follow { contents, call throws(PortalError) in
            switch call {
            case .restore:
                (contents.items, contents.restored) = ([], [key(1): 50])
                throw .timedOut
            case .locate where contents.items.isEmpty: throw .timedOut
            default: return nil
            }
        }
        await harness.sweep(.contracts)
        #expect(harness.audit.keys(.outcomeUnknown) == [key(1)])
        try await sweepAgainAfterACrash(harness, .contracts, seconds: 900, expecting: .restored)
        #expect(harness.audit.keys(.restored) == [key(1)])
        #expect(try harness.state().restores[ItemKey(.file, 1)]?.count == 1)
    }

    /// The first request was not answered. The second was recorded, and not sent: the first may still be carried out.
    @Test func `with an older request open records no failure of an unsent one`() async throws {
        let harness = SweepHarness([.file(1, "contract")])
        harness.trash.follow { _, call throws(PortalError) in
            if case .restore = call { throw .timedOut }
            return nil
        }
        await harness.sweep(.contracts)
        harness.trash.follow { _, _ throws(PortalError) in nil }
        let before = Mutex<Moment?>(nil)
        harness.audit.beforeAppending { [unowned harness] records in
            if records.contains(where: { $0.event == .restoreRequested }) { before.withLock { $0 = Moment(harness) } }
        }
        harness.clock.advance(20)
        await harness.sweep(.contracts)
        let requested = try #require(harness.audit.records.lastIndex { $0.event == .restoreRequested }) + 1
        try crash(harness, #require(before.withLock { $0 }), records: requested)
        harness.trash.change { ($0.items, $0.restored) = ([], [key(1): 50]) }
        harness.clock.advance(20)
        await harness.sweep(.contracts)
        #expect(harness.audit.keys(.restoreFailed).isEmpty)
        #expect(
            harness.audit.of(.outcomeUnknown).last?.reason?.hasPrefix("interrupted before the request was sent") == true
        )
        #expect(harness.audit.keys(.restored) == [key(1)])
    }

    /// The first request waited in a lane and was recorded as failed. The second was recorded, and not sent.
    @Test func `with an older request watched records what that one did`() async throws {
        let harness = SweepHarness(files(1...1))
        let call = try #require(await momentsOfCalls(harness, .day).last)
        try crash(harness, call, records: call.records)
        harness.trash.change { $0.items = files(1...1) }
        let before = Mutex<Moment?>(nil)
        harness.audit.beforeAppending { [unowned harness] records in
            if records.contains(where: { $0.event == .purgeRequested }) { before.withLock { $0 = Moment(harness) } }
        }
        harness.clock.advance(900)
        await harness.sweep(.day)
        #expect(harness.audit.keys(.purgeFailed) == [key(1)])
        let requested = try #require(harness.audit.records.lastIndex { $0.event == .purgeRequested }) + 1
        try crash(harness, #require(before.withLock { $0 }), records: requested)
        harness.trash.change { $0.items = [] }
        harness.clock.advance(20)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.audit.keys(.purgeFailed) == [key(1)], "of the first one only")
        #expect(harness.audit.keys(.purged) == [key(1)])
        #expect(try harness.requests().isEmpty)
    }

    @Test func `keeps the quarantine that was recorded but not saved`() async throws {
        let harness = SweepHarness(files(1...2))
        harness.trash.change { $0.stuck = [key(1)] }
        let call = try #require(await momentsOfCalls(harness, .day).last)
        let recorded = harness.audit.records.lastIndex { $0.event == .quarantined }! + 1
        try crash(harness, call, records: recorded)
        await harness.sweep(.day)
        #expect(try harness.state().quarantine[ItemKey(.file, 1)]?.failures == 1)
        #expect(harness.audit.keys(.quarantined) == [key(1)])
    }
}
