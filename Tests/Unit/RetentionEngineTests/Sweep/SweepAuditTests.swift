import Foundation
import Synchronization
import Testing

@testable import Retention
@testable import RetentionEngine

/// Nothing is changed without an audit trail, nor without a readable state.
@Suite struct SweepAuditTests {
    private func isNoAudit(_ outcome: SweepOutcome) -> Bool {
        if case .noAudit = outcome.problem { true } else { false }
    }

    @Test func announcesEachItemBeforeItsCall() async throws {
        let bench = Bench(files(1...3))
        let seen = HandClock()  // advanced by one second for each record seen at the time of the call
        bench.trash.follow { [audit = bench.audit] _, call throws(PortalFailure) in
            if call.isChange { seen.advance(Double(audit.keys(.purgeRequested).count)) }
            return nil
        }
        await bench.sweep(.day)
        #expect(seen.now == Bench.start.addingTimeInterval(3))
    }

    @Test func writesTheRequestToTheDiskBeforeTheCall() async throws {
        let bench = Bench(files(1...3))
        let requests = HandClock()
        bench.trash.follow { [store = bench.store] _, call throws(PortalFailure) in
            if call.isChange, let file = try? RequestFile(store: store, account: "alice") {
                requests.advance(Double(file.ledger.count))
            }
            return nil
        }
        await bench.sweep(.day)
        #expect(requests.now == Bench.start.addingTimeInterval(3))
    }

    @Test func aTrailThatIsBrokenFromTheStartMeansNoSweepAtAll() async {
        let bench = Bench([.file(1, "contract"), .file(2)])
        bench.audit.failChecks()
        #expect(isNoAudit(await bench.sweep(.contracts)))
        #expect(bench.trash.now.calls.isEmpty)
    }

    @Test func aTrailThatKeepsNothingMeansNoCall() async throws {
        let bench = Bench([.file(1, "contract"), .file(2)])
        bench.audit.failProofs()
        #expect(isNoAudit(await bench.sweep(.contracts)))
        #expect(bench.changes.isEmpty)
        #expect(try bench.requests().isEmpty)
        #expect(bench.audit.of(.restoreRequested).isEmpty)
        bench.audit.recover()
        bench.clock.advance(900)
        await bench.sweep(.contracts)
        #expect(bench.keysLeft.isEmpty)
    }

    @Test func aSweepProvesWhatItRecordedAndAQuietOneNothing() async {
        let bench = Bench([.file(1, daysAgo: 0.5)])
        await bench.sweep(.day)
        #expect(bench.audit.proofs == 1, "the policy was loaded")
        bench.clock.advance(900)
        await bench.sweep(.day)
        #expect(bench.audit.proofs == 1)
    }

    /// Records of an earlier process may have been lost with the journal's socket.
    @Test func aQuietSweepProvesWhatNobodyHasSeenArrive() async throws {
        let bench = Bench([.file(1, daysAgo: 0.5)])
        await bench.sweep(.day)
        _ = try bench.audit.append([.some(file: 9)])
        bench.clock.advance(900)
        #expect(await bench.sweep(.day).isQuiet)
        #expect(bench.audit.proofs == 2)
        _ = try bench.audit.append([.some(file: 9)])
        bench.audit.failProofs()
        bench.clock.advance(900)
        let outcome = await bench.sweep(.day)
        #expect(isNoAudit(outcome) && !outcome.isQuiet)
    }

    @Test func aTrailProvesItselfBeforeTheFirstChangeInEachRoundAndAtTheEnd() async {
        let bench = Bench(files(1...5_200))
        let proofs = Mutex<[Int]>([])
        bench.trash.follow { [audit = bench.audit] _, call throws(PortalFailure) in
            if call.isChange { proofs.withLock { $0.append(audit.proofs) } }
            return nil
        }
        await bench.sweep(.day)
        #expect(proofs.withLock { $0.first } == 1)
        #expect(Set(proofs.withLock { $0 }) == [1, 2, 3, 4], "two rounds of 2,600, and one proof per 2,500 items")
        #expect(bench.audit.proofs == 5)
    }

    @Test func aTrailThatStopsKeepingInTheMiddleStopsThePurgeThere() async throws {
        let bench = Bench(files(1...5_200))
        bench.audit.failProofs(after: 1)
        #expect(isNoAudit(await bench.sweep(.day)))
        #expect(bench.keysLeft.count == 2_700)
        #expect(bench.audit.keys(.purged).count == 2_500, "what was done is recorded")
    }

    @Test func outcomesThatDoNotArriveAreAProblemOfTheSweep() async throws {
        let bench = Bench(files(1...2))
        bench.audit.failProofs(after: 1)
        let outcome = await bench.sweep(.day)
        #expect(isNoAudit(outcome))
        #expect(outcome.counts.purged == 2)
    }

    @Test(arguments: [AuditEvent.sweepStarted, .restoreRequested])
    func aRecordThatCannotBeWrittenBeforeACallMeansNoCall(event: AuditEvent) async {
        let bench = Bench([.file(1, "contract"), .file(2)])
        bench.audit.refuse(event)
        #expect(isNoAudit(await bench.sweep(.contracts)))
        #expect(bench.changes.isEmpty)
    }

