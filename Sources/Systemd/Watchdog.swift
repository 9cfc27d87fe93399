internal import CSystemd

/// The watchdog that the unit requests with `WatchdogSec=`.
package struct Watchdog: Sendable, Equatable {
    /// The manager acts when no ping arrives for this long. Positive.
    package let interval: Duration

    /// Creates a watchdog; `requested()` finds the real one.
    package init(interval: Duration) {
        self.interval = interval
    }

    /// How often to ping: twice in each interval, as sd_watchdog_enabled(3) recommends.
    package var pingPeriod: Duration { interval / 2 }

    /// The watchdog for this very process, nil if there is none; the environment is left in place.
    ///
    /// - Throws: `SystemdError` if `$WATCHDOG_USEC` or `$WATCHDOG_PID` is invalid.
    package static func requested() throws(SystemdError) -> Watchdog? {
        var microseconds: UInt64 = 0
        guard try checked(.sdWatchdogEnabled, sd_watchdog_enabled(0, &microseconds)) > 0 else { return nil }
        return Watchdog(interval: .microseconds(Int64(clamping: microseconds)))
    }
}
