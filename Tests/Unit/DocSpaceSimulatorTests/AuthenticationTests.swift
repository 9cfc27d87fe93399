import DocSpaceSimulator
import FoundationEssentials
import Testing

@Suite("Keys, scopes and refusals (api.md §1)")
struct AuthenticationTests {
    let fixture = PortalFixture()

    private func status(_ header: String?, _ path: String, _ method: String = "GET") -> PortalReply {
        fixture.portal.respond(to: PortalRequest(method, "/api/2.0/\(path)", authorization: header))
    }

    @Test func `only the exact scheme is a key`() {
        let key = fixture.alice.apiKey
        #expect(status("Bearer \(key)", "files/@trash").status == 200)
        for header in ["bearer \(key)", key, "Bearer  \(key)", "Bearer x", "Basic \(key)", "ApiKeyBearer \(key)"] {
            #expect(status(header, "files/@trash").status == 401, "\(header.prefix(12))")
        }
        #expect(status(nil, "files/@trash").status == 401)
    }

    @Test func `refusals have no body`() {
        #expect(status("Bearer sk-unknown", "files/@trash").body.isEmpty)
        #expect(status("Bearer sk-unknown", "files/@trash").status == 401)
    }

    @Test func `open endpoints say 403 for a bad key and an empty list for a session`() {
        for path in ["files/fileops", "files/fileops/2"] {
            #expect(status("Bearer sk-unknown", path).status == 403)
            let stale = status("Bearer stale-session", path)
            #expect(stale.status == 200)
            #expect(stale.json?["response"] == [])
        }
        #expect(status("Bearer sk-unknown", "files/folder/\(fixture.alice.trashID)").status == 403)
    }

    @Test func `a key ends with expiry deactivation or its user`() {
        let expiring = fixture.portal.addKey(for: fixture.alice, expiresAt: fixture.clock.now.addingTimeInterval(60))
        #expect(status("Bearer \(expiring)", "keys/@self").status == 200)
        fixture.clock.advance(by: .seconds(61))
        #expect(status("Bearer \(expiring)", "keys/@self").status == 401)
        let other = fixture.portal.addKey(for: fixture.alice)
        fixture.portal.perform(.revokeKey(other))
        #expect(status("Bearer \(other)", "keys/@self").status == 401)
        fixture.portal.edit(user: fixture.alice) { $0.isActive = false }
        #expect(fixture.api.get("keys/@self").status == 401)
    }

    @Test(arguments: [
        (["files:read"], [200, 403, 403, 403, 200]),
        (["files:write"], [200, 200, 403, 403, 200]),
        (["rooms:read"], [403, 403, 200, 403, 200]),
        (["accounts.self:read"], [403, 403, 403, 200, 200]),
        (["*:read"], [200, 403, 200, 200, 200]),
        (["*:write"], [200, 200, 200, 200, 200]),
        (["*"], [200, 200, 200, 200, 200]),
        ([], [200, 200, 200, 200, 200]),
    ])
    func scopes(permissions: [String], expected: [Int]) {
        let api = API(portal: fixture.portal, key: fixture.portal.addKey(for: fixture.alice, permissions: permissions))
        let answers = [
            api.get("files/@trash").status, api.put("files/fileops/emptytrash").status, api.get("files/rooms").status,
            api.get("people/@self").status, api.get("keys/@self").status,
        ]
        #expect(answers == expected)
    }

    @Test func `key self returns everything but the key`() throws {
        let expiry = fixture.clock.now.addingTimeInterval(86_400)
        let key = fixture.portal.addKey(
            for: fixture.alice, name: "daemon", permissions: ["files:write"], expiresAt: expiry)
        let reply = API(portal: fixture.portal, key: key).get("keys/@self")
        let response = try #require(reply.json?["response"])
        #expect(response["name"] == "daemon")
        #expect(response["permissions"] == ["files:write"])
        #expect(response["isActive"] == true)
        #expect(response["expiresAt"] == .string(PortalDate.roundTrip(expiry, offsetSeconds: 10_800)))
        #expect(response["createBy"]?["id"] == .string(fixture.alice.id.description))
        #expect(!String(decoding: reply.body, as: UTF8.self).contains(key))
    }

