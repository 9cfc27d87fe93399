import Foundation
import Glibc
import TestSupport
import Testing

@testable import RetentionMetrics

@Suite(.timeLimit(.minutes(10))) struct MetricsServerTests {
    /// Serves the complete snapshot on an unused loopback port.
    private func withServer(
        limits: MetricsServer.Limits = .init(), snapshot: MetricsSnapshot? = Snapshots.complete(),
        _ body: (RawClient.Endpoint) async throws -> Void
    ) async throws {
        let server = try await MetricsServer.start(at: .loopback(host: "127.0.0.1", port: 0), limits: limits) {
            snapshot
        }
        do {
            try await body(.loopback(port: try #require(server.port)))
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    private func ask(_ endpoint: RawClient.Endpoint, _ request: String) async throws -> RawClient.Reply {
        let client = try RawClient(endpoint)
        client.send(Array(request.utf8))
        return try await client.readToEnd()
    }

    private func get(
        _ endpoint: RawClient.Endpoint, _ target: String = "/metrics", method: String = "GET", headers: [String] = []
    ) async throws -> RawClient.Reply {
        try await httpGet(endpoint, target, method: method, headers: headers)
    }

    @Test func `serves the classic text unless more is requested`() async throws {
        try await withServer { endpoint in
            let expected = MetricsText.of(Snapshots.complete(), as: .classic)
            for target in [
                "/metrics", "/metrics?module=x", "http://localhost:9469/metrics", "HTTP://[::1]/metrics?module=x",
            ] {
                let reply = try await get(endpoint, target)
                #expect(reply.status == 200)
                #expect(reply.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
                #expect(reply.header("Content-Length") == "\(expected.utf8.count)")
                #expect(reply.header("Connection") == "close")
                #expect(reply.body == expected)
            }
            let after = try await ask(endpoint, "GET /metrics HTTP/1.0\r\n\r\n")
            #expect(after.body == expected)
        }
    }

    @Test func `serves open metrics on request`() async throws {
        try await withServer { endpoint in
            let reply = try await get(
                endpoint, headers: ["Accept: text/plain;q=0.5", "Accept: application/openmetrics-text; version=1.0.0"])
            #expect(reply.header("Content-Type") == "application/openmetrics-text; version=1.0.0; charset=utf-8")
            #expect(reply.body == MetricsText.of(Snapshots.complete(), as: .openMetrics))
        }
    }

    @Test func `returns the head without the body`() async throws {
        try await withServer { endpoint in
            let reply = try await get(endpoint, method: "HEAD")
            #expect(reply.status == 200)
            #expect(
                reply.header("Content-Length") == "\(MetricsText.of(Snapshots.complete(), as: .classic).utf8.count)")
            #expect(reply.body == "")
        }
    }

    @Test(arguments: [
        ("GET", "/", 404), ("GET", "/metrics/", 404), ("POST", "/x", 404), ("GET", "/metricsx", 404),
        ("GET", "http://metrics", 404), ("GET", "http://h/x/metrics", 404), ("GET", "ftp://h/metrics", 404),
    ])
    func `has nothing else`(method: String, target: String, status: Int) async throws {
        try await withServer { endpoint in
            let later = try await get(endpoint, target, method: method)
            #expect(later.status == status)
        }
    }

    @Test(arguments: ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"]) func `takes nothing`(method: String) async throws {
        try await withServer { endpoint in
            let reply = try await get(endpoint, method: method, headers: ["Content-Length: 2", "", "ab"])
            #expect(reply.status == 405)
            #expect(reply.header("Allow") == "GET, HEAD")
        }
    }

    @Test func `says that the service is starting`() async throws {
        try await withServer(snapshot: nil) { endpoint in
            let reply = try await get(endpoint)
            #expect(reply.status == 503)
        }
    }

    @Test func `answers one request of a connection`() async throws {
        try await withServer { endpoint in
            let request = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"
            let reply = try await ask(endpoint, request + request)
            #expect(reply.text.components(separatedBy: "HTTP/1.1 200").count == 2)
        }
    }

    struct Garbage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
    }

    static let garbage = [
        Garbage(
            testDescription: "a TLS hello",
            bytes: [0x16, 0x03, 0x01, 0x02, 0x00, 0x01] + Array(repeating: 7, count: 500)),
        Garbage(testDescription: "HTTP/2", bytes: Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)),
        Garbage(testDescription: "zeros", bytes: Array(repeating: 0, count: 100)),
        Garbage(
            testDescription: "two lengths",
            bytes: Array("GET /metrics HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n".utf8)),
        Garbage(testDescription: "a header without a name", bytes: Array("GET /metrics HTTP/1.1\r\n: x\r\n\r\n".utf8)),
        Garbage(
            testDescription: "a line without an end",
            bytes: Array("GET /".utf8) + Array(repeating: 0x61, count: 100_000)),
        Garbage(
            testDescription: "headers without an end",
            bytes: Array(("GET /metrics HTTP/1.1\r\n" + String(repeating: "X: y\r\n", count: 10_000)).utf8)),
    ]

    @Test(arguments: garbage) func survives(_ garbage: Garbage) async throws {
        try await withServer { endpoint in
            let client = try RawClient(endpoint)
            client.send(garbage.bytes)
            let reply = try await client.readToEnd()
            // Nothing when the connection was reset before the answer could be read.
            #expect([nil, 400, 431].contains(reply.status), "\(reply.text)")
            let answer = try await get(endpoint)
            #expect(answer.status == 200)
        }
    }

    @Test func `says that a request is too long`() async throws {
        var limits = MetricsServer.Limits()
        limits.requestBytes = 100
        try await withServer(limits: limits) { endpoint in
            let after = try await get(endpoint, headers: ["X: " + String(repeating: "y", count: 100)])
            #expect(after.status == 431)
            let later = try await get(endpoint)
            #expect(later.status == 200)
        }
    }

    @Test(arguments: [
        "", "GET", "GET /metrics HTTP/1.1\r\nHost: x\r\n", "POST /metrics HTTP/1.1\r\nContent-Length: 9\r\n\r\n",
    ])
    func `does not wait for those who never finish`(start: String) async throws {
        var limits = MetricsServer.Limits()
        limits.connectionTime = .milliseconds(200)
        try await withServer(limits: limits) { endpoint in
            let reply = try await ask(endpoint, start)
            #expect(reply.text == "")
        }
    }

    @Test func `does not wait for those who drip`() async throws {
        var limits = MetricsServer.Limits()
        limits.connectionTime = .milliseconds(200)
        try await withServer(limits: limits) { endpoint in
            let client = try RawClient(endpoint)
            client.send(Array("GET /metrics HTTP/1.1\r\nX: ".utf8))
            #expect(try await client.drip(0x79))
        }
    }

    @Test func `closes connections beyond the limit`() async throws {
        var limits = MetricsServer.Limits()
        limits.connections = 2
        limits.connectionTime = .seconds(30)
        try await withServer(limits: limits) { endpoint in
            var idle: [RawClient] = try [RawClient(endpoint), RawClient(endpoint)]
            let answer = try await get(endpoint)
            #expect(answer.text == "")
            #expect(idle.count == 2)
            idle = []
            try await wait(until: "there is room again") { try await get(endpoint).status == 200 }
        }
    }

    @Test func `reports why it cannot listen`() async throws {
        try await withServer { endpoint in
            guard case .loopback(let port) = endpoint else { throw CancellationError() }
            let taken = MetricsAddress.loopback(host: "127.0.0.1", port: port)
            let error = await #expect(throws: MetricsError.self) {
                _ = try await MetricsServer.start(at: taken) { nil }
            }
            #expect(error?.description == "metrics can't be served at \(taken): Address already in use")
        }
    }
}

