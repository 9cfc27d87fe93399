import Foundation
import Glibc
import Synchronization

/// An HTTP proxy that supports only `CONNECT`, for one connection at a time.
final class TinyProxy: Sendable {
    let port: Int
    private let listener: CInt
    private let refusal: String?
    private let requestLines = Mutex<[String]>([])
    private let passed = Mutex<[UInt8]>([])

    /// The first line of each request to it.
    var requests: [String] { requestLines.withLock { $0 } }
    /// The bytes that it passed on to portals, as it could read them.
    var overheard: [UInt8] { passed.withLock { $0 } }

    /// - Parameter refusal: its answer instead of a connection, such as `403 Forbidden`.
    init(refusal: String? = nil) throws {
        self.refusal = refusal
        let (descriptor, port) = try Self.bound()
        (listener, self.port) = (descriptor, port)
        Thread { [self] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { break }
                Thread { [self] in serve(client) }.start()
            }
            close(listener)
        }.start()
    }

    func stop() { shutdown(listener, CInt(SHUT_RDWR)) }

    private struct Failed: Error {}

    private static func address(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return address
    }

    private static func bound() throws -> (CInt, Int) {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = address(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isUp = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isUp else { throw Failed() }
        return (descriptor, Int(in_port_t(bigEndian: address.sin_port)))
    }

    private func serve(_ client: CInt) {
        defer { close(client) }
        var head: [UInt8] = []
        var byte: UInt8 = 0
        while !head.suffix(4).elementsEqual("\r\n\r\n".utf8), recv(client, &byte, 1, 0) == 1 { head.append(byte) }
        let line = String(decoding: head.prefix { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
        requestLines.withLock { $0.append(line) }
        let words = line.split(separator: " ")
        guard refusal == nil, words.count == 3, words[0] == "CONNECT",
            let port = words[1].split(separator: ":").last.flatMap({ Int($0) })
        else {
            send(Array("HTTP/1.1 \(refusal ?? "405 Not Allowed")\r\nContent-Length: 0\r\n\r\n".utf8), to: client)
            return
        }
        let portal = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        defer { close(portal) }
        var address = Self.address(port)
        let isConnected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(portal, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { return }
        send(Array("HTTP/1.1 200 Connection established\r\n\r\n".utf8), to: client)
        relay(client, portal)
    }

    /// Passes bytes on in both directions until one end closes.
    private func relay(_ client: CInt, _ portal: CInt) {
        var ends = [client, portal].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while poll(&ends, 2, -1) > 0 {
            for index in 0..<2 where ends[index].revents != 0 {
                let count = recv(ends[index].fd, &buffer, buffer.count, 0)
                guard count > 0 else { return }
                if index == 0 { passed.withLock { $0 += buffer[..<count] } }
                send(Array(buffer[..<count]), to: ends[1 - index].fd)
            }
        }
    }

    private func send(_ bytes: [UInt8], to descriptor: CInt) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
