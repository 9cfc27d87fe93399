import Foundation
import Logging
import Testing

@testable import Retention
@testable import RetentionEngine

/// A service's status before its first sweep has ended.
@Suite(.timeLimit(.minutes(10))) struct ServiceStatusTests {
    private static let ended = SweepHarness.start.addingTimeInterval(-60)

    private static func remembered(problem: String?) -> AccountState {
        var state = AccountState()
        state.lastSweep = AccountState.SweepRecord(
            id: "s", startedAt: ended, finishedAt: ended, problem: problem, counts: SweepCounts())
        return state
    }

    /// The first status that a service publishes.
    private func firstStatus(_ state: AccountState?) async throws -> ServiceStatus {
        let (statuses, published) = AsyncStream<ServiceStatus>.makeStream()
        let service = SweepService(
            active: .accounts(1),
            ports: SweepService.Ports(
                sweep: { _, _, _ in SweepService.Report(outcome: nil, problem: nil, health: .ok) },
                remembered: { _ in state }, publish: { published.yield($0) }, onIteration: {},
                now: { SweepHarness.start },
                monotonic: { .zero }, random: { 0 }),
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, processID: 1)
        async let running: Void = service.run(started: {})
        let first = await statuses.first { _ in true }
        service.stop()
        await running
        return try #require(first)
    }

    @Test func `reports the interval of the policy`() async throws {
        #expect(try await firstStatus(nil).checkIntervalSeconds == 3_600)
    }

    @Test func `reports the last sweep that ended well`() async throws {
        let status = try await firstStatus(Self.remembered(problem: nil))
        #expect(status.accounts.map(\.lastSuccessAt) == [Self.ended])
    }

    @Test func `does not take a failure for a success`() async throws {
        let status = try await firstStatus(Self.remembered(problem: "no connection"))
        #expect(status.accounts.map(\.lastSweep?.finishedAt) == [Self.ended])
        #expect(status.accounts.map(\.lastSuccessAt) == [nil])
    }

    @Test func `leaves out what nobody remembers`() async throws {
        #expect(try await firstStatus(nil).accounts.map(\.lastSuccessAt) == [nil])
    }
}