/// The socket file.
extension MetricsServerTests {
    private func mode(_ path: String) -> mode_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode : nil
    }

    @Test func `serves on a socket of its group and takes it away`() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory.path)/metrics.sock"
            let server = try await MetricsServer.start(at: .unix(path: path)) { Snapshots.complete() }
            #expect(mode(path) == S_IFSOCK | 0o660)
            let after = try await get(.unix(path: path))
            #expect(after.status == 200)
            await server.stop()
            #expect(mode(path) == nil)
        }
    }

    @Test func `replaces a socket that nobody listens on`() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory.path)/metrics.sock"
            let old = try UnixListener(path: path)
            close(old.descriptor)
            let server = try await MetricsServer.start(at: .unix(path: path)) { Snapshots.complete() }
            let later = try await get(.unix(path: path))
            #expect(later.status == 200)
            await server.stop()
            #expect(mode(path) == nil)
        }
    }

    @Test func `takes only its own socket away`() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory.path)/metrics.sock"
            let first = try await MetricsServer.start(at: .unix(path: path)) { nil }
            #expect(unlink(path) == 0)
            let second = try await MetricsServer.start(at: .unix(path: path)) { nil }
            await first.stop()
            #expect(mode(path) != nil)
            await second.stop()
            #expect(mode(path) == nil)
        }
    }

    @Test func `leaves a socket alone that somebody listens on`() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory.path)/metrics.sock"
            let server = try await MetricsServer.start(at: .unix(path: path)) { Snapshots.complete() }
            let error = await #expect(throws: MetricsError.self) {
                _ = try await MetricsServer.start(at: .unix(path: path)) { nil }
            }
            #expect(error?.description == "metrics can't be served at unix:\(path): another process listens there")
            let answer = try await get(.unix(path: path))
            #expect(answer.status == 200)
            await server.stop()
        }
    }

    @Test func `leaves a file alone`() async throws {
        try await withTemporaryDirectory { directory in
            let path = try directory.write("precious", to: "metrics.sock")
            await #expect(throws: MetricsError.self) {
                _ = try await MetricsServer.start(at: .unix(path: path)) { nil }
            }
            #expect(FileManager.default.contents(atPath: path) == Data("precious".utf8))
        }
    }

    @Test func `says that the folder is missing`() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory.path)/nowhere/metrics.sock"
            let error = await #expect(throws: MetricsError.self) {
                _ = try await MetricsServer.start(at: .unix(path: path)) { nil }
            }
            #expect(error?.description.hasSuffix("No such file or directory") == true)
        }
    }
}
