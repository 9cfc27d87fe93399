import Foundation
import Testing

@testable import DocSpace

/// Bodies that are made to do harm: none may cost more than a moment and a few megabytes, and none ends the program.
@Suite(.timeLimit(.minutes(10))) struct HostileBodyTests {
    private func listing(
        _ answer: TinyServer.Answer, maxTextBytes: Int = PortalReader.maxTextBytes
    ) async throws -> DocSpaceError? {
        var error: DocSpaceError?
        try await withServer(answer: { _, _ in answer }) { exchange in
            error = await failure { () async throws(DocSpaceError) in
                try await exchange.reader.listTrash(maxTextBytes: maxTextBytes)
            }
        }
        return error
    }

    /// An empty page, compressed: unpacked, it would be a listing that ends cleanly.
    @Test(arguments: ["gzip", "deflate", "br"]) func `unpacks nothing`(encoding: String) async throws {
        let packed = Data(base64Encoded: "H4sIAAAAAAACA6tWKkotLsjPK05VsqpWSsvMSS1WsoqO1VFKy89JSS0Cc2prAYAOGoQmAAAA")!
        let head =
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Encoding: \(encoding)\r\nContent-Length: \(packed.count)\r\n\r\n"
        let error = try await listing(.bytes(Array(head.utf8) + packed))
        #expect(
            error
                == .malformed("a gateway compressed it (\(encoding)) although the request did not ask for compression"))
        let bare = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: \(packed.count)\r\n\r\n"
        let unsaid = try await listing(.bytes(Array(bare.utf8) + packed))
        #expect(unsaid == .malformed("it is compressed, but not marked as compressed"))
    }

    @Test(arguments: ["[", "{\"a\":", "[{\"response\":"]) func `an answer nested a million levels deep is refused`(
        opening: String
    )
        async throws
    {
        let body = #"{"response":{"files":"# + String(repeating: opening, count: 1_000_000)
        guard case .malformed = try await listing(.http(200, body)) else {
            Issue.record("a million levels passed for a listing")
            return
        }
    }

    /// Each would take half a kilobyte as an entry: from 2 MB of body, half a gigabyte.
    @Test func `more entries than a page can have are refused`() async throws {
        let body = #"{"files":["# + String(repeating: "1,", count: 1_000_000) + "1]}"
        guard case .malformed = try await listing(.portal(body)) else {
            Issue.record("a page of a million entries was taken")
            return
        }
    }

    @Test(arguments: [
        "1e999", "-0.0e-999", "123456789012345678901234567890", "0.1e400000000",
        "1\(String(repeating: "0", count: 100_000))",
    ])
    func `a number beyond all bounds costs its entry at most`(number: String) async throws {
        let page =
            #"{"files":[{"id":\#(number),"title":"x"},{"id":2,"title":"y","pureContentLength":\#(number),"updated":\#(number)}],"total":\#(number)}"#
        try await withServer(answer: { request, _ in
            request.path.hasSuffix("=0") ? .portal(page) : .portal(#"{"files":[]}"#)
        }) { exchange in
            let listing = try? await exchange.reader.listTrash()
            // The page may also be refused. An entry with an id or a date that wasn't sent must not appear.
            #expect((listing?.entries ?? []).allSatisfy { $0.key.id == 2 && $0.entry.updated == nil })
        }
    }

    @Test func `a title of ten megabytes is a title`() async throws {
        let title = String(repeating: "ä\\u0000", count: 1_250_000)
        try await withServer(answer: { request, _ in
            .portal(#"{"files":[\#(request.path.hasSuffix("=0") ? "{\"id\":1,\"title\":\"\(title)\"}" : "")]}"#)
        }) { exchange in
            let listing = try await exchange.reader.listTrash()
            #expect(listing.entries.first?.entry.title?.unicodeScalars.count == 2_500_000)
        }
    }

    /// Each page within its limit, and never an empty one: together they would fill the memory.
    @Test func `the texts of a whole listing have a limit`() async throws {
        try await withServer(answer: { _, before in
            .portal(#"{"files":[{"id":\#(before + 1),"title":"\#(String(repeating: "x", count: 1_000))"}]}"#)
        }) { exchange in
            let error = await failure { () async throws(DocSpaceError) in
                try await exchange.reader.listTrash(maxTextBytes: 10_000)
            }
            #expect(error == .malformed("its titles and names take more than 10000 bytes"))
            #expect(exchange.server.requests.count == 11)
        }
    }

    @Test func `a head that never ends is cut`() async throws {
        var limits = HTTPTransport.Limits()
        limits.readTimeout = .seconds(1)
        try await withServer(limits: limits, answer: { _, _ in .drip("HTTP/1.1 200 OK\r\nX-Slow: ", milliseconds: 20) })
        {
            exchange in
            let error = await failure { () async throws(DocSpaceError) in try await exchange.transport.send(.get("x")) }
            #expect(error == .timedOut)
        }
    }

    @Test func `a head without bounds is refused`() async throws {
        let head = "HTTP/1.1 200 OK\r\nX-Long: " + String(repeating: "x", count: 8_000_000) + "\r\n\r\n{}"
        try await withServer(answer: { _, _ in .raw(head) }) { exchange in
            let error = await failure { () async throws(DocSpaceError) in try await exchange.transport.send(.get("x")) }
            #expect(error != nil, "eight megabytes of head were taken")
        }
    }
}
