import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

@Suite("Outcomes under adverse conditions")
struct SweepAdversityTests {
    /// One item of a call is refused, and the disk becomes full between its outcome and the record of its quarantine.
    @Test func `outcomes are recorded once though the record of a quarantine is lost`() async throws {
        let harness = SweepHarness([.file(1, "contract 1"), .file(2, "contract 2")])
        // The portal reports success, and leaves the second where it is.
        harness.trash.follow { contents, call throws(PortalError) in
            guard case .restore(_, let folder) = call else { return nil }
            contents.items.removeAll { $0.key == key(1) }
            contents.restored[key(1)] = folder
            return OperationReport(id: "op", end: .finished)
        }
        let policy = ActivePolicy.of(
            #""rules":[{"name":"c","action":"restore","match":{"title":["*contract*"]},"to":{"folder":50}}]"#)
        harness.audit.refuse(.quarantined)
        await harness.sweep(policy)
        harness.audit.recover()
        harness.clock.advance(900)
        await harness.sweep(policy)
        #expect(harness.audit.keys(.restored) == [key(1)], "once")
        #expect(try harness.state().restores[ItemKey(.file, 1)]?.count == 1)
    }

    /// The same with a purge: one destruction is recorded once.
    @Test func `purges are recorded once though the record of a quarantine is lost`() async throws {
        let harness = SweepHarness(files(1...3))
        harness.trash.follow { contents, call throws(PortalError) in
            guard case .purge = call else { return nil }
            contents.items.removeAll { $0.key != key(1) }
            return OperationReport(id: "op", end: .finished)
        }
        harness.audit.refuse(.quarantined)
        await harness.sweep(.day)
        harness.audit.recover()
        harness.clock.advance(900)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.audit.keys(.purged).sorted() == [key(2), key(3)], "once")
    }

