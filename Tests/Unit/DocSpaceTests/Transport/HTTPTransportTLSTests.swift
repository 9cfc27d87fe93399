import Testing

@testable import DocSpace

/// A portal with a certificate of a private authority.
@Suite(.timeLimit(.minutes(10))) struct HTTPTransportTLSTests {
    @Test func `accepts the configured private authority`() async throws {
        try await withTLS(for: "IP:127.0.0.1") { server in
            #expect(await server.ask(caFile: server.authority) == nil)
        }
    }

    @Test func `refuses an authority that is not configured`() async throws {
        try await withTLS(for: "IP:127.0.0.1") { server in
            guard case .unreachable(let reason) = await server.ask(caFile: nil) else { return #expect(Bool(false)) }
            #expect(reason.contains("was issued by \"test authority\"") && reason.contains("intermediate"), "\(reason)")
        }
    }

    @Test func `refuses the right authority for another host`() async throws {
        try await withTLS(for: "DNS:elsewhere.example") { server in
            let error = await server.ask(caFile: server.authority)
            guard case .unreachable(let reason) = error else { return #expect(Bool(false), "\(error as Any)") }
            #expect(reason.contains("is not for this host name"))
        }
    }

    @Test(arguments: ["/nonexistent.pem", "/etc/passwd"])
    func `says when the authority cannot be read`(path: String) {
        #expect(throws: DocSpaceError.unreachable("the CA file \(path) can't be read as PEM certificates")) {
            _ = try HTTPTransport(origin: "https://127.0.0.1:1", key: testKey, caFile: path)
        }
    }

    /// Each cause in its own sentence, without the library's text and its paths.
    struct Trouble: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var from = "20200101000000Z"
        var until = "20400101000000Z"
        var arguments: [String] = []
        let text: String
    }

    static let troubles = [
        Trouble(testDescription: "expired", until: "20210102000000Z", text: "its certificate expired on 2021-01-02"),
        Trouble(
            testDescription: "not yet valid", from: "20350102000000Z",
            text: "its certificate is not valid before 2035-01-02"),
        Trouble(
            testDescription: "client certificate, TLS 1.3", arguments: ["-Verify", "1"],
            text: "wants a client certificate"),
        Trouble(
            testDescription: "client certificate, TLS 1.2", arguments: ["-Verify", "1", "-tls1_2"],
            text: "client certificate"),
        Trouble(
            testDescription: "too old", arguments: ["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"],
            text: "only versions of TLS before 1.2"),
        Trouble(
            testDescription: "self-signed", arguments: ["-cert", "ca.pem", "-key", "ca.key"],
            text: "its certificate is self-signed"),
    ]

    @Test(arguments: troubles) func `each cause has a sentence of its own`(_ trouble: Trouble) async throws {
        try await withTLS(
            for: "IP:127.0.0.1", dates: (trouble.from, trouble.until), arguments: trouble.arguments
        ) { server in
            let isSelfSigned = trouble.testDescription == "self-signed"
            let error = await server.ask(caFile: isSelfSigned ? nil : server.authority)
            guard case .unreachable(let reason) = error else { return #expect(Bool(false), "\(error as Any)") }
            #expect(reason.contains(trouble.text), "\(reason)")
            #expect(!reason.contains("OPENSSL") && !reason.contains(".cc") && !reason.contains("0x"))
            #expect(error?.excludesEffect == true)
        }
    }

    @Test func `a server without TLS is reported as such`() async throws {
        let server = try TinyServer { _, _ in .portal("{}") }
        defer { server.stop() }
        let transport = try HTTPTransport(origin: "https://127.0.0.1:\(server.port)", key: testKey)
        let error = await failure { () async throws(DocSpaceError) in try await transport.send(.get("x")) }
        await transport.shutDown()
        guard case .unreachable(let reason) = error else { return #expect(Bool(false), "\(error as Any)") }
        #expect(reason.contains("does not speak TLS"), "\(reason)")
    }

    /// An authority that renewed its certificate is in many files twice.
    @Test func `an expired authority of the same name does not hide the valid one`() async throws {
        try await withTLS(for: "IP:127.0.0.1") { server in
            let authorities = try server.prependExpiredAuthority()
            #expect(await server.ask(caFile: authorities) == nil)
        }
    }
}
