import Testing

@testable import DocSpace

/// A portal with a certificate of a private authority.
@Suite(.timeLimit(.minutes(10))) struct HTTPTransportTLSTests {
    @Test func acceptsThePrivateAuthorityThatItWasTold() async throws {
        try await withTLS(for: "IP:127.0.0.1") { server in
            #expect(await server.ask(caFile: server.authority) == nil)
        }
    }

    @Test func refusesAnAuthorityThatItWasNotTold() async throws {
        try await withTLS(for: "IP:127.0.0.1") { server in
            guard case .unreachable(let reason) = await server.ask(caFile: nil) else { return #expect(Bool(false)) }
            #expect(reason.contains("CERTIFICATE_VERIFY_FAILED"), "\(reason)")
        }
    }

    @Test func refusesTheRightAuthorityForAnotherHost() async throws {
        try await withTLS(for: "DNS:elsewhere.example") { server in
            guard case .unreachable = await server.ask(caFile: server.authority) else { return #expect(Bool(false)) }
        }
    }

    @Test(arguments: ["/nonexistent.pem", "/etc/passwd"])
    func saysWhenTheAuthorityCanNotBeRead(path: String) {
        #expect(throws: DocSpaceError.unreachable("the CA file \(path) can't be read as PEM certificates")) {
            _ = try HTTPTransport(origin: "https://127.0.0.1:1", key: APIKey(secret)!, caFile: path)
        }
    }
}
