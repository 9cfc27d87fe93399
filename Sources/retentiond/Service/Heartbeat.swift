import RetentionEngine
import Synchronization
import Systemd

/// Feeds systemd's watchdog, but only while the work advances: the loop came round, and each sweep under way has heard from
/// its portal lately.
final class Heartbeat: Sendable {
    /// A sweep is silent for a reason for at most about three minutes: a write may take one, and a portal may ask us to wait
    /// for two. One that is silent for longer hangs.
    static let longestSilence = Duration.seconds(300)

    private let sweeps = Mutex<[String: WatchdogGate<SuspendingClock.Instant>]>([:])
    private let hasSwept = Mutex(false)
    private let clock = SuspendingClock()
    private let longestSilence: Duration

    init(longestSilence: Duration = Heartbeat.longestSilence) {
        self.longestSilence = longestSilence
    }

    /// Watches a sweep from its begin to its end.
    func watching<Value>(_ account: String, _ sweep: () async -> Value) async -> Value {
        let gate = WatchdogGate(budget: longestSilence, startedAt: clock.now)
        sweeps.withLock { $0[account] = gate }
        defer {
            sweeps.withLock { $0[account] = nil }
            hasSwept.withLock { $0 = true }
        }
        return await sweep()
    }

    /// A sweep under way has come a step further, if only to find that the portal doesn't answer.
    func advanced(_ account: String) {
        sweeps.withLock { $0[account]?.progressed(at: clock.now) }
    }

    /// Whether the last sweep has ended since this was asked last: what comes now is a wait.
    func beginsToRest() -> Bool {
        guard sweeps.withLock(\.isEmpty) else { return false }
        return hasSwept.withLock { hasSwept in
            defer { hasSwept = false }
            return hasSwept
        }
    }

    /// The accounts whose sweeps hang.
    var hanging: [String] {
        let now = clock.now
        return sweeps.withLock { $0.filter { !$0.value.shouldPing(now: now) }.keys.sorted() }
    }
}
