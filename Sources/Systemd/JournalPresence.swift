import Glibc

/// Tells whether a journal takes records.
///
/// libsystemd answers success when there is none, so whoever promises an audit trail asks here.
package struct JournalPresence: Sendable {
    /// Where journald listens, see systemd-journald.service(8).
    package static let systemSocketPath = "/run/systemd/journal/socket"

    /// The socket asked about.
    package let socketPath: String

    /// Asks about the system's journal, or, in tests, about a socket elsewhere.
    package init(socketPath: String = Self.systemSocketPath) {
        self.socketPath = socketPath
    }

    /// Whether something takes datagrams at the socket.
    package var isPresent: Bool {
        do {
            try check()
            return true
        } catch {
            return false
        }
    }

    /// Connects a datagram socket to the journal's and closes it again; nothing is sent.
    ///
    /// - Throws: `SystemdError` saying why there is no journal: `ENOENT` no such socket, `ECONNREFUSED` nobody listens,
    ///   `EPROTOTYPE` no datagram socket, `ENAMETOOLONG`.
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
    }
}

extension sockaddr_un {
    /// The address of a socket in the file system; nil when the path is empty, holds a NUL or is too long.
    fileprivate init?(path: String) {
        self.init()
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, !bytes.contains(0), bytes.count < MemoryLayout.size(ofValue: sun_path) else { return nil }
        sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &sun_path) { $0.copyBytes(from: bytes) }
    }
}
