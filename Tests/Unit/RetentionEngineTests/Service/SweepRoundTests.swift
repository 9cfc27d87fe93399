import Foundation
import Testing

@testable import RetentionEngine

@Suite struct SweepRoundTests {
    private final class Service {
        var round = SweepRound()
        var status = ServiceStatus(processID: 1, startedAt: SweepHarness.start, policyDigest: "", accounts: [])

        init(_ names: String...) {
            status.accounts = names.map { AccountStatus(name: $0) }
            _ = round.update(status)
        }

        /// - Returns: whether the end of that sweep ended a round.
        func swept(_ name: String, _ id: String, problem: String? = nil) -> Bool {
            let index = status.accounts.firstIndex { $0.name == name }!
            status.accounts[index].lastSweep = AccountState.SweepRecord(
                id: id, startedAt: SweepHarness.start, finishedAt: SweepHarness.start, problem: problem,
                counts: SweepCounts())
            status.accounts[index].problem = problem
            status.accounts[index].health = problem == nil ? .ok : .degraded
            return published()
        }

        func published() -> Bool { round.update(status) }
    }

    @Test func `a round ends with the last account`() {
        let service = Service("a", "b")
        #expect(!service.swept("a", "1"))
        #expect(!service.swept("a", "2"))
        #expect(service.swept("b", "3"))
        #expect(!service.swept("b", "4"), "the next round needs both again")
        #expect(service.swept("a", "5"))
    }

    @Test func `a failure keeps the round from ending`() {
        let service = Service("a", "b")
        _ = service.swept("a", "1")
        #expect(!service.swept("b", "2", problem: "the portal is down"))
        #expect(!service.swept("a", "3"))
        #expect(service.swept("b", "4"))
    }

    @Test func `publishing the same status again does not count as a sweep`() {
        let service = Service("a")
        #expect(service.swept("a", "1"))
        #expect(!service.published())
    }

    @Test func `sweeps before the service started do not count`() {
        var round = SweepRound()
        let service = Service("a")
        _ = service.swept("a", "1")
        let isOver = round.update(service.status)
        #expect(!isOver)
    }

    @Test func `a service without accounts starts no round`() {
        let service = Service()
        #expect(!service.published())
    }
}