    @Test func `errors leak types and stack`() throws {
        let reply = fixture.api.get("files/folder/9999")
        #expect(reply.status == 404)
        let json = try #require(reply.json)
        #expect(json["status"] == 1)
        #expect(json["statusCode"] == 404)
        #expect(json["error"]?["type"]?.text?.isEmpty == false)
        #expect(json["error"]?["stack"]?.text?.isEmpty == false)
    }
}

@Suite("Portal states and limits (api.md §8)")
struct LimitTests {
    let fixture = PortalFixture()

    @Test(arguments: [
        (PortalCondition.suspended, 404, 404, 404),
        (.unpaid, 402, 402, 200),
        (.restoringBackup, 403, 200, 200),
        (.addressDenied, 403, 403, 403),
        (.maintenance, 502, 502, 502),
        (.active, 200, 200, 200),
    ])
    func conditions(condition: PortalCondition, trash: Int, key: Int, person: Int) {
        fixture.portal.perform(.setCondition(condition))
        #expect(fixture.api.get("files/@trash").status == trash)
        #expect(fixture.api.get("keys/@self").status == key)
        #expect(fixture.api.get("people/@self").status == person)
    }

    @Test func `a condition can pass`() {
        fixture.portal.perform(.setCondition(.suspended, for: .seconds(60)))
        #expect(fixture.api.get("files/@trash").status == 404)
        fixture.clock.advance(by: .seconds(61))
        #expect(fixture.api.get("files/@trash").status == 200)
    }

    @Test func `the window slides and returns when to come back`() throws {
        fixture.portal.settings.rateLimits?.requestsPerMinute = 3
        let answers = (0..<4).map { _ in fixture.api.get("keys/@self") }
        #expect(answers.map(\.status) == [200, 200, 200, 429])
        #expect(answers[3].body.isEmpty)
        let wait = try #require(answers[3].header("Retry-After").flatMap { Int($0) })
        #expect((1...60).contains(wait))
        fixture.clock.advance(by: .seconds(Double(wait) + 1))
        #expect(fixture.api.get("keys/@self").status == 200)
    }

    @Test func `limits are per user`() {
        fixture.portal.settings.rateLimits?.requestsPerMinute = 1
        let bob = fixture.portal.addUser(name: "Bob")
        #expect(fixture.api.get("keys/@self").status == 200)
        #expect(fixture.api.get("keys/@self").status == 429)
        #expect(API(portal: fixture.portal, key: bob.apiKey).get("keys/@self").status == 200)
    }

    @Test func `writes per day count puts only`() {
        fixture.portal.settings.rateLimits?.writesPerDay = 2
        #expect((0..<3).map { _ in fixture.api.put("files/fileops/emptytrash").status } == [200, 200, 429])
        #expect(fixture.api.get("files/@trash").status == 200)
        #expect(fixture.api.send("DELETE", "files/file/1", ["immediately": false]).status == 404)
    }

    @Test func `concurrency gives no retry after`() {
        fixture.portal.settings.rateLimits?.concurrentReads = 1
        let request = PortalRequest("GET", "/api/2.0/keys/@self", authorization: "Bearer \(fixture.alice.apiKey)")
        let (first, admission) = fixture.portal.receive(request)
        let (second, rejected) = fixture.portal.receive(request)
        #expect([first.status, second.status] == [200, 429])
        #expect(second.header("Retry-After") == nil)
        fixture.portal.finish(rejected)
        #expect(fixture.api.get("keys/@self").status == 429)
        fixture.portal.finish(admission)
        #expect(fixture.api.get("keys/@self").status == 200)
    }

    @Test func `can be switched off`() {
        fixture.portal.settings.rateLimits = nil
        #expect((0..<2000).allSatisfy { _ in fixture.api.get("keys/@self").status == 200 })
    }
}
