package import FoundationEssentials
package import Retention
import Time

/// When an account is swept next. Pure: two clocks go in, a waiting time comes out.
///
/// The interval runs on the monotonic clock, which nobody sets; a purge slot is a time of day, so it is found again on the
/// wall clock at each wake-up.
package struct AccountSchedule: Sendable {
    /// On the monotonic clock, since any fixed origin.
    package private(set) var nextCheck: Duration
    /// The first purge slot that no sweep has seen yet.
    package private(set) var nextPurge: Date?
    /// After a failure, on the monotonic clock: a purge slot waits until then, even if it comes sooner.
    private var notBefore: Duration?

    /// The first retry after a failure; doubled with each further one, up to the interval.
    static let firstRetry = Duration.seconds(30)
    /// A purge slot waits no longer than this for an account that failed.
    static let maxSlotDelay = Duration.seconds(15 * 60)

    /// Due at once.
    package init(monotonic: Duration, nextPurge: Date?) {
        nextCheck = monotonic
        self.nextPurge = nextPurge
    }

    package func isDue(monotonic: Duration, wall: Date) -> Bool {
        monotonic >= nextCheck || nextPurge.map { wall >= $0 && monotonic >= notBefore ?? monotonic } ?? false
    }

    /// For how long it has been due; zero when it isn't.
    package func overdue(monotonic: Duration, wall: Date) -> Duration {
        let purge =
            nextPurge.map {
                min(Duration.seconds(wall.timeIntervalSince($0)), monotonic - (notBefore ?? .zero))
            } ?? .zero
        return max(.zero, max(monotonic - nextCheck, purge))
    }

    /// How long until the account may be due; zero if it is.
    package func wait(monotonic: Duration, wall: Date) -> Duration {
        let check = nextCheck - monotonic
        let purge =
            nextPurge.map {
                max(Duration.seconds($0.timeIntervalSince(wall)), notBefore.map { $0 - monotonic } ?? .zero)
            } ?? check
        return max(.zero, min(check, purge))
    }

    /// Finds the purge slot again after the wall clock was set back: the one found before may be far too late.
    package mutating func clockWasSetBack(to wall: Date, policy: Policy) {
        nextPurge = policy.purge.schedule?.next(after: wall)
    }

    /// Finds the purge slot again after the machine's time zone was changed. A slot that has come stays due.
    package mutating func zoneWasChanged(at wall: Date, policy: Policy) {
        if let nextPurge, nextPurge <= wall { return }
        nextPurge = policy.purge.schedule?.next(after: wall)
    }

    /// Takes a sweep that began at `wall` and has ended.
    ///
    /// - Parameters:
    ///   - failures: failed sweeps in a row, this one included.
    ///   - random: 0..<1.
    package mutating func swept(
        startedAt wall: Date, monotonic: Duration, failures: Int, policy: Policy, random: Double
    ) {
        let every = policy.check.every
        let pause = failures == 0 ? every : min(every, Self.firstRetry * (1 << min(failures - 1, 20)))
        nextCheck = monotonic + pause + policy.check.jitter * random
        notBefore = failures == 0 ? nil : monotonic + min(pause, Self.maxSlotDelay)
        nextPurge = policy.purge.schedule?.next(after: wall)
    }
}