    @Test func noPurgeIsAskedForThatCouldNotBeAnnounced() async throws {
        let bench = Bench([.file(1, "contract"), .file(2)])
        bench.audit.refuse(.purgeRequested)
        #expect(isNoAudit(await bench.sweep(.contracts)))
        #expect(bench.changes == [.restore([key(1)], into: 50)])
        #expect(try bench.requests().isEmpty)
    }

    @Test func anOutcomeThatCannotBeRecordedStopsTheSweepAndStaysOpen() async throws {
        let bench = Bench([.file(1, "contract"), .file(2)])
        bench.audit.refuse(.restored)
        let outcome = await bench.sweep(.contracts)
        #expect(isNoAudit(outcome))
        #expect(outcome.counts.restored == 0)
        #expect(bench.changes == [.restore([key(1)], into: 50)], "nothing after it")
        #expect(try bench.requests().keys.map(\.description) == ["file:1"])
        bench.audit.recover()
        bench.clock.advance(900)
        #expect(await bench.sweep(.contracts, purgeNow: false).counts.restored == 1)
        #expect(bench.audit.keys(.restored) == [key(1)])
    }

    @Test func aPurgeThatCannotBeRecordedIsRecordedByTheNextSweep() async throws {
        let bench = Bench(files(1...150))
        bench.audit.refuse(.purged)
        await bench.sweep(.day)
        #expect(try !bench.requests().isEmpty)
        bench.audit.recover()
        bench.clock.advance(900)
        await bench.sweep(.day)
        #expect(Set(bench.audit.keys(.purged)).count == 150)
        #expect(bench.audit.keys(.purged).count == 150, "each once")
    }

    @Test(arguments: ["", "{", "{}", "null", "[]", #"{"version":2}"#, "\u{0}\u{0}"])
    func aDamagedStateMeansNoChange(text: String) async throws {
        let bench = Bench([.file(1, "contract"), .file(2)])
        await bench.sweep(.day, purgeNow: false)
        try Data(text.utf8).write(to: URL(filePath: bench.statePath))
        let outcome = await bench.sweep(.contracts, confirmLimits: true)
        guard case .state = outcome.problem else { return #expect(Bool(false), "\(outcome.problem as Any)") }
        #expect(bench.changes.isEmpty)
        #expect(
            try String(contentsOfFile: bench.statePath, encoding: .utf8) == text, "and it is left for a person to see")
        #expect(bench.audit.events.last == .sweepFailed)
    }

    @Test func everySweepHasAStartAndAnEndOfOneID() async throws {
        let bench = Bench(files(1...2))
        bench.trash.change { $0.stuck = [key(1)] }
        let outcome = await bench.sweep(.day)
        #expect(bench.audit.events.first == .sweepStarted)
        #expect(bench.audit.events.last == .sweepFailed)
        #expect(Set(bench.audit.records.map(\.sweepID)) == [outcome.sweepID])
        #expect(Set(bench.audit.records.map(\.policyDigest)) == [ActivePolicy.day.digest])
    }

    /// Issue 17, point 5.
    @Test func aSweepInWhichNothingHappenedLeavesNoRecord() async throws {
        let bench = Bench([.file(1, daysAgo: 0.5)])
        #expect(await bench.sweep(.day).isQuiet == false, "the policy was loaded")
        let records = bench.audit.records.count
        bench.clock.advance(900)
        let quiet = await bench.sweep(.day)
        #expect(quiet.isQuiet)
        #expect(quiet.problem == nil)
        #expect(bench.audit.records.count == records)
        #expect(try bench.state().lastSweep?.id == quiet.sweepID, "the status shows that it ran")
        bench.clock.advance(86_400)
        let busy = await bench.sweep(.day)
        #expect(!busy.isQuiet)
        #expect(
            bench.audit.records.dropFirst(records).map(\.event)
                == [.sweepStarted, .purgeRequested, .purged, .sweepFinished])
    }

    @Test func aSweepThatFailsIsAlwaysRecorded() async {
        let bench = Bench([.file(1, daysAgo: 0.5)])
        await bench.sweep(.day)
        let records = bench.audit.records.count
        bench.trash.change { $0.trashID = nil }
        await bench.sweep(.day)
        #expect(bench.audit.records.dropFirst(records).map(\.event) == [.sweepStarted, .sweepFailed])
    }

    @Test func onlyOneSweepOfAnAccountRunsAtATime() async throws {
        let bench = Bench(files(1...2))
        let lock = try bench.store.lock(account: "alice")
        let outcome = await bench.sweep(.day)
        guard case .gaveUp = outcome.problem else { return #expect(Bool(false), "\(outcome.problem as Any)") }
        #expect(bench.trash.now.calls.isEmpty)
        withExtendedLifetime(lock) {}
    }

    /// Records of a stopped process may have been lost with the journal's socket, in the same boot.
    @Test func aSweepThatOnlyFindsOutWhatBecameOfAnEarlierOnesRequestsProvesItsRecords() async {
        let bench = Bench(files(1...2))
        bench.trash.loseChanges()
        await bench.sweep(.day)
        bench.trash.follow { _, _ throws(PortalFailure) in nil }
        bench.trash.change { $0.items = [] }
        bench.clock.advance(600)
        let proofs = bench.audit.proofs
        await bench.sweep(.day)
        #expect(bench.audit.keys(.purged).count == 2)
        #expect(bench.audit.proofs == proofs + 1)
    }
}
