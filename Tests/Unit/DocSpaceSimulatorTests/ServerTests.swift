import DocSpaceSimulator
import FoundationEssentials
import Testing

@Suite("Over HTTP", .timeLimit(.minutes(10)))
struct ServerTests {
    let fixture = PortalFixture()

    private func fetch(
        _ server: SimulatorServer, _ path: String = "/api/2.0/files/@trash", method: String = "GET", body: String = ""
    ) async throws -> RawReply {
        let head = [
            "\(method) \(path) HTTP/1.1", "Host: 127.0.0.1:\(server.port)",
            "Authorization: Bearer \(fixture.alice.apiKey)",
            "Connection: close", "Content-Length: \(body.utf8.count)",
        ]
        return try await RawHTTP(port: server.port).send(head.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }

    @Test func `serves the portal`() async throws {
        let item = fixture.trash()
        try await withSimulator(fixture.portal) { server in
            let reply = try await fetch(server)
            #expect(reply.status == 200)
            #expect(reply.header("Date") == PortalDate.httpHeader(fixture.clock.now))
            #expect(JSONValue(parsing: reply.body)?["response"]?["files"]?[0]?["id"]?.integer == item.id)
            #expect(
                JSONValue(parsing: reply.body)?["links"]?[0]?["href"]
                    == .string("\(server.baseURL)/api/2.0/files/@trash"))
            let body = #"{"fileIds":[\#(item.id)],"returnSingleOperation":true}"#
            #expect(try await fetch(server, "/api/2.0/files/fileops/delete", method: "PUT", body: body).status == 200)
            #expect(try await fetch(server, "/_sim/ledger").status == 200)
        }
        #expect(fixture.isDestroyed(item))
    }

    @Test func `the date header can be missing`() async throws {
        fixture.portal.settings.dateHeader = .missing
        try await withSimulator(fixture.portal) { server in
            let reply = try await fetch(server)
            #expect(reply.status == 200)
            #expect(reply.header("Date") == nil)
        }
    }

    @Test(arguments: [FaultEffect.resetBeforeAnswer, .resetAfterHandling])
    func `resets the connection`(effect: FaultEffect) async throws {
        let item = fixture.trash()
        fixture.portal.fail(effect, when: RequestMatch(path: "fileops/delete"))
        try await withSimulator(fixture.portal) { server in
            let body = #"{"fileIds":[\#(item.id)]}"#
            let reply = try await fetch(server, "/api/2.0/files/fileops/delete", method: "PUT", body: body)
            #expect(reply.wasReset)
            #expect(reply.bytes.isEmpty)
            #expect(try await fetch(server).status == 200)
        }
        #expect(fixture.isDestroyed(item) == (effect == .resetAfterHandling))
    }

    @Test func `cuts the body short of what it announced`() async throws {
        fixture.portal.fail(.cutBody(afterBytes: 50), when: RequestMatch(path: "@trash"))
        try await withSimulator(fixture.portal) { server in
            let reply = try await fetch(server)
            #expect(reply.status == 200)
            #expect(reply.body.count <= 50)
            #expect((reply.header("Content-Length").flatMap { Int($0) } ?? 0) > 50)
        }
    }

    @Test func `drips and delays`() async throws {
        fixture.portal.fail(.drip(bytes: 400, pause: .milliseconds(2)), when: RequestMatch(path: "@trash"))
        fixture.portal.fail(.delay(.milliseconds(30)), when: RequestMatch(path: "@trash"))
        try await withSimulator(fixture.portal) { server in
            let start = ContinuousClock.now
            let reply = try await fetch(server)
            #expect(ContinuousClock.now - start >= .milliseconds(30))
            #expect(JSONValue(parsing: reply.body) != nil)
        }
    }

    @Test func `stops while an answer is still due`() async throws {
        fixture.portal.fail(.delay(.seconds(3_600)), when: RequestMatch(path: "@trash"))
        let start = ContinuousClock.now
        try await withSimulator(fixture.portal) { server in
            let port = server.port
            let waiting = Task {
                try await RawHTTP(port: port).send("GET /api/2.0/files/@trash HTTP/1.1\r\nHost: x\r\n\r\n")
            }
            while fixture.portal.ledger.requests.isEmpty { await Task.yield() }
            waiting.cancel()
        }
        #expect(ContinuousClock.now - start < .seconds(1_800))
    }

    @Test func `rethrows and stops`() async throws {
        struct Mine: Error {}
        await #expect(throws: Mine.self) {
            try await withSimulator(fixture.portal) { _ in throw Mine() }
        }
    }
}
