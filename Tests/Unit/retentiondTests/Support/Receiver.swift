import Foundation
import Glibc
import Synchronization

/// A receiver of messages, on a port of loopback: answers each request with the status that a test chooses.
final class Receiver: Sendable {
    private let listener: LoopbackListener
    private let received = Mutex<[(body: String, status: Int)]>([])

    var url: String { "http://127.0.0.1:\(listener.port)/hook" }

    /// Bodies in the order they came, with the status given to each.
    var requests: [(body: String, status: Int)] { received.withLock { $0 } }

    /// - Parameter judge: the status for a body.
    init(_ judge: @escaping @Sendable (String) -> Int) throws {
        listener = try LoopbackListener(backlog: 16)
        Thread.detachNewThread { [self] in
            while true {
                let connection = accept(listener.descriptor, nil, nil)
                guard connection >= 0 else { return }
                let body = Self.body(of: connection)
                let status = judge(body)
                received.withLock { $0.append((body, status)) }
                let reply = Array("HTTP/1.1 \(status) Status\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)
                _ = write(connection, reply, reply.count)
                close(connection)
            }
        }
    }

    /// Ends it.
    func stop() { shutdown(listener.descriptor, CInt(SHUT_RDWR)) }

    private static func body(of connection: Int32) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        while true {
            let count = read(connection, &buffer, buffer.count)
            guard count > 0 else { break }
            bytes += buffer[..<count]
            let text = String(decoding: bytes, as: UTF8.self)
            guard let end = text.firstRange(of: "\r\n\r\n") else { continue }
            let length = text[..<end.lowerBound].lowercased().split(separator: "\r\n")
                .first { $0.hasPrefix("content-length:") }.flatMap { Int($0.dropFirst(15).filter(\.isNumber)) }
            let body = text[end.upperBound...]
            if body.utf8.count >= length ?? 0 { return String(body) }
        }
        return ""
    }
}
