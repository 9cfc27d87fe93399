import Glibc

/// A bound AF_UNIX datagram socket, like those of service manager and journal. Closed, and its path removed, at the
/// end.
struct DatagramSocket: ~Copyable {
    /// The content of one datagram.
    struct Datagram: Equatable {
        var payload: [UInt8]
        /// The content of the memfd that came with it; nil if none did.
        var attachment: [UInt8]?

        var text: String { String(decoding: payload, as: UTF8.self) }
    }

    struct SystemCallError: Error {
        var call: String
        var errno: Int32
    }

    private let descriptor: Int32
    private let path: String?

    /// Sends to a socket until it takes no more.
    static func fill(_ path: String) throws {
        let sender = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(sender) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        for _ in 0..<100_000 {
            let sent = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    sendto(sender, "x", 1, Int32(MSG_DONTWAIT), $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            if sent < 0 {
                guard errno == EAGAIN else { throw SystemCallError(call: "sendto", errno: errno) }
                return
            }
        }
    }

    /// Binds a socket to a path, or to `@` and a name in the abstract name space.
    init(at name: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        path = name.hasPrefix("@") ? nil : name
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = name.hasPrefix("@") ? [0] + name.utf8.dropFirst() : Array(name.utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count + (path == nil ? 0 : 1))
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        guard descriptor >= 0, code == 0 else { throw SystemCallError(call: "bind", errno: errno) }
    }

    deinit {
        close(descriptor)
        if let path { unlink(path) }
    }

    /// The next datagram, nil when none is queued. A local datagram is queued as soon as its sending returned.
    func queued() throws -> Datagram? {
        try receive(flags: Int32(MSG_DONTWAIT))
    }

    /// Waits for the next datagram, 30 seconds at most.
    func next() throws -> Datagram {
        guard let datagram = try receive(flags: 0) else { throw SystemCallError(call: "recvmsg", errno: ETIMEDOUT) }
        return datagram
    }

    private func receive(flags: Int32) throws -> Datagram? {
        var payload = [UInt8](repeating: 0, count: 1 << 20)
        // One control message with one descriptor: a 16-byte cmsghdr, an int, padding.
        var control = [UInt8](repeating: 0, count: 24)
        var controlCount = 0
        let count = payload.withUnsafeMutableBytes { payload in
            control.withUnsafeMutableBytes { control in
                var vector = iovec(iov_base: payload.baseAddress, iov_len: payload.count)
                return withUnsafeMutablePointer(to: &vector) { vector in
                    var message = msghdr()
                    message.msg_iov = vector
                    message.msg_iovlen = 1
                    message.msg_control = control.baseAddress
                    message.msg_controllen = control.count
                    let count = recvmsg(descriptor, &message, flags)
                    controlCount = message.msg_controllen
                    return count
                }
            }
        }
        if count < 0 && errno == EAGAIN { return nil }
        guard count >= 0 else { throw SystemCallError(call: "recvmsg", errno: errno) }
        let attached = control.withUnsafeBytes { $0.load(fromByteOffset: 16, as: Int32.self) }
        return Datagram(
            payload: Array(payload[..<count]), attachment: controlCount > 16 ? try Self.content(of: attached) : nil)
    }

    private static func content(of descriptor: Int32) throws -> [UInt8] {
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw SystemCallError(call: "fstat", errno: errno) }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count == bytes.count else { throw SystemCallError(call: "pread", errno: errno) }
        return bytes
    }
}
