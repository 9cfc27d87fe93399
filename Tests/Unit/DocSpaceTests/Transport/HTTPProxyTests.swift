import Foundation
import Testing

@testable import DocSpace

/// Portals behind a proxy.
@Suite(.timeLimit(.minutes(10))) struct HTTPProxyTests {
    private static func proxy(at port: Int) -> HTTPTransport.Proxy {
        HTTPTransport.Proxy(host: "127.0.0.1", port: port)
    }

    /// It passes the connection on and can't read its content.
    @Test func `a portal is reached through the proxy that the key does not reach`() async throws {
        try await withTLS(for: "IP:127.0.0.1") { server in
            let proxy = try TinyProxy()
            defer { proxy.stop() }
            #expect(await server.ask(caFile: server.authority, proxy: Self.proxy(at: proxy.port)) == nil)
            #expect(proxy.requests == ["CONNECT 127.0.0.1:\(server.port) HTTP/1.1"])
            #expect(!proxy.overheard.isEmpty && !String(decoding: proxy.overheard, as: UTF8.self).contains("sk-"))
        }
    }

    /// The certificate is still the portal's.
    @Test func `the proxy vouches for no portal`() async throws {
        try await withTLS(for: "DNS:elsewhere.example") { server in
            let proxy = try TinyProxy()
            defer { proxy.stop() }
            #expect(await server.ask(caFile: server.authority, proxy: Self.proxy(at: proxy.port)) != nil)
            #expect(proxy.requests.count == 1)
        }
    }

    @Test(arguments: [
        (
            "407 Proxy Authentication Required",
            "the proxy wants a user name and a password (407), which are not supported"
        ),
        ("403 Forbidden", "the proxy refuses to connect to the portal"),
        ("502 Bad Gateway", "the proxy refuses to connect to the portal"),
    ])
    func `a refusal by the proxy is said to be its own`(refusal: String, reason: String) async throws {
        let proxy = try TinyProxy(refusal: refusal)
        defer { proxy.stop() }
        let error = await ask("https://portal.example", through: proxy.port)
        #expect(error == .unreachable(reason))
        #expect(proxy.requests == ["CONNECT portal.example:443 HTTP/1.1"])
    }

    @Test func `a proxy that nobody runs is named`() async {
        let nobody = DeafPort()
        let error = await ask("https://portal.example", through: nobody.port)
        #expect(error?.description.contains("127.0.0.1:\(nobody.port): Connection refused") == true, "\(error as Any)")
        #expect(error?.excludesEffect == true)
        withExtendedLifetime(nobody) {}
    }

    /// Without TLS a proxy would read the key.
    @Test func `a portal on this machine is reached directly`() async throws {
        let proxy = try TinyProxy()
        defer { proxy.stop() }
        try await withServer(answer: { _, _ in .portal("{}") }) { exchange in
            #expect(await ask(exchange.server.origin, through: proxy.port) == nil)
            #expect(exchange.server.requests.count == 1)
        }
        #expect(proxy.requests.isEmpty)
    }

    private func ask(_ origin: String, through port: Int) async -> DocSpaceError? {
        await failure { () async throws(DocSpaceError) in
            let transport = try HTTPTransport(origin: origin, key: testKey, proxy: Self.proxy(at: port))
            let result: Result<HTTPReply, DocSpaceError>
            do throws(DocSpaceError) { result = .success(try await transport.send(.get("x"))) } catch {
                result = .failure(error)
            }
            await transport.shutDown()
            return try result.get()
        }
    }
}