    /// "Do only what this saved plan says": the portal's own call takes everything that is there when it runs.
    @Test func `by saved plan the trash is not emptied as a whole`() async throws {
        let policy = ActivePolicy.of(#""retention":"1d","purge":{"method":"emptytrash"}"#)
        let harness = SweepHarness(files(1...2))
        let selection = harness.selection(policy)
        harness.trash.follow { contents, call throws(PortalError) in
            if call.isChange { contents.items.append(.file(3, "trashed a moment ago", daysAgo: 0)) }
            return nil
        }
        await harness.sweep(policy, selection: selection)
        #expect(harness.keysLeft.contains(key(3)), "it was never in the plan")
    }

    /// An operation of five minutes, stopped from outside: the portal still works when the next sweep comes.
    @Test func `a request is not settled right after a long call`() async throws {
        let harness = SweepHarness(files(1...1))
        let clock = harness.clock
        harness.trash.follow { _, call throws(PortalError) in
            guard call.isChange else { return nil }
            clock.advance(300)
            withUnsafeCurrentTask { $0?.cancel() }
            return OperationReport(id: "op", end: .unknown("stopped while waiting for its operation"))
        }
        let stopped = await Task { await harness.sweep(.day) }.value
        #expect(stopped.problem?.isInterruption == true)
        harness.trash.follow { _, _ in nil }
        clock.advance(5)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.audit.keys(.purgeFailed).isEmpty, "that is not known yet")
        harness.trash.change { $0.items = [] }
        clock.advance(900)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.audit.keys(.purged) == [key(1)])
    }

    /// A clock two days ahead, while a second edit of the policy comes: by this clock, the first edit's grace seems to
    /// be over.
    @Test func `a wrong clock ends no grace`() async throws {
        let grace = #""policyChangeGrace":"24h","#
        let mild = ActivePolicy.of(grace + #""retention":"20d""#)
        let harsh = ActivePolicy.of(grace + #""retention":"5d""#)
        let edited = ActivePolicy.of(grace + #""retention":"5d","check":{"every":"20min"}"#)
        let harness = SweepHarness(files(1...2))
        await harness.sweep(mild)
        harness.clock.advance(2 * 86_400)
        await harness.sweep(mild)
        await harness.sweep(harsh)
        harness.clock.advance(2 * 86_400)
        harness.trash.change { $0.skew = 2 * 86_400 }
        await harness.sweep(edited)
        harness.clock.advance(-2 * 86_400 + 3600)
        harness.trash.change { $0.skew = 0 }
        await harness.sweep(edited)
        #expect(harness.keysLeft == [key(1), key(2)], "an hour after the first edit")
    }
}

/// After `kill -9` it is unknown how long the portal still works on the requests.
@Suite("A portal still at work")
struct PortalAtWorkTests {
    private func killed(_ harness: SweepHarness) async {
        harness.trash.follow { _, call throws(PortalError) in
            call.isChange ? OperationReport(id: "op", end: .unknown("killed")) : nil
        }
        await harness.sweep(.day)
        harness.trash.follow { _, _ throws(PortalError) in nil }
        harness.clock.advance(900)
    }

    @Test func `keeps its requests open`() async throws {
        let harness = SweepHarness(files(1...2))
        await killed(harness)
        harness.trash.change { $0.isWorking = true }
        await harness.sweep(.day)
        #expect(harness.changes.count == 1, "nothing is requested a second time meanwhile")
        #expect(harness.audit.keys(.purgeFailed).isEmpty)
        #expect(try harness.requests().count == 2)
        harness.trash.change { contents in
            contents.isWorking = false
            contents.items = []
        }
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.audit.keys(.purged).sorted() == [key(1), key(2)])
    }

    /// A gateway sent the call twice: the first ended with an error, the copy still runs. Seed 15504 of the simulation.
    @Test func `may still take what a call that is over left`() async throws {
        let harness = SweepHarness(files(1...2))
        harness.trash.follow { contents, call throws(PortalError) in
            guard call.isChange else { return nil }
            contents.items.removeAll { $0.key == key(1) }
            contents.isWorking = true
            return OperationReport(id: "op", end: .finishedWithError)
        }
        await harness.sweep(.day)
        #expect(harness.audit.keys(.purged) == [key(1)])
        #expect(harness.audit.keys(.purgeFailed).isEmpty)
        #expect(harness.audit.keys(.outcomeUnknown) == [key(2)])
        harness.trash.follow { _, _ throws(PortalError) in nil }
        harness.trash.change { contents in
            contents.isWorking = false
            contents.items = []
        }
        harness.clock.advance(900)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.audit.keys(.purged).sorted() == [key(1), key(2)])
        #expect(harness.changes.count == 1)
    }

    @Test func `may still bring back what a call that is over left`() async throws {
        let harness = SweepHarness([.file(1, "contract a"), .file(2, "contract b")])
        harness.trash.follow { contents, call throws(PortalError) in
            guard call.isChange else { return nil }
            contents.isWorking = true
            return OperationReport(id: "op", end: .finishedWithError)
        }
        await harness.sweep(.contracts)
        #expect(harness.audit.keys(.restoreFailed).isEmpty)
        #expect(harness.audit.keys(.outcomeUnknown).sorted() == [key(1), key(2)])
        #expect(harness.changes.count == 1, "no other destination is tried meanwhile")
        #expect(harness.trash.now.calls.count { $0 == .isWorking } == 1)
    }

    @Test func `is recorded as failed when nothing is at work`() async throws {
        let harness = SweepHarness(files(1...1))
        harness.trash.follow { _, call throws(PortalError) in
            call.isChange ? OperationReport(id: "op", end: .finishedWithError) : nil
        }
        await harness.sweep(.day)
        #expect(harness.audit.keys(.purgeFailed) == [key(1)])
        #expect(harness.trash.now.calls.count { $0 == .isWorking } == 1)
    }

    /// The work ends while pages of the trash are read: they show items that are already gone. Seed 70749 of the
    /// simulation: it was recorded as failed, because the activity was read after the listing.
    @Test func `ends while the trash is listed`() async throws {
        let harness = SweepHarness(files(1...2))
        await killed(harness)
        harness.trash.change { contents in
            contents.isWorking = true
            contents.calls = []
        }
        harness.trash.follow { contents, _ throws(PortalError) in
            guard contents.calls.dropLast().last == .list else { return nil }
            contents.items = []
            contents.isWorking = false
            return nil
        }
        await harness.sweep(.day)
        await harness.sweep(.day, purgeNow: false)
        #expect(harness.audit.keys(.purgeFailed).isEmpty)
        #expect(harness.audit.keys(.purged) == [key(1), key(2)])
        #expect(harness.changes.isEmpty, "nothing is requested a second time")
    }

    @Test func `is not requested without open requests`() async throws {
        let harness = SweepHarness(files(1...2))
        await harness.sweep(.day)
        harness.clock.advance(900)
        await harness.sweep(.day)
        #expect(!harness.trash.now.calls.contains(.isWorking))
    }

    @Test func `counts as working when it does not answer`() async throws {
        let harness = SweepHarness(files(1...1))
        await killed(harness)
        harness.trash.follow { _, call throws(PortalError) in
            if call == .isWorking { throw PortalError.unreachable }
            return nil
        }
        await harness.sweep(.day)
        #expect(harness.audit.keys(.purgeFailed).isEmpty)
        #expect(harness.changes.count == 1)
    }
}

@Suite("Several edits of the policy")
struct SeveralEditsTests {
    private static let grace = #""policyChangeGrace":"24h","retention":"5d""#
    private static let plain = ActivePolicy.of(grace)
    private static let holding = ActivePolicy.of(
        grace + #","rules":[{"name":"h","action":"hold","match":{"title":["*contract*"]}}]"#)
    private static let mistyped = ActivePolicy.of(
        grace + #","rules":[{"name":"h","action":"hold","match":{"title":["*contarct*"]}}]"#)

    /// A hold of an hour ago counts like an old one: the edit that drops it has its own grace.
    @Test func `a hold of an hour ago is not forgotten by the next edit`() async throws {
        let harness = SweepHarness([.file(1, "contract"), .file(2)])
        await harness.sweep(Self.plain)
        harness.clock.advance(2 * 86_400)
        await harness.sweep(Self.plain, purgeNow: false)
        harness.trash.change { $0.items = [.file(1, "contract"), .file(2)] }
        await harness.sweep(Self.holding, purgeNow: false)
        harness.clock.advance(3_600)
        let outcome = await harness.sweep(Self.mistyped)
        #expect(harness.keysLeft == [key(1)])
        #expect(outcome.difference?.noLongerProtected == 1)
        #expect(outcome.difference?.newlyPurgeable == 1)
        harness.clock.advance(86_400)
        await harness.sweep(Self.mistyped)
        #expect(harness.keysLeft.isEmpty, "when its own grace is over")
    }
}
