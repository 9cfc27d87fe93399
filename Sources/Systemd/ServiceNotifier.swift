internal import CSystemd
import Glibc

/// Reports the service's state to the service manager: sd_notify(3).
///
/// The manager's socket is in `$NOTIFY_SOCKET`, which is left in place, so that every call finds it.
package struct ServiceNotifier: Sendable {
    /// The result of a notification that did not fail.
    package enum Delivery: Sendable, Equatable {
        /// The manager's socket took it. Whether the manager accepts it is unknown.
        case delivered
        /// The manager's socket takes nothing at present, because nobody reads it. Nothing was sent.
        case full
        /// `$NOTIFY_SOCKET` is not set: nobody supervises this process, for example on a command line.
        case notSupervised
    }

    /// The longest notification the manager reads in full, in bytes (`NOTIFY_BUFFER_MAX`, PIPE_BUF).
    package static let maximumBytes = 4096

    /// Creates a notifier; reads or opens nothing before the first notification.
    package init() {}

    /// Sends several assignments in one datagram, so that the manager sees them at once. Never waits for the manager,
    /// unlike sd_notify(3), which is therefore not used.
    ///
    /// - Parameter assignments: in the order to send, at least one.
    /// - Returns: whether there is a manager that took them.
    /// - Throws: `SystemdError`: `EINVAL` for no assignments, `EMSGSIZE` for more than `maximumBytes`, else the error
    ///   of sending, such as `ECONNREFUSED`.
    @discardableResult
    package func notify(_ assignments: [Assignment]) throws(SystemdError) -> Delivery {
        guard !assignments.isEmpty else { throw SystemdError(.sdNotify, errno: EINVAL) }
        let state = assignments.map(\.text).joined(separator: "\n")
        guard state.utf8.count <= Self.maximumBytes else { throw SystemdError(.sdNotify, errno: EMSGSIZE) }
        guard let name = getenv("NOTIFY_SOCKET").map({ String(cString: $0) }), !name.isEmpty else {
            return .notSupervised
        }
        return try Self.send(Array(state.utf8), to: name)
    }

    /// - Parameter name: an absolute path, or `@` and a name in the abstract name space.
    private static func send(_ bytes: [UInt8], to name: String) throws(SystemdError) -> Delivery {
        var path = Array(name.utf8)
        guard path.first == UInt8(ascii: "/") || path.first == UInt8(ascii: "@") else {
            throw SystemdError(.sdNotify, errno: EAFNOSUPPORT)
        }
        if path[0] == UInt8(ascii: "@") { path[0] = 0 }
        var address = sockaddr_un()
        guard path.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw SystemdError(.sdNotify, errno: E2BIG)
        }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let flags = CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_UNIX, flags, 0)
        guard descriptor >= 0 else { throw SystemdError(.socket, errno: Glibc.errno) }
        defer { close(descriptor) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
        let count = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                sendto(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL), address, length)
            }
        }
        if count >= 0 { return .delivered }
        let code = Glibc.errno
        guard code == EAGAIN || code == EWOULDBLOCK || code == ENOBUFS else {
            throw SystemdError(.sdNotify, errno: code)
        }
        return .full
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

    /// Requests more time in the current phase: the next such call, or the phase's end, comes within `duration`.
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
