import Glibc

/// Checks whether a journal takes records.
///
/// libsystemd reports success even if there is none, so an audit trail needs this check.
package struct JournalPresence: Sendable {
    /// The socket of journald, see systemd-journald.service(8).
    package static let systemSocketPath = "/run/systemd/journal/socket"

    /// The socket to check.
    package let socketPath: String

    /// How long to wait for a full queue, in milliseconds: sending would block for as long as journald hangs.
    private let patience: Int32

    /// Checks the system's journal or, in tests, another socket.
    ///
    /// - Parameter patience: how long to wait for a journal that takes nothing, at most half a minute.
    package init(socketPath: String = Self.systemSocketPath, patience: Duration = .seconds(2)) {
        self.socketPath = socketPath
        self.patience = Int32(clamping: Int64(min(max(patience, .zero), .seconds(30)) / .milliseconds(1)))
    }

    /// Whether something takes datagrams at the socket. Waits as long as `check`.
    package var isPresent: Bool {
        do {
            try check()
            return true
        } catch {
            return false
        }
    }

    /// Connects a datagram socket to the journal's, waits until it would take something, and closes it again; sends
    /// nothing.
    ///
    /// - Throws: `SystemdError` with the reason: `ENOENT` no such socket, `ECONNREFUSED` no listener, `EPROTOTYPE` not
    ///   a datagram socket, `ENAMETOOLONG`, `EACCES` no permission, `ETIMEDOUT` its queue stays full.
    package func check() throws(SystemdError) {
        guard var address = sockaddr_un(path: socketPath) else { throw SystemdError(.connect, errno: ENAMETOOLONG) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemdError(.socket, errno: errno) }
        defer { close(descriptor) }
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard code == 0 else { throw SystemdError(.connect, errno: errno) }
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        let ready = retryingInterrupts { poll(&waiting, 1, patience) < 0 ? -errno : Int32(waiting.revents) }
        guard try checked(.poll, ready) & Int32(POLLOUT) != 0 else { throw SystemdError(.poll, errno: ETIMEDOUT) }
    }
}

extension sockaddr_un {
    /// The address of a socket in the file system; nil if the path is empty, holds a NUL or is too long.
    fileprivate init?(path: String) {
        self.init()
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, !bytes.contains(0), bytes.count < MemoryLayout.size(ofValue: sun_path) else { return nil }
        sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &sun_path) { $0.copyBytes(from: bytes) }
    }
}
