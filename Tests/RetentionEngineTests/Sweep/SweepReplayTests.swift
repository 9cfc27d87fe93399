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
        init(_ bench: Bench) {
            state = FileManager.default.contents(atPath: bench.statePath)
            requests = FileManager.default.contents(atPath: bench.requestsPath)
            records = bench.audit.records.count
        }
    }

    /// Returns the bench to where a crash would have left it: earlier files, and the records of that time.
    private func crash(_ bench: Bench, _ moment: Moment, records: Int) throws {
        bench.audit.cut(to: records)
        for (path, content) in [(bench.statePath, moment.state), (bench.requestsPath, moment.requests)] {
            try? FileManager.default.removeItem(atPath: path)
            try content?.write(to: URL(filePath: path))
        }
    }

    /// Runs one sweep and notes the state file and the number of records at the time of each call that changes something.
    private func momentsOfCalls(_ bench: Bench, _ policy: ActivePolicy) async -> [Moment] {
        let moments = Mutex<[Moment]>([])
        bench.trash.follow { [unowned bench] _, call throws(PortalFailure) in
            guard call.isChange else { return nil }
            moments.withLock { $0.append(Moment(bench)) }
            return nil
        }
        await bench.sweep(policy)
        return moments.withLock { $0 }
    }

    @Test func withTheWorkDoneAndNothingRecordedTellsEachOutcome() async throws {
        let bench = Bench(files(1...3))
        let call = try #require(await momentsOfCalls(bench, .day).last)
        try crash(bench, call, records: call.records)
        bench.clock.advance(900)
        let outcome = await bench.sweep(.day)
        #expect(bench.audit.keys(.purged) == [key(1), key(2), key(3)])
        #expect(outcome.counts.purged == 3)
        #expect(bench.audit.of(.purged).last?.reason == "older than 1d; found gone after an interruption")
    }

    @Test func withOutcomesRecordedButNotSavedTellsThemNoSecondTime() async throws {
        let bench = Bench(files(1...3))
        let call = try #require(await momentsOfCalls(bench, .day).last)
        let recorded = bench.audit.records.lastIndex { $0.event == .purged }! + 1
        try crash(bench, call, records: recorded)
        bench.clock.advance(900)
        let outcome = await bench.sweep(.day)
        #expect(bench.audit.keys(.purged) == [key(1), key(2), key(3)])
        #expect(outcome.counts.purged == 0)
        #expect(try bench.requests().isEmpty)
    }

    @Test func withOneOfThreeOutcomesRecordedTellsTheOthers() async throws {
        let bench = Bench(files(1...3))
        let call = try #require(await momentsOfCalls(bench, .day).last)
        let first = bench.audit.records.firstIndex { $0.event == .purged }! + 1
        try crash(bench, call, records: first)
        bench.clock.advance(900)
        #expect(await bench.sweep(.day).counts.purged == 2)
        #expect(bench.audit.keys(.purged).sorted() == [key(1), key(2), key(3)])
    }

    @Test func withRequestsRecordedButNotSavedSaysThatNothingWasAsked() async throws {
        let bench = Bench(files(1...2))
        let before = Mutex<Moment?>(nil)
        bench.trash.follow { [unowned bench] contents, call throws(PortalFailure) in
            let isSecondLook = call == .list && contents.count { $0 == .list } == 2
            if isSecondLook { before.withLock { $0 = Moment(bench) } }
            return nil
        }
        await bench.sweep(.day)
        let requested = bench.audit.records.lastIndex { $0.event == .purgeRequested }! + 1
        try crash(bench, #require(before.withLock { $0 }), records: requested)
        bench.clock.advance(900)
        await bench.sweep(.day, purgeNow: false)
        #expect(bench.audit.keys(.purgeFailed) == [key(1), key(2)])
        #expect(bench.audit.of(.purgeFailed).allSatisfy { $0.reason == "interrupted before the request was sent" })
        await bench.sweep(.day, purgeNow: false)
        #expect(bench.audit.keys(.purgeFailed).count == 2, "once")
    }

    /// A quiet sweep before left nothing to be replayed, and this one records a request first.
    @Test func withTheFirstRecordKeptAndTheProcessKilledSaysThatNothingWasAsked() async throws {
        let bench = Bench(files(1...2))
        await bench.sweep(.day, purgeNow: false)
        let before = Mutex<Moment?>(nil)
        bench.audit.beforeAppending { [unowned bench] records in
            if records.contains(where: { $0.event == .purgeRequested }) { before.withLock { $0 = Moment(bench) } }
        }
        await bench.sweep(.day)
        let requested = bench.audit.records.lastIndex { $0.event == .purgeRequested }! + 1
        try crash(bench, #require(before.withLock { $0 }), records: requested)
        bench.trash.change { $0.items = [] }
        bench.clock.advance(900)
        await bench.sweep(.day, purgeNow: false)
        #expect(bench.audit.keys(.purgeFailed) == [key(1), key(2)])
    }

    /// The earlier sweep ended well, so the state has no number of records: it must have one as soon as more may come.
    @Test func withAnOutcomeOfReconcilingRecordedTellsItNoSecondTime() async throws {
        let bench = Bench([.file(1)])
        bench.trash.loseChanges()
        await bench.sweep(.day)
        // A sweep that sees the trash empty and can't inspect the item: the next finds nothing new, which would have
        // saved the state for another reason.
        bench.trash.change { $0.items = [] }
        bench.trash.follow { _, call throws(PortalFailure) in
            if case .locate = call { throw .timedOut }
            return nil
        }
        bench.clock.advance(900)
        await bench.sweep(.day, purgeNow: false)
        try await sweepAgainAfterACrash(bench, seconds: 900, told: .purged)
        #expect(bench.audit.keys(.purged) == [key(1)])
        #expect(try bench.requests().isEmpty)
    }

    /// A request of moments ago whose item has left the trash: a sweep without a request of its own recorded the
    /// outcome.
    @Test func withARequestOfMomentsAgoFoundDoneTellsItNoSecondTime() async throws {
        let bench = await benchWithAnUnknownPurge()
        bench.trash.change { $0.items = [] }
        try await sweepAgainAfterACrash(bench, seconds: 20, told: .purged)
        #expect(bench.audit.keys(.purged) == [key(1)])
        #expect(try bench.requests().isEmpty)
    }

    /// A listing left it out, and the portal's work may still reach it: too early to record a failure.
    @Test func whatTheListingLeavesOutIsNotToldAsFailedTooEarly() async throws {
        let bench = await benchWithAnUnknownPurge()
        let item = bench.trash.now.items
        bench.trash.follow { contents, call throws(PortalFailure) in
            contents.items = call == .list ? [] : item
            return nil
        }
        bench.clock.advance(20)
        await bench.sweep(.day, purgeNow: false)
        #expect(bench.audit.keys(.purgeFailed) == [])
        #expect(try bench.requests().count == 1)
        bench.clock.advance(300)
        await bench.sweep(.day, purgeNow: false)
        #expect(bench.audit.keys(.purgeFailed) == [key(1)])
        #expect(try bench.requests().isEmpty)
    }

    /// Sweeps, with the state file then as it was before the item was looked at, and sweeps once more.
    private func sweepAgainAfterACrash(_ bench: Bench, seconds: Double, told event: AuditEvent) async throws {
        let before = Mutex<Moment?>(nil)
        bench.trash.follow { [unowned bench] _, call throws(PortalFailure) in
            if case .locate = call { before.withLock { $0 = Moment(bench) } }
            return nil
        }
        bench.clock.advance(seconds)
        await bench.sweep(.day, purgeNow: false)
        let recorded = try #require(bench.audit.records.lastIndex { $0.event == event }) + 1
        try crash(bench, #require(before.withLock { $0 }), records: recorded)
        await bench.sweep(.day, purgeNow: false)
    }

    private func benchWithAnUnknownPurge() async -> Bench {
        let bench = Bench([.file(1)])
        bench.trash.follow { _, call throws(PortalFailure) in
            if call.isChange { throw .timedOut }
            return nil
        }
        await bench.sweep(.day)
        return bench
    }

    @Test func countsARestoreThatWasRecordedButNotSaved() async throws {
        let bench = Bench([.file(1, "contract")])
        let call = try #require(await momentsOfCalls(bench, .contracts).last)
        let recorded = bench.audit.records.lastIndex { $0.event == .restored }! + 1
        try crash(bench, call, records: recorded)
        await bench.sweep(.contracts)
        #expect(try bench.state().restores[ItemKey(.file, 1)]?.count == 1)
        #expect(bench.audit.keys(.restored) == [key(1)])
    }

    @Test func keepsTheQuarantineThatWasRecordedButNotSaved() async throws {
        let bench = Bench(files(1...2))
        bench.trash.change { $0.stuck = [key(1)] }
        let call = try #require(await momentsOfCalls(bench, .day).last)
        let recorded = bench.audit.records.lastIndex { $0.event == .quarantined }! + 1
        try crash(bench, call, records: recorded)
        await bench.sweep(.day)
        #expect(try bench.state().quarantine[ItemKey(.file, 1)]?.failures == 1)
        #expect(bench.audit.keys(.quarantined) == [key(1)])
    }
}
