import Foundation
import Glibc

/// A plain connection that shows exactly what the server did. Calls block, so they run on separate threads.
package final class RawClient: Sendable {
    package struct ConnectionError: Error { let code: Int32 }

    /// The bytes received until the end of the connection.
    package struct Reply: Sendable {
        package let text: String
        package var status: Int? { text.split(separator: " ").dropFirst().first.flatMap { Int($0) } }
        package var body: String { parts.count > 1 ? parts[1] : "" }
        private var parts: [String] { text.components(separatedBy: "\r\n\r\n") }

        package func header(_ name: String) -> String? {
            parts[0].components(separatedBy: "\r\n").first { $0.lowercased().hasPrefix(name.lowercased() + ": ") }
                .map { String($0.dropFirst(name.count + 2)) }
        }
    }

    package enum Endpoint: Sendable {
        case loopback(port: Int)
        case unix(path: String)
    }

    private let descriptor: CInt

    package init(_ endpoint: Endpoint) throws {
        let family =
            switch endpoint {
            case .loopback: AF_INET
            case .unix: AF_UNIX
            }
        descriptor = socket(family, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        // If this throws, the object is deinitialized anyway, which closes it.
        guard endpoint.connect(descriptor) else { throw ConnectionError(code: errno) }
    }

    deinit {
        close(descriptor)
    }

    /// - Returns: false if the server doesn't accept it any more.
    @discardableResult
    package func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Reads until the server closes or resets the connection.
    ///
    /// - Throws: `ConnectionError` if it does neither for 20 s.
    package func readToEnd() async throws -> Reply {
        try await onThread { [self] in
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = recv(descriptor, &buffer, buffer.count, 0)
                if count == 0 || (count < 0 && errno == ECONNRESET) { break }
                guard count > 0 else { throw ConnectionError(code: errno) }
                bytes += buffer[..<count]
            }
            return Reply(text: String(decoding: bytes, as: UTF8.self))
        }
    }

    /// Sends a byte every 20 ms until the server closes the connection.
    ///
    /// - Returns: false if it never did.
    package func drip(_ byte: UInt8) async throws -> Bool {
        try await onThread { [self] in
            for _ in 1...1_000 {
                guard send([byte]) else { return true }
                usleep(20_000)
            }
            return false
        }
    }

    private func onThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
        }
    }
}

extension RawClient.Endpoint {
    fileprivate func connect(_ descriptor: CInt) -> Bool {
        switch self {
        case .loopback(let port):
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(port).bigEndian
            address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
            return Self.connect(descriptor, &address)
        case .unix(let path):
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
            return Self.connect(descriptor, &address)
        }
    }

    private static func connect<Address>(_ descriptor: CInt, _ address: inout Address) -> Bool {
        withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size)) == 0
            }
        }
    }
}

/// Sends a GET to an HTTP server over a separate connection.
package func httpGet(
    _ endpoint: RawClient.Endpoint, _ target: String, method: String = "GET", headers: [String] = []
) async throws -> RawClient.Reply {
    let client = try RawClient(endpoint)
    let lines = ["\(method) \(target) HTTP/1.1", "Host: localhost"] + headers
    client.send(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8))
    return try await client.readToEnd()
}
