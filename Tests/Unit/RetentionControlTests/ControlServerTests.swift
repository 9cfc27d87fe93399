import Foundation
import Glibc
import RetentionControl
import TestSupport
import Testing

@Suite("The control sockets' server", .timeLimit(.minutes(2)))
struct ControlServerTests {
    /// A server at `control.sock` and `read.sock` of a folder that answers with the request.
    private func withServer(
        _ limits: ControlLimits = ControlLimits(),
        respond: @escaping @Sendable (ControlRequest, ControlReply) async -> Void = { request, reply in
            reply.begin(200, [])
            reply.write(
                "\(request.access) \(request.peer.user) \(request.method) \(request.target) \(request.body.count)")
            reply.end()
        }, _ body: (_ control: String, _ read: String) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let paths = ["\(directory.path)/control.sock", "\(directory.path)/read.sock"]
            let server = try await ControlServer.start(
                [
                    .init(descriptor: try listening(paths[0]), access: .control),
                    .init(descriptor: try listening(paths[1]), access: .read),
                ], limits: limits, respond: respond)
            do { try await body(paths[0], paths[1]) } catch {
                await server.stop()
                throw error
            }
            await server.stop()
        }
    }

    private func listening(_ path: String) throws -> CInt {
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let isUp = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        try #require(isUp && listen(descriptor, 4096) == 0)
        return descriptor
    }

    private func ask(_ path: String, _ text: String) async throws -> RawClient.Reply {
        let client = try RawClient(.unix(path: path))
        client.send(Array(text.utf8))
        return try await client.readToEnd()
    }

    @Test func `names the peer and the socket`() async throws {
        try await withServer { control, read in
            let post = try await ask(control, "POST /v1/x?a=b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
            #expect(post.status == 200 && post.text.contains("control \(getuid()) POST /v1/x?a=b 3"), "\(post.text)")
            let get = try await httpGet(.unix(path: read), "/v1/y")
            #expect(get.status == 200 && get.text.contains("read \(getuid()) GET /v1/y 0"), "\(get.text)")
        }
    }

    @Test func `the read socket takes no body`() async throws {
        try await withServer { _, read in
            let reply = try await ask(read, "POST /v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na")
            #expect(reply.status == 413, "\(reply.text)")
        }
    }

    @Test func `has large bodies continue`() async throws {
        try await withServer { control, _ in
            let reply = try await ask(
                control, "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\na")
            #expect(reply.text.hasPrefix("HTTP/1.1 100 "), "\(reply.text)")
            #expect(reply.text.contains("HTTP/1.1 200 ") && reply.text.contains("POST / 1"), "\(reply.text)")
        }
    }

    @Test func `bounds bodies`() async throws {
        var limits = ControlLimits()
        limits.bodyBytes = 1000
        try await withServer(limits) { control, _ in
            let announced = try await ask(control, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n")
            #expect(announced.status == 413, "\(announced.text)")
            let chunk = String(repeating: "a", count: 1001)
            let sent = try await ask(
                control, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n\(chunk)\r\n0\r\n\r\n")
            #expect(sent.status == 413, "\(sent.text)")
        }
    }

    @Test func `bounds what all bodies take together`() async throws {
        var limits = ControlLimits()
        limits.allBodyBytes = 1500
        try await withServer(limits) { control, _ in
            let body = String(repeating: "a", count: 1000)
            let first = try RawClient(.unix(path: control))
            first.send(Array("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1200\r\n\r\n\(body)".utf8))
            try await wait(until: "a second body is refused", within: .seconds(10)) {
                try await ask(control, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n\(body)").status
                    == 503
            }
            first.send(Array(repeating: 97, count: 200))
            #expect(try await first.readToEnd().status == 200)
            #expect(
                try await ask(control, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n\(body)").status
                    == 200)
        }
    }

    @Test func `bounds the head`() async throws {
        try await withServer { control, _ in
            let headers = try await ask(
                control, "GET / HTTP/1.1\r\nHost: x\r\nX: \(String(repeating: "a", count: 40_000))\r\n\r\n")
            #expect(headers.status != 200, "\(headers.text)")
            let target = try await ask(
                control, "GET /\(String(repeating: "a", count: 200_000)) HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(target.status != 200, "\(target.text.prefix(200))")
        }
    }

    @Test func `ends a client that takes too long`() async throws {
        var limits = ControlLimits()
        limits.requestTime = .milliseconds(300)
        try await withServer(limits) { control, _ in
            let client = try RawClient(.unix(path: control))
            #expect(try await client.drip(97))
        }
    }

    @Test func `ends a client that does not read`() async throws {
        var limits = ControlLimits()
        limits.stallTime = .milliseconds(300)
        let piece = String(repeating: "x", count: 1 << 20)
        let (results, result) = AsyncStream<Bool>.makeStream()
        try await withServer(
            limits,
            respond: { _, reply in
                reply.begin(200, [])
                let isTaken = await withCheckedContinuation { continuation in
                    Thread.detachNewThread { continuation.resume(returning: reply.writeAndWait(piece)) }
                }
                result.yield(isTaken)
                reply.end()
            }
        ) { control, _ in
            let client = try RawClient(.unix(path: control))
            client.send(Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
            for await isTaken in results {
                #expect(!isTaken)
                break
            }
            withExtendedLifetime(client) {}
        }
    }

    @Test func `a thousand connections leave room for later ones`() async throws {
        var limits = ControlLimits()
        limits.connectionsOfUser = 64
        limits.connections = 8
        try await withServer(limits) { control, read in
            var clients: [RawClient] = []
            for _ in 0..<1000 { clients.append(try RawClient(.unix(path: control))) }
            // The first eight keep their slots; the others were answered at once.
            #expect(try await clients[999].readToEnd().status == 503)
            #expect(try await clients[8].readToEnd().status == 503)
            clients[0].send(Array("GET /first HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
            #expect(try await clients[0].readToEnd().status == 200)
            #expect(try await httpGet(.unix(path: read), "/").status == 200)
            clients = []
            try await wait(until: "there is room again", within: .seconds(10)) {
                try await httpGet(.unix(path: control), "/").status == 200
            }
        }
    }

    @Test func `disconnects are reported`() async throws {
        let (events, event) = AsyncStream<Void>.makeStream()
        try await withServer(respond: { _, reply in
            do {
                try await Task.sleep(for: .seconds(100))
                reply.end()
            } catch {
                reply.end()
                event.yield()
            }
        }) { control, _ in
            var client: RawClient? = try RawClient(.unix(path: control))
            client?.send(Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
            try await Task.sleep(for: .milliseconds(200))
            client = nil
            for await _ in events { break }
        }
    }

    @Test func `the client reads what the server writes`() async throws {
        try await withServer { control, read in
            var text = ""
            var status = 0
            try await ControlClient.send(
                "POST", "/v1/z", body: Array("hello".utf8), to: control, head: { status = $0.status },
                receive: { text += String(decoding: $0, as: UTF8.self) })
            #expect(status == 200 && text.hasPrefix("control \(getuid()) POST /v1/z 5"), "\(text)")
            await #expect(throws: ControlClientError.self) {
                try await ControlClient.send("GET", "/", to: control + ".none", head: { _ in }, receive: { _ in })
            }
        }
    }

    @Test func `the client reads an answer that comes before its request is sent`() async throws {
        var limits = ControlLimits()
        limits.bodyBytes = 1000
        limits.connections = 1
        try await withServer(limits) { control, _ in
            func send(_ body: [UInt8]) async throws -> Int {
                var status = 0
                try await ControlClient.send(
                    "POST", "/", body: body, to: control, head: { status = $0.status }, receive: { _ in })
                return status
            }
            // More than the socket holds: the connection is closed before all of it was sent.
            let large = [UInt8](repeating: 97, count: 4 << 20)
            for _ in 0..<20 { #expect(try await send(large) == 413) }
            let first = try RawClient(.unix(path: control))
            try await wait(until: "a second connection is refused", within: .seconds(10)) { try await send([]) == 503 }
            for body in Array(repeating: [], count: 100) + Array(repeating: large, count: 20) {
                #expect(try await send(body) == 503)
            }
            withExtendedLifetime(first) {}
        }
    }
}
