import RetentionEngine
import Synchronization
import Systemd

/// Feeds systemd's watchdog, but only while work advances: the loop iterates, and each sweep under way has had a recent
/// answer from its portal.
final class Heartbeat: Sendable {
    /// A sweep may be silent for about three minutes: a write may take one, and a portal may ask us to wait for two.
    /// One that is silent for longer hangs.
    static let longestSilence = Duration.seconds(300)

    private let sweeps = Mutex<[String: WatchdogGate<SuspendingClock.Instant>]>([:])
    private let hasSwept = Mutex(false)
    private let clock = SuspendingClock()
    private let longestSilence: Duration

    init(longestSilence: Duration = Heartbeat.longestSilence) {
        self.longestSilence = longestSilence
    }

    /// Watches a sweep from beginning to end.
    func watching<Value>(_ account: String, _ sweep: () async -> Value) async -> Value {
        let gate = WatchdogGate(budget: longestSilence, startedAt: clock.now)
        sweeps.withLock { $0[account] = gate }
        defer {
            sweeps.withLock { $0[account] = nil }
            hasSwept.withLock { $0 = true }
        }
        return await sweep()
    }

    /// A sweep under way has advanced, if only by learning that the portal doesn't answer.
    func advanced(_ account: String) {
        sweeps.withLock { $0[account]?.progressed(at: clock.now) }
    }

    /// Whether the last sweep has ended since the last call: a wait follows.
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
