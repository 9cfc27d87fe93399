import Glibc
import NIOCore

/// A Unix socket bound to a path.
struct UnixListener {
    let path: String
    let descriptor: CInt
    private let device: dev_t
    private let inode: ino_t

    /// The service's user and group may connect.
    private static let mode: mode_t = 0o660

    /// Binds. Replaces a socket file that an earlier process left; anything else at the path is not touched.
    ///
    /// - Throws: `MetricsError`.
    init(path: String) throws(MetricsError) {
        func failure(_ reason: String) -> MetricsError { .cannotListen(.unix(path: path), reason: reason) }
        guard let address = try? SocketAddress(unixDomainSocketPath: path) else {
            throw failure("the path is too long for a socket")
        }
        if let obstacle = Self.clear(path, address) { throw failure(obstacle) }
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure(systemReason()) }
        // The mode of an unbound socket limits that of the file, so it is never open to others, not even for a moment.
        // The umask removes further bits, hence the second call.
        guard fchmod(descriptor, Self.mode) == 0,
            address.withSockAddr({ bind(descriptor, $0, socklen_t($1)) }) == 0, chmod(path, Self.mode) == 0
        else {
            let reason = systemReason()
            close(descriptor)
            throw failure(reason)
        }
        var status = stat()
        lstat(path, &status)
        self.path = path
        self.descriptor = descriptor
        device = status.st_dev
        inode = status.st_ino
    }

    /// Removes the file, unless another process has put another there. Must be called while the socket is open: only
    /// until then does its inode number belong to no other file.
    func remove() {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_dev == device, status.st_ino == inode else { return }
        unlink(path)
    }

    /// Removes a socket file without a listener.
    ///
    /// - Returns: what is in the way; nil if the path is free.
    private static func clear(_ path: String, _ address: SocketAddress) -> String? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return errno == ENOENT ? nil : systemReason() }
        guard status.st_mode & S_IFMT == S_IFSOCK else { return "it exists and is not a socket" }
        // Non-blocking: a listener with a full queue also counts.
        let probe = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard probe >= 0 else { return systemReason() }
        defer { close(probe) }
        let isConnected = address.withSockAddr { connect(probe, $0, socklen_t($1)) } == 0
        guard !isConnected, errno != EAGAIN else { return "another process listens there" }
        guard errno == ECONNREFUSED else { return systemReason() }
        return unlink(path) == 0 ? nil : systemReason()
    }
}
