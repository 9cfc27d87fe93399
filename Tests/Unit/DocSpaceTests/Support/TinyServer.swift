import Foundation
import Glibc
import Synchronization

/// A small HTTP/1.1 server for answers that no real server would give. One request per connection.
final class TinyServer: Sendable {
    struct Request: Sendable {
        let method: String
        /// With its query, as it came over the wire.
        let target: String
        /// The same without the parameter that never repeats.
        var path: String {
            target.replacing(/_=[0-9a-z]+-[0-9]+&?/, with: "").replacing(/\?$/, with: "")
        }
        /// In the order sent, names in lower case.
        let headers: [(name: String, value: String)]
        let body: String

        func all(_ name: String) -> [String] { headers.filter { $0.name == name }.map(\.value) }
    }

    /// The answer on the wire, byte for byte.
    enum Answer: Sendable {
        case raw(String)
        case bytes([UInt8])
        /// The start, and then a blank at this interval of milliseconds, for up to ten seconds.
        case drip(String, milliseconds: UInt32)
        /// Close without an answer.
        case hangUp
    }

    let port: Int
    private let listener: CInt
    private let received = Mutex<[Request]>([])
    private let answer: @Sendable (Request, Int) -> Answer

    var requests: [Request] { received.withLock { $0 } }
    var origin: String { "http://127.0.0.1:\(port)" }

    /// - Parameter answer: gets the request and the number of earlier ones.
    init(_ answer: @escaping @Sendable (Request, Int) -> Answer) throws {
        self.answer = answer
        (listener, port) = try Self.listen()
        Thread { [self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { break }
                Thread { [self] in serve(connection) }.start()
            }
            // Closed only after its last use: its number could be given to another file.
            close(listener)
        }.start()
    }

    /// Ends the server. Its thread keeps it alive until then.
    func stop() {
        shutdown(listener, CInt(SHUT_RDWR))
    }

    private struct Failed: Error {}

    private static func listen() throws -> (CInt, Int) {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isUp = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && Glibc.listen(descriptor, 64) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isUp else { throw Failed() }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }

    private func serve(_ connection: CInt) {
        defer { close(connection) }
        guard let request = read(connection) else { return }
        let before = received.withLock { requests in
            requests.append(request)
            return requests.count - 1
        }
        switch answer(request, before) {
        case .hangUp: return
        case .raw(let text): _ = write(text, connection)
        case .bytes(let bytes): _ = write(bytes, connection)
        case .drip(let start, let milliseconds):
            guard write(start, connection) else { return }
            for _ in 0..<(10_000 / milliseconds) {
                usleep(milliseconds * 1_000)
                guard write(" ", connection) else { return }
            }
        }
    }

    private func write(_ text: String, _ connection: CInt) -> Bool { write(Array(text.utf8), connection) }

    private func write(_ bytes: [UInt8], _ connection: CInt) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private func read(_ connection: CInt) -> Request? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let text = String(decoding: bytes, as: UTF8.self)
            if let end = text.range(of: "\r\n\r\n"), let request = Self.parse(text, headEnd: end) { return request }
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes += buffer[..<count]
            // A TLS hello. Servers without TLS answer at once: this can't become a request.
            if bytes.first == 0x16 { return Request(method: "", target: "", headers: [], body: "") }
        }
    }

    /// - Returns: nil while the body is incomplete.
    private static func parse(_ text: String, headEnd: Range<String.Index>) -> Request? {
        let lines = text[..<headEnd.lowerBound].components(separatedBy: "\r\n")
        let start = lines[0].split(separator: " ").map(String.init)
        let headers = lines.dropFirst().map { line in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            return (
                name: line[..<colon].lowercased(),
                value: line[colon...].dropFirst().trimmingCharacters(in: .whitespaces)
            )
        }
        let body = String(text[headEnd.upperBound...])
        let length = headers.first { $0.name == "content-length" }.flatMap { Int($0.value) } ?? 0
        guard body.utf8.count >= length else { return nil }
        return Request(method: start[0], target: start[1], headers: headers, body: body)
    }
}

extension TinyServer.Answer {
    /// A whole answer with a body of known length.
    static func http(_ status: Int, _ body: String = "", headers: [String] = []) -> TinyServer.Answer {
        let lines = ["HTTP/1.1 \(status) X", "Connection: close", "Content-Length: \(body.utf8.count)"] + headers
        return .raw(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }

    /// A success of the portal.
    static func portal(_ response: String, headers: [String] = []) -> TinyServer.Answer {
        .http(200, #"{"response":\#(response),"count":1,"status":0,"statusCode":200}"#, headers: headers)
    }
}
