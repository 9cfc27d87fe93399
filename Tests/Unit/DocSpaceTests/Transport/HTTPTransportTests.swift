import Foundation
import Testing

@testable import DocSpace

/// Single exchanges with a badly behaved server.
@Suite(.timeLimit(.minutes(10))) struct HTTPTransportTests {
    @Test func `sends exactly these headers`() async throws {
        try await withServer(answer: { _, _ in .portal("{}") }) { exchange in
            _ = try await exchange.transport.send(.get("keys/@self"))
            _ = try await exchange.transport.send(.put("files/fileops/delete", body: Array(#"{"a":1}"#.utf8)))
            let (get, put) = (exchange.server.requests[0], exchange.server.requests[1])
            #expect(get.method == "GET" && get.path == "/api/2.0/keys/@self")
            #expect(get.all("authorization") == ["Bearer \(secret)"])
            #expect(get.all("accept") == ["application/json"])
            #expect(get.all("user-agent") == ["retentiond"])
            #expect(get.all("host") == ["127.0.0.1:\(exchange.server.port)"])
            #expect(put.method == "PUT" && put.body == #"{"a":1}"#)
            #expect(put.all("content-type") == ["application/json"])
            let known: Set = [
                "authorization", "accept", "user-agent", "cache-control", "pragma", "host", "content-type",
                "content-length", "connection",
            ]
            #expect(known.isSuperset(of: get.headers.map(\.name) + put.headers.map(\.name)))
        }
    }

    /// A cache that is keyed by the URL, or that obeys the request's headers, can't answer a read.
    @Test func `each read has its own URL and requests an uncached answer`() async throws {
        try await withServer(answer: { _, _ in .portal("{}") }) { exchange in
            for _ in 0..<3 { _ = try await exchange.transport.send(.get("files/@trash?count=1&startIndex=0")) }
            _ = try await exchange.transport.send(.get("keys/@self"))
            let requests = exchange.server.requests
            #expect(Set(requests.map(\.target)).count == 4)
            #expect(requests.prefix(3).allSatisfy { $0.path == "/api/2.0/files/@trash?count=1&startIndex=0" })
            #expect(requests[3].path == "/api/2.0/keys/@self" && requests[3].target != requests[3].path)
            #expect(requests.allSatisfy { $0.all("cache-control") == ["no-cache"] && $0.all("pragma") == ["no-cache"] })
        }
    }

    @Test func `anonymous requests dont send the key`() async throws {
        try await withServer(answer: { _, _ in .portal("{}") }) { exchange in
            _ = try await exchange.transport.send(.anonymous("settings/version/build"))
            #expect(exchange.server.requests[0].all("authorization").isEmpty)
        }
    }

    /// The portal would prefer a session cookie to the key (docspace-api.md §1).
    @Test func `never sends a cookie back`() async throws {
        try await withServer(answer: { _, _ in .portal("{}", headers: ["Set-Cookie: asc_auth_key=abc; Path=/"]) }) {
            exchange in
            for _ in 0..<3 { _ = try await exchange.transport.send(.get("keys/@self")) }
            #expect(exchange.server.requests.count == 3)
            #expect(exchange.server.requests.allSatisfy { $0.all("cookie").isEmpty })
        }
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `follows no redirect`(status: Int) async throws {
        let other = try TinyServer { _, _ in .portal("{}") }
        defer { other.stop() }
        let target = "Location: \(other.origin)/api/2.0/keys/@self"
        try await withServer(answer: { _, _ in .http(status, headers: [target]) }) { exchange in
            let error = await failure { () async throws(DocSpaceError) in
                try await exchange.transport.send(.get("keys/@self"))
            }
            #expect(error == .redirected(status: status))
            #expect(other.requests.isEmpty, "the key went to another host")
        }
    }

    @Test(arguments: [
        (401, "", DocSpaceError.unauthorized), (402, "", .paymentRequired), (403, "<html>", .forbidden),
        (404, "{}", .notFound),
        (400, "", .refused(status: 400)), (415, "", .refused(status: 415)),
        (500, "", .server(status: 500, retryAfterSeconds: nil)),
        (502, "<html>502</html>", .server(status: 502, retryAfterSeconds: nil)),
        (429, "", .throttled(retryAfterSeconds: nil)),
    ])
    func `judges by the status alone`(status: Int, body: String, error: DocSpaceError) async throws {
        try await withServer(answer: { _, _ in .http(status, body) }) { exchange in
            #expect(
                await failure { () async throws(DocSpaceError) in try await exchange.transport.send(.get("x")) }
                    == error)
        }
    }

    @Test(
        arguments: [("7", 7), ("0", 0), ("-1", nil), ("soon", nil), ("Wed, 21 Oct 2026 07:28:00 GMT", nil)]
            as [(String, Int?)])
    func `reads retry after in seconds`(text: String, seconds: Int?) async throws {
        try await withServer(answer: { _, _ in .http(429, headers: ["Retry-After: \(text)"]) }) { exchange in
            let error = await failure { () async throws(DocSpaceError) in try await exchange.transport.send(.get("x")) }
            #expect(error == .throttled(retryAfterSeconds: seconds))
        }
    }

    @Test func `reads the portal's clock`() async throws {
        let ours = Date(timeIntervalSince1970: 1_795_424_400)
        let header = "Date: Mon, 23 Nov 2026 08:50:00 GMT"
        try await withServer(now: { ours }, answer: { _, _ in .portal("{}", headers: [header]) }) { exchange in
            let reply = try await exchange.transport.send(.get("x"))
            #expect(reply.clockSkewSeconds == 600)
        }
        try await withServer(now: { ours }, answer: { _, _ in .portal("{}") }) { exchange in
            let reply = try await exchange.transport.send(.get("x"))
            #expect(reply.clockSkewSeconds == nil)
        }
    }

    /// Read as a date of the year 1, it would make the clock seem two thousand years wrong.
    @Test func `an unreadable date gives an infinite skew`() async throws {
        try await withServer(answer: { _, _ in .portal("{}", headers: ["Date: yesterday"]) }) { exchange in
            let reply = try await exchange.transport.send(.get("x"))
            #expect(reply.portalDate == nil && reply.hasUnreadableDate && reply.clockSkewSeconds == .infinity)
        }
    }

    @Test(arguments: [true, false])
    func `stops reading a body beyond its limit`(announced: Bool) async throws {
        var limits = HTTPTransport.Limits()
        limits.bodyBytes = 10_000
        let body = String(repeating: "x", count: 2_000_000)
        let head =
            "HTTP/1.1 200 OK\r\nConnection: close\r\n" + (announced ? "Content-Length: 2000000\r\n" : "") + "\r\n"
        try await withServer(limits: limits, answer: { _, _ in .raw(head + body) }) { exchange in
            let error = await failure { () async throws(DocSpaceError) in try await exchange.transport.send(.get("x")) }
            #expect(error == .responseTooLarge(limitBytes: 10_000))
        }
    }

    @Test func `a body of exactly the limit is fine`() async throws {
        var limits = HTTPTransport.Limits()
        limits.bodyBytes = 10_000
        try await withServer(limits: limits, answer: { _, _ in .http(200, String(repeating: "x", count: 10_000)) }) {
            exchange in
            let reply = try await exchange.transport.send(.get("x"))
            #expect(reply.body.count == 10_000)
        }
    }

    /// Each byte arrives in time, but the whole would take more than an hour: for reads and for writes.
    @Test(arguments: [true, false])
    func `cuts a body that drips`(isWrite: Bool) async throws {
        var limits = HTTPTransport.Limits()
        limits.readTimeout = .seconds(1)
        limits.writeTimeout = .seconds(1)
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{"
        try await withServer(limits: limits, answer: { _, _ in .drip(head, milliseconds: 50) }) { exchange in
            let call: HTTPCall = isWrite ? .put("x", body: []) : .get("x")
            #expect(
                await failure { () async throws(DocSpaceError) in try await exchange.transport.send(call) } == .timedOut
            )
        }
    }

    @Test func `an answer that is cut is an interruption`() async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"
        for answer in [TinyServer.Answer.raw(head), .hangUp, .raw("HTTP/1.1 200")] {
            try await withServer(answer: { _, _ in answer }) { exchange in
                let error = await failure { () async throws(DocSpaceError) in
                    try await exchange.transport.send(.put("x", body: []))
                }
                guard case .interrupted = error else { return #expect(Bool(false), "\(error as Any)") }
                #expect(exchange.server.requests.count == 1, "a write is never sent twice by the transport")
            }
        }
    }

    @Test(arguments: ["127.0.0.1", "localhost"])
    func `a refused connection is reported and has no effect`(host: String) async throws {
        let nobody = DeafPort()
        let transport = try HTTPTransport(origin: "http://\(host):\(nobody.port)", key: testKey)
        let error = await failure { () async throws(DocSpaceError) in try await transport.send(.get("x")) }
        await transport.shutDown()
        #expect(error?.excludesEffect == true, "\(error as Any)")
        #expect(error?.description.contains("Connection refused") == true, "\(error as Any)")
        withExtendedLifetime(nobody) {}
    }

    @Test func `a stop cuts a request short`() async throws {
        try await withServer(answer: { _, _ in
            .drip("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", milliseconds: 50)
        }) { exchange in
            let request = Task {
                await failure { () async throws(DocSpaceError) in try await exchange.transport.send(.get("x")) }
            }
            while exchange.server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            request.cancel()
            #expect(await request.value == .cancelled)
        }
    }
}
