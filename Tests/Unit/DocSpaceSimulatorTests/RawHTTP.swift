import DocSpaceSimulator
import Glibc

/// One answer, byte for byte.
struct RawReply: Sendable {
    var bytes: [UInt8] = []
    /// The connection ended with a reset rather than in order.
    var wasReset = false

    private var parts: (head: [Substring], body: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.utf8.ranges(of: Array("\r\n\r\n".utf8)).first else { return ([], []) }
        let offset = text.utf8.distance(from: text.startIndex, to: end.upperBound)
        return (text[..<end.lowerBound].split(separator: "\r\n"), Array(bytes.dropFirst(offset)))
    }

    var status: Int? { parts.head.first.flatMap { Int($0.split(separator: " ").dropFirst().first ?? "") } }
    var body: [UInt8] { parts.body }

    func header(_ name: String) -> String? {
        parts.head.dropFirst().first { $0.lowercased().hasPrefix(name.lowercased() + ":") }
            .map { $0.dropFirst(name.count + 1).drop(while: { $0 == " " }) }.map(String.init)
    }
}

/// A client so small that nothing it does can hide what the server did: one connection, one request, read to the end.
struct RawHTTP: Sendable {
    let port: Int

    struct ConnectionError: Error { let code: Int32 }

    func send(_ request: String) async throws -> RawReply {
        // Blocking calls must not take a thread of the cooperative pool away from the server.
        try await withCheckedThrowingContinuation { continuation in
            var thread = pthread_t()
            let job = Unmanaged.passRetained(Job { continuation.resume(with: Result { try exchange(request) }) })
            pthread_create(
                &thread, nil,
                { argument in
                    guard let argument else { return nil }
                    Unmanaged<Job>.fromOpaque(argument).takeRetainedValue().body()
                    return nil
                }, job.toOpaque()
            )
            pthread_detach(thread)
        }
    }

    private final class Job {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }

    private func exchange(_ request: String) throws -> RawReply {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw ConnectionError(code: errno) }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw ConnectionError(code: errno) }
        let bytes = Array(request.utf8)
        _ = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        var reply = RawReply()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            if count > 0 {
                reply.bytes += buffer[..<count]
            } else {
                reply.wasReset = count < 0 && errno == ECONNRESET
                return reply
            }
        }
    }
}
