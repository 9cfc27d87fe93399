/// Decides whether the watchdog may be fed: only while the last progress is younger than a stated budget.
///
/// A pure value. The caller supplies the clock; it should stop while the machine is suspended, as `SuspendingClock`
/// does, or a resume looks like a stall.
///
/// ```swift
/// var gate = WatchdogGate(budget: .seconds(30), startedAt: clock.now)
/// gate.progressed(at: clock.now)
/// if gate.shouldPing(now: clock.now) { try notifier.pingWatchdog() }
/// ```
package struct WatchdogGate<Instant: InstantProtocol>: Sendable where Instant.Duration == Duration {
    /// How long the service may go without progress. A budget of zero allows only the instant of the progress itself.
    package private(set) var budget: Duration

    /// When the service last reported progress.
    package private(set) var lastProgress: Instant

    /// Opens the gate: the start counts as progress.
    package init(budget: Duration, startedAt start: Instant) {
        self.budget = budget
        self.lastProgress = start
    }

    /// Reports progress.
    ///
    /// - Parameters:
    ///   - instant: when it happened. Reports may arrive out of order: one older than the last changes nothing.
    ///   - nextWithin: the budget from here on, for a phase that is slower or faster; nil keeps the current one.
    package mutating func progressed(at instant: Instant, nextWithin: Duration? = nil) {
        guard instant >= lastProgress else { return }
        lastProgress = instant
        if let nextWithin { budget = nextWithin }
    }

    /// Whether the last progress is at most `budget` old. A `now` before the last progress counts as age zero.
    package func shouldPing(now: Instant) -> Bool {
        now <= lastProgress || lastProgress.duration(to: now) <= budget
    }
}
