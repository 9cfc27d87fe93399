import Foundation
import Testing

@testable import DocSpace

@Suite(.timeLimit(.minutes(10))) struct MessagePosterTests {
    private func post(to url: String) async -> PostError? {
        guard let poster = try? MessagePoster(url: url) else { return .stopped }
        var failure: PostError?
        do throws(PostError) {
            try await poster.post(Array(#"{"a":1}"#.utf8), headers: [("webhook-id", "msg_1")])
        } catch {
            failure = error
        }
        await poster.shutDown()
        return failure
    }

    @Test func `posts exactly this and no key`() async throws {
        let server = try TinyServer { _, _ in .http(204) }
        defer { server.stop() }
        #expect(await post(to: "\(server.origin)/hook?token=x") == nil)
        let request = try #require(server.requests.first)
        #expect(request.method == "POST" && request.path == "/hook?token=x" && request.body == #"{"a":1}"#)
        #expect(request.all("content-type") == ["application/json"] && request.all("webhook-id") == ["msg_1"])
        #expect(request.all("authorization").isEmpty && request.all("cookie").isEmpty)
    }

    @Test(arguments: [301, 302, 307, 308]) func `follows no redirect`(status: Int) async throws {
        let other = try TinyServer { _, _ in .http(200) }
        defer { other.stop() }
        let server = try TinyServer { _, _ in .http(status, headers: ["Location: \(other.origin)/"]) }
        defer { server.stop() }
        #expect(await post(to: "\(server.origin)/") == .refused(status: status))
        #expect(other.requests.isEmpty)
    }

    @Test func `distinguishes temporary from lasting errors`() async throws {
        for (status, isTransient) in [(500, true), (503, true), (429, true), (408, true), (400, false), (404, false)] {
            let server = try TinyServer { _, _ in .http(status) }
            defer { server.stop() }
            let failure = await post(to: "\(server.origin)/")
            #expect(failure == .refused(status: status))
            #expect(failure?.isTransient == isTransient)
        }
    }

    @Test func `nobody there is transient and the address stays untold`() async throws {
        let server = try TinyServer { _, _ in .hangUp }
        defer { server.stop() }
        let failure = try #require(await post(to: "\(server.origin)/secret-path"))
        #expect(failure.isTransient)
        #expect(!failure.description.contains("secret-path"))
    }

    @Test func `calls an address without a body`() async throws {
        let server = try TinyServer { _, _ in .http(200) }
        defer { server.stop() }
        let poster = try MessagePoster(url: "\(server.origin)/ping")
        try await poster.call()
        await poster.shutDown()
        let request = try #require(server.requests.first)
        #expect(request.method == "GET" && request.path == "/ping" && request.body == "")
        #expect(request.all("authorization").isEmpty)
    }

    /// Issue 17, point 6.
    @Test func `a receiver behind a proxy with its own authority is reached`() async throws {
        try await withTLS(for: "IP:127.0.0.1") { server in
            let proxy = try TinyProxy()
            defer { proxy.stop() }
            let poster = try MessagePoster(
                url: "https://127.0.0.1:\(server.port)/api/2.0/x",
                proxy: HTTPTransport.Proxy(host: "127.0.0.1", port: proxy.port), caFile: server.authority)
            // It takes no POST.
            try await poster.call()
            await poster.shutDown()
            #expect(proxy.requests == ["CONNECT 127.0.0.1:\(server.port) HTTP/1.1"])
        }
    }

    @Test func `a missing CA file is refused`() {
        #expect(throws: PostError.self) { try MessagePoster(url: "https://example.com", caFile: "/nonexistent") }
    }
}
