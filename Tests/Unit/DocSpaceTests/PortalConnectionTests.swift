import Foundation
import Testing

@testable import DocSpace

/// Requests that are retried, and those that are never sent twice.
@Suite(.timeLimit(.minutes(10))) struct PortalConnectionTests {
    private static let key = #"{"name":"k","permissions":[]}"#

    @Test func `a reading is tried again after a transient failure`() async throws {
        let answers: [TinyServer.Answer] = [.http(502, "<html>"), .http(200, "<html>"), .hangUp, .portal(Self.key)]
        try await withServer(answer: { _, before in answers[before] }) { exchange in
            let key = try await exchange.reader.key()
            #expect(key.name == "k")
            #expect(exchange.sleeps.all == [.milliseconds(500), .seconds(1), .seconds(2)])
        }
    }

    @Test func `a reading gives up after five attempts`() async throws {
        try await withServer(answer: { _, _ in .http(503) }) { exchange in
            let error = await failure { () async throws(DocSpaceError) in try await exchange.reader.key() }
            #expect(error == .server(status: 503, retryAfterSeconds: nil))
            #expect(exchange.server.requests.count == 5)
        }
    }

    /// nginx's limit_req answers 503 where the portal answers 429.
    @Test func `a limiter that answers 503 slows down like a 429`() async throws {
        let sleeps = Sleeps()
        try await withServer(answer: { _, before in before == 0 ? .http(503) : .portal(Self.key) }) { exchange in
            let pacer = RequestPacer(perMinute: 4, now: { sleeps.now }, sleep: { sleeps.sleep($0) })
            let connection = PortalConnection(transport: exchange.transport, pacer: pacer, sleep: { _ in })
            _ = try await PortalReader(connection).key()
            _ = try await PortalReader(connection).key()
            #expect(sleeps.all.count == 1 && sleeps.all[0] > .seconds(50), "two a minute are left of four")
        }
    }

    @Test func `a throttled reading waits as long as requested`() async throws {
        try await withServer(answer: { _, before in
            before == 0 ? .http(429, headers: ["Retry-After: 7"]) : .portal(Self.key)
        }) { exchange in
            _ = try await exchange.reader.key()
            #expect(exchange.sleeps.all == [.seconds(7)])
        }
    }

    private static let dates = ["Mon, 23 Nov 2026 09:00:05 GMT", "Mon, 23 Nov 2026 09:00:04 GMT"].map { "Date: \($0)" }

    /// A reverse proxy that caches by its own rules: its answer may be older than our last write.
    @Test(arguments: [["Age: 3"], [dates[1]]])
    func `an answer made before our last write does not count as a reading`(headers: [String]) async throws {
        try await withServer(answer: { request, before in
            switch (request.method, before) {
            case ("PUT", _): .portal(#"[{"id":"op"}]"#, headers: [Self.dates[0]])
            case (_, 1): .portal(#"{"name":"old"}"#, headers: headers)
            default: .portal(#"{"name":"new"}"#, headers: [Self.dates[0]])
            }
        }) { exchange in
            _ = try await exchange.writer.delete([EntryKey(.file, 1)])
            let key = try await exchange.reader.key()
            #expect(key.name == "new")
            #expect(exchange.server.requests.count == 3)
        }
    }

    @Test func `a cache that always answers is named`() async throws {
        try await withServer(answer: { _, _ in .portal(Self.key, headers: ["Age: 17"]) }) { exchange in
            let error = await failure { () async throws(DocSpaceError) in try await exchange.reader.key() }
            #expect(error == .stale("it comes from a cache, which stored it for 17 s"))
            #expect(exchange.server.requests.count == 5)
        }
        try await withServer(answer: { _, before in .portal(Self.key, headers: [Self.dates[min(before, 1)]]) }) {
            exchange in
            _ = try await exchange.reader.key()
            let error = await failure { () async throws(DocSpaceError) in try await exchange.reader.key() }
            #expect(error == .stale("its Date is 1 s before that of an earlier answer"))
        }
    }

    @Test(arguments: [401, 402, 403, 404])
    func `a refused reading is not tried again`(status: Int) async throws {
        try await withServer(answer: { _, _ in .http(status) }) { exchange in
            _ = await failure { () async throws(DocSpaceError) in try await exchange.reader.key() }
            #expect(exchange.server.requests.count == 1)
        }
    }

    @Test func `a write with an unknown effect is never sent twice`() async throws {
        for answer in [
            TinyServer.Answer.http(500), .http(502, "<html>"), .hangUp, .http(200, "<html>"), .http(200, ""),
        ] {
            try await withServer(answer: { _, _ in answer }) { exchange in
                let error = await failure { () async throws(DocSpaceError) in
                    try await exchange.writer.delete([EntryKey(.file, 1)])
                }
                #expect(error?.excludesEffect == false)
                #expect(exchange.server.requests.count == 1)
            }
        }
    }

    /// The trash may have changed during the wait: the caller must list it again first.
    @Test func `a throttled write is not sent again blindly`() async throws {
        try await withServer(answer: { _, before in before == 0 ? .http(429) : .portal(#"[{"id":"op"}]"#) }) {
            exchange in
            let error = await failure { () async throws(DocSpaceError) in
                try await exchange.writer.delete([EntryKey(.file, 1)])
            }
            #expect(error == .throttled(retryAfterSeconds: nil))
            #expect(exchange.server.requests.count == 1)
        }
    }

    /// Every member of the body matters: docspace-api.md §5 and §6.
    @Test func `requests with the safe parameters`() async throws {
        try await withServer(answer: { _, _ in .portal(#"[{"id":"op"}]"#) }) { exchange in
            let keys = [EntryKey(.file, 17), EntryKey(.folder, 17), EntryKey(.file, 3)]
            _ = try await exchange.writer.delete(keys)
            _ = try await exchange.writer.move(keys, to: 55)
            _ = try await exchange.writer.emptyTrash()
            let requests = exchange.server.requests
            #expect(requests.map(\.method) == ["PUT", "PUT", "PUT"])
            #expect(
                requests.map(\.path) == [
                    "/api/2.0/files/fileops/delete", "/api/2.0/files/fileops/move",
                    "/api/2.0/files/fileops/emptytrash?single=true",
                ])
            let delete = try JSONSerialization.jsonObject(with: Data(requests[0].body.utf8)) as? NSDictionary
            #expect(
                delete == [
                    "fileIds": [17, 3], "folderIds": [17], "deleteAfter": false, "immediately": false,
                    "returnSingleOperation": true,
                ])
            let move = try JSONSerialization.jsonObject(with: Data(requests[1].body.utf8)) as? NSDictionary
            #expect(
                move == [
                    "fileIds": [17, 3], "folderIds": [17], "destFolderId": 55, "conflictResolveType": "Duplicate",
                    "deleteAfter": false, "content": false, "returnSingleOperation": true,
                ])
        }
    }

    @Test func `sends no purge when the day is used up but a restore`() async throws {
        try await withServer(answer: { _, _ in .portal(#"[{"id":"mine"}]"#) }) { exchange in
            let pacer = RequestPacer(writes: WriteBudget(restoring: 2, destroying: 1))
            let writer = PortalWriter(PortalConnection(transport: exchange.transport, pacer: pacer))
            _ = try await writer.delete([EntryKey(.file, 1)])
            let purge = await failure { () async throws(DocSpaceError) in
                try await writer.delete([EntryKey(.file, 2)])
            }
            #expect(purge?.excludesEffect == true && (86_400...90_001).contains(purge?.retryAfterSeconds ?? 0))
            let emptied = await failure { () async throws(DocSpaceError) in try await writer.emptyTrash() }
            #expect(emptied?.excludesEffect == true)
            #expect(try await writer.move([EntryKey(.file, 3)], to: 55)?.id == "mine")
            #expect(exchange.server.requests.map(\.path) == ["delete", "move"].map { "/api/2.0/files/fileops/\($0)" })
        }
    }

    @Test func `an answer with several operations identifies none`() async throws {
        try await withServer(answer: { _, _ in .portal(#"[{"id":"mine"},{"id":"another's"}]"#) }) { exchange in
            let operation = try await exchange.writer.delete([EntryKey(.file, 1)])
            #expect(operation == nil)
        }
    }

    @Test func `requests its own operation only`() async throws {
        try await withServer(answer: { _, _ in .portal(#"[{"id":"other","finished":true}]"#) }) { exchange in
            let operation = try await exchange.reader.operation("a b/ü&id=x")
            #expect(operation == nil)
            #expect(exchange.server.requests[0].path == "/api/2.0/files/fileops?id=a%20b%2F%C3%BC%26id%3Dx")
        }
    }

    @Test(arguments: [
        ("abcXYZ019-._~", "abcXYZ019-._~"), ("a b", "a%20b"), ("a+b", "a%2Bb"), ("&=?#/%", "%26%3D%3F%23%2F%25"),
        ("\u{0}\n\u{7F}", "%00%0A%7F"), ("\u{E9}\u{1F600}", "%C3%A9%F0%9F%98%80"), ("", ""),
    ])
    func `encodes everything that is not unreserved`(text: String, encoded: String) {
        #expect(PortalReader.encoded(text) == encoded)
    }
}
