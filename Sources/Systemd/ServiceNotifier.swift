internal import CSystemd
import Glibc

/// Tells the service manager how the service is doing: sd_notify(3).
///
/// The manager's socket is found in `$NOTIFY_SOCKET`, which is left in place, so every call is as good as the first.
package struct ServiceNotifier: Sendable {
    /// What became of a notification that did not fail.
    package enum Delivery: Sendable, Equatable {
        /// The manager's socket took it. That the manager agrees with it is not known.
        case delivered
        /// `$NOTIFY_SOCKET` is not set: nobody supervises this process, as on a command line.
        case notSupervised
    }

    /// The longest notification the manager reads in full, in bytes (`NOTIFY_BUFFER_MAX`, PIPE_BUF).
    package static let maximumBytes = 4096

    /// Creates a notifier; nothing is read or opened before the first notification.
    package init() {}

    /// Sends several assignments in one datagram, so that the manager sees them at once.
    ///
    /// - Parameter assignments: in the order to be sent, at least one.
    /// - Returns: whether there is a manager that took them.
    /// - Throws: `SystemdError`: `EINVAL` for no assignments, `EMSGSIZE` for more than `maximumBytes`, else what
    ///   sending met, such as `ECONNREFUSED`.
    @discardableResult
    package func notify(_ assignments: [Assignment]) throws(SystemdError) -> Delivery {
        guard !assignments.isEmpty else { throw SystemdError(.sdNotify, errno: EINVAL) }
        let state = assignments.map(\.text).joined(separator: "\n")
        guard state.utf8.count <= Self.maximumBytes else { throw SystemdError(.sdNotify, errno: EMSGSIZE) }
        let code = try checked(.sdNotify, retryingInterrupts { sd_notify(0, state) })
        return code > 0 ? .delivered : .notSupervised
    }

    /// Start-up, or a reload, is finished.
    @discardableResult
    package func ready() throws(SystemdError) -> Delivery {
        try notify([.ready])
    }

    /// The service begins to read its configuration again; `ready()` must follow.
    @discardableResult
    package func reloading() throws(SystemdError) -> Delivery {
        try notify([.reloading(monotonicMicroseconds: Self.monotonicMicroseconds())])
    }

    /// The service begins to stop.
    @discardableResult
    package func stopping() throws(SystemdError) -> Delivery {
        try notify([.stopping])
    }

    /// Sets the line that `systemctl status` shows; an empty one removes it.
    @discardableResult
    package func status(_ line: String) throws(SystemdError) -> Delivery {
        try notify([.status(line)])
    }

    /// Asks for more time in the current phase: the next such call, or the phase's end, comes within `duration`.
    @discardableResult
    package func extendTimeout(_ duration: Duration) throws(SystemdError) -> Delivery {
        try notify([.extendTimeout(duration)])
    }

    /// Feeds the watchdog. Only for callers whose `WatchdogGate` agrees.
    @discardableResult
    package func pingWatchdog() throws(SystemdError) -> Delivery {
        try notify([.watchdog])
    }

    /// Reports the errno(3) the service failed with, shown by `systemctl status`.
    @discardableResult
    package func errno(_ number: Int) throws(SystemdError) -> Delivery {
        try notify([.errno(number)])
    }

    /// CLOCK_MONOTONIC in microseconds, the clock of `MONOTONIC_USEC=`.
    package static func monotonicMicroseconds() -> UInt64 {
        var now = timespec()
        // Cannot fail: the clock exists on every Linux and the pointer is valid.
        _ = clock_gettime(CLOCK_MONOTONIC, &now)
        return UInt64(now.tv_sec) * 1_000_000 + UInt64(now.tv_nsec) / 1000
    }
}
