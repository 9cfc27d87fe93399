import Glibc

/// Connecting to a local socket.
enum ConnectedSocket {
    /// The number of tries while the backlog is full.
    private static let patience = 50
    private static let pause: useconds_t = 100_000

    /// - Returns: a descriptor owned by the caller.
    /// - Throws: `.cannotConnect`; `.busy` if the queue of the listener stays full.
    static func open(_ path: String) throws(ControlClientError) -> CInt {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // With the NUL at its end.
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw .cannotConnect(code: ENAMETOOLONG)
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        // Non-blocking: a listener that accepts nothing any more must not hold the command for ever.
        let descriptor = socket(
            AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { throw .cannotConnect(code: errno) }
        for attempt in 0..<patience {
            if attempt > 0 { usleep(pause) }
            let result = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            if result == 0 { return descriptor }
            guard errno == EAGAIN || errno == EINTR else {
                let code = errno
                close(descriptor)
                throw .cannotConnect(code: code)
            }
        }
        close(descriptor)
        throw .busy
    }
}
