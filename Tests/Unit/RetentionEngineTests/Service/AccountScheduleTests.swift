import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

/// Takes two clocks, gives a waiting time.
@Suite struct AccountScheduleTests {
    private static let every15 = ActivePolicy.of(
        #""retention":"1d","check":{"every":"15min","jitter":"30s"},"purge":{"schedule":"*-*-* 12:00:00 UTC"}"#
    ).policy
    private static let noon = SweepHarness.start.addingTimeInterval(3 * 3_600)

    private func swept(
        _ schedule: inout AccountSchedule, at monotonic: Duration, wall: Date = SweepHarness.start, failures: Int = 0,
        random: Double = 0
    ) {
        schedule.swept(
            startedAt: wall, monotonic: monotonic, failures: failures, policy: Self.every15, random: random)
    }

    @Test func `is due at once`() {
        let schedule = AccountSchedule(monotonic: .seconds(7), nextPurge: nil)
        #expect(schedule.isDue(monotonic: .seconds(7), wall: SweepHarness.start))
        #expect(schedule.wait(monotonic: .seconds(7), wall: SweepHarness.start) == .zero)
    }

    @Test func `waits for its interval after a sweep has ended`() {
        var schedule = AccountSchedule(monotonic: .zero, nextPurge: nil)
        swept(&schedule, at: .seconds(100))
        #expect(schedule.wait(monotonic: .seconds(100), wall: SweepHarness.start) == .seconds(900))
        #expect(!schedule.isDue(monotonic: .seconds(999), wall: SweepHarness.start))
        #expect(schedule.isDue(monotonic: .seconds(1_000), wall: SweepHarness.start))
    }

    @Test func `computes the purge time again when the clock was set back`() {
        var schedule = AccountSchedule(monotonic: .zero, nextPurge: nil)
        swept(&schedule, at: .zero, wall: Self.noon.addingTimeInterval(10 * 86_400))
        schedule.clockWasSetBack(to: SweepHarness.start, policy: Self.every15)
        #expect(schedule.nextPurge == Self.noon)
    }

    @Test func `finds the purge time again when the zone was changed`() {
        var schedule = AccountSchedule(monotonic: .zero, nextPurge: Self.noon.addingTimeInterval(-3_600))
        schedule.zoneWasChanged(at: SweepHarness.start, policy: Self.every15)
        #expect(schedule.nextPurge == Self.noon)
    }

    @Test func `a purge time that has come stays due in another zone`() {
        var schedule = AccountSchedule(monotonic: .seconds(900), nextPurge: SweepHarness.start)
        schedule.zoneWasChanged(at: SweepHarness.start, policy: Self.every15)
        #expect(schedule.isDue(monotonic: .zero, wall: SweepHarness.start))
    }

    @Test(arguments: [0.0, 0.5, 0.999])
    func `jitter only adds`(random: Double) {
        var schedule = AccountSchedule(monotonic: .zero, nextPurge: nil)
        swept(&schedule, at: .zero, random: random)
        #expect(schedule.nextCheck == .seconds(900) + .seconds(30) * random)
    }

    @Test(arguments: [(1, 30), (2, 60), (3, 120), (4, 240), (5, 480), (6, 900), (7, 900), (60, 900), (Int.max, 900)])
    func `retries soon then less and less often but never less than the interval`(failures: Int, seconds: Int) {
        var schedule = AccountSchedule(monotonic: .zero, nextPurge: nil)
        swept(&schedule, at: .zero, failures: failures)
        #expect(schedule.nextCheck == .seconds(seconds))
    }

    @Test func `a short interval is never stretched by failures`() {
        var schedule = AccountSchedule(monotonic: .zero, nextPurge: nil)
        var policy = Self.every15
        policy.check.every = .seconds(10)
        schedule.swept(startedAt: SweepHarness.start, monotonic: .zero, failures: 3, policy: policy, random: 0)
        #expect(schedule.nextCheck == .seconds(10))
    }

