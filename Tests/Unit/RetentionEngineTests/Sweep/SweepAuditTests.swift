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

    @Test func `announces each item before its call`() async throws {
        let harness = SweepHarness(files(1...3))
        let seen = HandClock()  // advanced by one second for each record seen at the time of the call
        harness.trash.follow { [audit = harness.audit] _, call throws(PortalError) in
            if call.isChange { seen.advance(Double(audit.keys(.purgeRequested).count)) }
            return nil
        }
        await harness.sweep(.day)
        #expect(seen.now == SweepHarness.start.addingTimeInterval(3))
    }

    @Test func `writes the request to the disk before the call`() async throws {
        let harness = SweepHarness(files(1...3))
        let requests = HandClock()
        harness.trash.follow { [store = harness.store] _, call throws(PortalError) in
            if call.isChange, let file = try? RequestFile(store: store, account: "alice") {
                requests.advance(Double(file.ledger.count))
            }
            return nil
        }
        await harness.sweep(.day)
        #expect(requests.now == SweepHarness.start.addingTimeInterval(3))
    }

    @Test func `a trail that is broken from the start means no sweep at all`() async {
        let harness = SweepHarness([.file(1, "contract"), .file(2)])
        harness.audit.failChecks()
        #expect(isNoAudit(await harness.sweep(.contracts)))
        #expect(harness.trash.now.calls.isEmpty)
    }

    @Test func `a trail that keeps nothing means no call`() async throws {
        let harness = SweepHarness([.file(1, "contract"), .file(2)])
        harness.audit.failProofs()
        #expect(isNoAudit(await harness.sweep(.contracts)))
        #expect(harness.changes.isEmpty)
        #expect(try harness.requests().isEmpty)
        #expect(harness.audit.of(.restoreRequested).isEmpty)
        harness.audit.recover()
        harness.clock.advance(900)
        await harness.sweep(.contracts)
        #expect(harness.keysLeft.isEmpty)
    }

    @Test func `a sweep proves what it recorded and a quiet one nothing`() async {
        let harness = SweepHarness([.file(1, daysAgo: 0.5)])
        await harness.sweep(.day)
        #expect(harness.audit.proofs == 1, "the policy was loaded")
        harness.clock.advance(900)
        await harness.sweep(.day)
        #expect(harness.audit.proofs == 1)
    }

    /// Records of an earlier process may have been lost with the journal's socket.
    @Test func `a quiet sweep proves what nobody has seen arrive`() async throws {
        let harness = SweepHarness([.file(1, daysAgo: 0.5)])
        await harness.sweep(.day)
        _ = try harness.audit.append([.some(file: 9)])
        harness.clock.advance(900)
        #expect(await harness.sweep(.day).isQuiet)
        #expect(harness.audit.proofs == 2)
        _ = try harness.audit.append([.some(file: 9)])
        harness.audit.failProofs()
        harness.clock.advance(900)
        let outcome = await harness.sweep(.day)
        #expect(isNoAudit(outcome) && !outcome.isQuiet)
    }

    @Test func `a trail proves itself before the first change in each round and at the end`() async {
        let harness = SweepHarness(files(1...5_200))
        let proofs = Mutex<[Int]>([])
        harness.trash.follow { [audit = harness.audit] _, call throws(PortalError) in
            if call.isChange { proofs.withLock { $0.append(audit.proofs) } }
            return nil
        }
        await harness.sweep(.day)
        #expect(proofs.withLock { $0.first } == 1)
        #expect(Set(proofs.withLock { $0 }) == [1, 2, 3, 4], "two rounds of 2,600, and one proof per 2,500 items")
        #expect(harness.audit.proofs == 5)
    }

    @Test func `a trail that stops keeping in the middle stops the purge there`() async throws {
        let harness = SweepHarness(files(1...5_200))
        harness.audit.failProofs(after: 1)
        #expect(isNoAudit(await harness.sweep(.day)))
        #expect(harness.keysLeft.count == 2_700)
        #expect(harness.audit.keys(.purged).count == 2_500, "what was done is recorded")
    }

    @Test func `outcomes that do not arrive are a problem of the sweep`() async throws {
        let harness = SweepHarness(files(1...2))
        harness.audit.failProofs(after: 1)
        let outcome = await harness.sweep(.day)
        #expect(isNoAudit(outcome))
        #expect(outcome.counts.purged == 2)
    }

    @Test(arguments: [AuditEvent.sweepStarted, .restoreRequested])
    func `a record that cannot be written before a call means no call`(event: AuditEvent) async {
        let harness = SweepHarness([.file(1, "contract"), .file(2)])
        harness.audit.refuse(event)
        #expect(isNoAudit(await harness.sweep(.contracts)))
        #expect(harness.changes.isEmpty)
    }

    @Test func `no purge is requested that could not be announced`() async throws {
        let harness = SweepHarness([.file(1, "contract"), .file(2)])
        harness.audit.refuse(.purgeRequested)
        #expect(isNoAudit(await harness.sweep(.contracts)))
        #expect(harness.changes == [.restore([key(1)], into: 50)])
        #expect(try harness.requests().isEmpty)
    }

    @Test func `an outcome that cannot be recorded stops the sweep and stays open`() async throws {
        let harness = SweepHarness([.file(1, "contract"), .file(2)])
        harness.audit.refuse(.restored)
        let outcome = await harness.sweep(.contracts)
        #expect(isNoAudit(outcome))
        #expect(outcome.counts.restored == 0)
        #expect(harness.changes == [.restore([key(1)], into: 50)], "nothing after it")
        #expect(try harness.requests().keys.map(\.description) == ["file:1"])
        harness.audit.recover()
        harness.clock.advance(900)
        #expect(await harness.sweep(.contracts, purgeNow: false).counts.restored == 1)
        #expect(harness.audit.keys(.restored) == [key(1)])
    }

    @Test func `a purge that cannot be recorded is recorded by the next sweep`() async throws {
        let harness = SweepHarness(files(1...150))
        harness.audit.refuse(.purged)
        await harness.sweep(.day)
        #expect(try !harness.requests().isEmpty)
        harness.audit.recover()
        harness.clock.advance(900)
        await harness.sweep(.day)
        #expect(Set(harness.audit.keys(.purged)).count == 150)
        #expect(harness.audit.keys(.purged).count == 150, "each once")
    }

    @Test(arguments: ["", "{", "{}", "null", "[]", #"{"version":2}"#, "\u{0}\u{0}"])
    func `a damaged state means no change`(text: String) async throws {
        let harness = SweepHarness([.file(1, "contract"), .file(2)])
        await harness.sweep(.day, purgeNow: false)
        try Data(text.utf8).write(to: URL(filePath: harness.statePath))
        let outcome = await harness.sweep(.contracts, confirmLimits: true)
        guard case .state = outcome.problem else { return #expect(Bool(false), "\(outcome.problem as Any)") }
        #expect(harness.changes.isEmpty)
        #expect(
            try String(contentsOfFile: harness.statePath, encoding: .utf8) == text, "and it is left for a person to see"
        )
        #expect(harness.audit.events.last == .sweepFailed)
    }

    @Test func `every sweep has a start and an end of one ID`() async throws {
        let harness = SweepHarness(files(1...2))
        harness.trash.change { $0.stuck = [key(1)] }
        let outcome = await harness.sweep(.day)
        #expect(harness.audit.events.first == .sweepStarted)
        #expect(harness.audit.events.last == .sweepFailed)
        #expect(Set(harness.audit.records.map(\.sweepID)) == [outcome.sweepID])
        #expect(Set(harness.audit.records.map(\.policyDigest)) == [ActivePolicy.day.digest])
    }

    /// Issue 17, point 5.
    @Test func `a sweep in which nothing happened leaves no record`() async throws {
        let harness = SweepHarness([.file(1, daysAgo: 0.5)])
        #expect(await harness.sweep(.day).isQuiet == false, "the policy was loaded")
        let records = harness.audit.records.count
        harness.clock.advance(900)
        let quiet = await harness.sweep(.day)
        #expect(quiet.isQuiet)
        #expect(quiet.problem == nil)
        #expect(harness.audit.records.count == records)
        #expect(try harness.state().lastSweep?.id == quiet.sweepID, "the status shows that it ran")
        harness.clock.advance(86_400)
        let busy = await harness.sweep(.day)
        #expect(!busy.isQuiet)
        #expect(
            harness.audit.records.dropFirst(records).map(\.event)
                == [.sweepStarted, .purgeRequested, .purged, .sweepFinished])
    }

    @Test func `a sweep that fails is always recorded`() async {
        let harness = SweepHarness([.file(1, daysAgo: 0.5)])
        await harness.sweep(.day)
        let records = harness.audit.records.count
        harness.trash.change { $0.trashID = nil }
        await harness.sweep(.day)
        #expect(harness.audit.records.dropFirst(records).map(\.event) == [.sweepStarted, .sweepFailed])
    }

    @Test func `only one sweep of an account runs at a time`() async throws {
        let harness = SweepHarness(files(1...2))
        let lock = try harness.store.lock(account: "alice")
        let outcome = await harness.sweep(.day)
        guard case .gaveUp = outcome.problem else { return #expect(Bool(false), "\(outcome.problem as Any)") }
        #expect(harness.trash.now.calls.isEmpty)
        withExtendedLifetime(lock) {}
    }

    /// Records of a stopped process may have been lost with the journal's socket, in the same boot.
    @Test func `a sweep that only finds out what became of an earlier ones requests proves its records`() async {
        let harness = SweepHarness(files(1...2))
        harness.trash.loseChanges()
        await harness.sweep(.day)
        harness.trash.follow { _, _ throws(PortalError) in nil }
        harness.trash.change { $0.items = [] }
        harness.clock.advance(600)
        let proofs = harness.audit.proofs
        await harness.sweep(.day)
        #expect(harness.audit.keys(.purged).count == 2)
        #expect(harness.audit.proofs == proofs + 1)
    }
}