    @Test func `wakes for a purge slot before the interval`() {
        var schedule = AccountSchedule(monotonic: .zero, nextPurge: nil)
        let wall = Self.noon.addingTimeInterval(-60)
        swept(&schedule, at: .zero, wall: wall)
        #expect(schedule.wait(monotonic: .zero, wall: wall) == .seconds(60))
        #expect(!schedule.isDue(monotonic: .zero, wall: Self.noon.addingTimeInterval(-0.001)))
        #expect(schedule.isDue(monotonic: .zero, wall: Self.noon))
    }

    /// The sweep began before noon and ended after it: the noon slot is still to come.
    @Test func `a slot that came during a sweep is due at its end`() {
        var schedule = AccountSchedule(monotonic: .zero, nextPurge: nil)
        swept(&schedule, at: .seconds(600), wall: Self.noon.addingTimeInterval(-60))
        #expect(schedule.isDue(monotonic: .seconds(600), wall: Self.noon.addingTimeInterval(540)))
    }

    @Test func `a slot is done with once a sweep began at it`() {
        var schedule = AccountSchedule(monotonic: .zero, nextPurge: Self.noon)
        swept(&schedule, at: .zero, wall: Self.noon)
        #expect(schedule.nextPurge == Self.noon.addingTimeInterval(86_400))
        #expect(!schedule.isDue(monotonic: .seconds(1), wall: Self.noon.addingTimeInterval(1)))
    }

    /// A slot every 2 s caused a listing every 2 s of a portal that was down.
    @Test func `after a failure slots wait for the retry`() {
        var policy = Self.every15
        policy.purge =
            ActivePolicy.of(
                #""retention":"1d","purge":{"schedule":"*-*-* *:*:0/2 UTC"}"#
            ).policy.purge
        var schedule = AccountSchedule(monotonic: .zero, nextPurge: SweepHarness.start)
        var sweeps: [Int] = []
        for second in 0..<300 {
            let (monotonic, wall) = (Duration.seconds(second), SweepHarness.start.addingTimeInterval(Double(second)))
            guard schedule.isDue(monotonic: monotonic, wall: wall) else {
                #expect(schedule.wait(monotonic: monotonic, wall: wall) > .zero)
                continue
            }
            sweeps.append(second)
            schedule.swept(
                startedAt: wall, monotonic: monotonic, failures: sweeps.count, policy: policy, random: 0)
        }
        #expect(sweeps == [0, 30, 90, 210])
    }

    @Test func `after a failure a slot waits a quarter of an hour at most`() {
        var schedule = AccountSchedule(monotonic: .zero, nextPurge: nil)
        var policy = Self.every15
        policy.check.every = .seconds(86_400)
        let wall = Self.noon.addingTimeInterval(-60)
        schedule.swept(startedAt: wall, monotonic: .zero, failures: 20, policy: policy, random: 0)
        #expect(schedule.nextCheck == .seconds(86_400))
        #expect(!schedule.isDue(monotonic: .seconds(899), wall: wall.addingTimeInterval(899)))
        #expect(schedule.isDue(monotonic: .seconds(900), wall: wall.addingTimeInterval(900)))
        #expect(schedule.wait(monotonic: .seconds(100), wall: wall.addingTimeInterval(100)) == .seconds(800))
    }

    @Test func `after a success a slot is due at once again`() {
        var schedule = AccountSchedule(monotonic: .zero, nextPurge: nil)
        swept(&schedule, at: .zero, wall: Self.noon.addingTimeInterval(-60), failures: 3)
        swept(&schedule, at: .seconds(30), wall: Self.noon.addingTimeInterval(-30))
        #expect(schedule.isDue(monotonic: .seconds(60), wall: Self.noon))
    }

    @Test func `a wall clock set forward wakes for the slot`() {
        let schedule = AccountSchedule(monotonic: .seconds(1_000), nextPurge: Self.noon)
        #expect(schedule.isDue(monotonic: .zero, wall: Self.noon.addingTimeInterval(86_400)))
    }

    @Test func `a wall clock set back keeps the interval`() {
        var schedule = AccountSchedule(monotonic: .zero, nextPurge: nil)
        swept(&schedule, at: .zero)
        #expect(schedule.wait(monotonic: .zero, wall: SweepHarness.start.addingTimeInterval(-1e9)) == .seconds(900))
    }
}
