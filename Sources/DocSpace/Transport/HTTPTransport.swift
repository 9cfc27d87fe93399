import AsyncHTTPClient
package import FoundationEssentials
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Sends requests over HTTP/1.1, with TLS unless the portal is on loopback.
package final class HTTPTransport: PortalTransport {
    /// Limits of one exchange.
    package struct Limits: Sendable {
        package var connectTimeout = Duration.seconds(10)
        /// From sending to the last byte of the answer.
        package var readTimeout = Duration.seconds(20)
        /// The portal checks every id of a write before it answers, which takes time.
        package var writeTimeout = Duration.seconds(60)
        package var bodyBytes = 16 << 20

        package init() {}
    }

    /// A proxy that passes connections on.
    package struct Proxy: Sendable {
        package let host: String
        package let port: Int

        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    private let origin: String
    private let key: APIKey
    private let limits: Limits
    private let now: @Sendable () -> Date
    private let client: HTTPClient
    private let nonces = UniqueQuery()
    /// The address to request untrusted certificates from; nil unless connections are direct.
    private let direct: (host: String, port: Int)?
    private let hasOwnAuthorities: Bool

    /// - Parameters:
    ///   - origin: scheme, host and port, as the policy's validation accepts them: `https://acme.example.com`.
    ///   - proxy: used for connections with TLS. One without TLS stays on this machine and goes directly: the key must not
    ///     reach a proxy.
    ///   - caFile: PEM file with the only authorities to trust, instead of the system's.
    /// - Throws: `DocSpaceError.unreachable` when the CA file can't be read.
    package init(
        origin: String, key: APIKey, proxy: Proxy? = nil, caFile: String? = nil, limits: Limits = Limits(),
        now: @escaping @Sendable () -> Date = { Date() }
    ) throws(DocSpaceError) {
        self.origin = origin
        self.key = key
        self.limits = limits
        self.now = now
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if let caFile {
            tls.trustRoots = .certificates(try TrustedAuthorities.read(caFile))
        } else if origin.hasPrefix("https://"), let authorities = TrustedAuthorities.ofSystem() {
            tls.trustRoots = .certificates(authorities)
        }
        hasOwnAuthorities = caFile != nil
        direct = proxy == nil ? Self.hostAndPort(origin) : nil
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
        configuration.httpVersion = .http1Only
        configuration.timeout.connect = TimeAmount(limits.connectTimeout)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.idleTimeout = .seconds(10)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 4
        if let proxy, origin.hasPrefix("https://") {
            configuration.proxy = .server(host: proxy.host, port: proxy.port)
        }
        client = HTTPClient(eventLoopGroup: Self.eventLoops, configuration: configuration)
    }

    /// One thread serves all accounts.
    static let eventLoops = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    /// Closes the connections. The transport can't be used afterwards.
    package func shutDown() async {
        await client.close()
    }

    /// Sends one request.
    ///
    /// - Returns: the answer, if its status is 2xx.
    /// - Throws: `DocSpaceError`; see `excludesEffect` for what a failed write may have done.
    package func send(_ call: HTTPCall) async throws(DocSpaceError) -> HTTPReply {
        let isReading = call.method == .get
        var headers = HTTPHeaders()
        if !call.isAnonymous { headers.add(name: "Authorization", value: key.authorizationHeader) }
        headers.add(name: "Accept", value: "application/json")
        headers.add(name: "User-Agent", value: "retentiond")
        if isReading {
            headers.add(name: "Cache-Control", value: "no-cache")
            headers.add(name: "Pragma", value: "no-cache")
        }
        if call.body != nil { headers.add(name: "Content-Type", value: "application/json") }
        do {
            let request = try HTTPClient.Request(
                url: "\(origin)/api/2.0/\(isReading ? nonces.unrepeated(call.path) : call.path)",
                method: HTTPMethod(rawValue: call.method.rawValue), headers: headers,
                body: call.body.map { .byteBuffer(ByteBuffer(bytes: $0)) })
            return try await exchange(request, within: isReading ? limits.readTimeout : limits.writeTimeout)
        } catch let error as DocSpaceError {
            throw error
        } catch {
            if Task.isCancelled { throw .cancelled }
            let failure = Self.translate(error)
            if Self.isDistrusted(error), let reason = await reasonOfDistrust() { throw .unreachable(reason) }
            throw failure
        }
    }

    private static func isDistrusted(_ error: any Error) -> Bool {
        guard let error = error as? NIOSSLError, error.isFailedHandshake else { return false }
        return "\(error)".contains("CERTIFICATE_VERIFY_FAILED")
    }

    private func reasonOfDistrust() async -> String? {
        guard let direct else { return nil }
        let chain = await PresentedChain.fetch(host: direct.host, port: direct.port, on: Self.eventLoops)
        return chain.isEmpty ? nil : TLSFailure.reason(chain, at: now(), hasOwnAuthorities: hasOwnAuthorities)
    }

    /// - Parameter origin: with TLS; nil for others.
    private static func hostAndPort(_ origin: String) -> (host: String, port: Int)? {
        guard origin.hasPrefix("https://") else { return nil }
        let authority = origin.dropFirst("https://".count)
        let hostEnd =
            authority.hasPrefix("[") ? authority.firstIndex(of: "]") ?? authority.startIndex : authority.startIndex
        guard let colon = authority[hostEnd...].firstIndex(of: ":") else { return (trimmed(authority), 443) }
        return (trimmed(authority[..<colon]), Int(authority[authority.index(after: colon)...]) ?? 443)
    }

    private static func trimmed(_ host: Substring) -> String {
        host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : String(host)
    }

    /// The whole exchange, limited by the total timeout.
    private func exchange(_ request: HTTPClient.Request, within limit: Duration) async throws -> HTTPReply {
        let collector = ReplyCollector(limit: limits.bodyBytes, now: now)
        let task = client.execute(request: request, delegate: collector, deadline: .now() + TimeAmount(limit))
        return try await withTaskCancellationHandler {
            try await task.get()
        } onCancel: {
            task.cancel()
        }
    }

    /// Splits failures into "never sent" and "perhaps sent".
    static func translate(_ error: any Error) -> DocSpaceError {
        switch error {
        case let error as HTTPClientError where error == .connectTimeout: .unreachable("connecting took too long")
        case let error as HTTPClientError where error == .deadlineExceeded || error == .readTimeout: .timedOut
        case let error as HTTPClientError where error == .cancelled: .cancelled
        case let error as HTTPClientError where error == .proxyAuthenticationRequired:
            .unreachable("the proxy wants a user name and a password (407), which are not supported")
        case let error as HTTPClientError where error == .invalidProxyResponse:
            .unreachable("the proxy refuses to connect to the portal")
        case let error as HTTPClientError where error == .httpProxyHandshakeTimeout:
            .unreachable("the proxy did not answer in time")
        case let error as NIOConnectionError: .unreachable(Self.reason(error))
        case let error as IOError where Self.neverConnected.contains(error.errnoCode):
            .unreachable(String(cString: strerror(error.errnoCode)))
        case let error as NIOSSLError where error.isFailedHandshake: .unreachable(TLSFailure.reason("\(error)"))
        case let error as NIOSSLExtraError where error == .failedToValidateHostname:
            .unreachable(
                "its certificate is not for this host name: write a name from the certificate as the address in the policy"
            )
        case is NIOSSLExtraError: .unreachable("the name of the portal can't be compared with its certificate")
        // With TLS 1.3 the other end reports late that it wants a certificate. It has read nothing by then.
        case let error as BoringSSLError where "\(error)".contains("CERTIFICATE_REQUIRED"):
            .unreachable(TLSFailure.reason("\(error)"))
        case let error as BoringSSLError: .interrupted(TLSFailure.reason("\(error)"))
        default: .interrupted("\(error)")
        }
    }

    /// The errors of a failed connect. A connection that was made breaks with other errors.
    private static let neverConnected = [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, ENETDOWN, EADDRNOTAVAIL]

    private static func reason(_ error: NIOConnectionError) -> String {
        if error.dnsAError != nil || error.dnsAAAAError != nil, error.connectionErrors.isEmpty {
            return "the host name \(error.host) can't be resolved"
        }
        let cause = error.connectionErrors.first.map { failure in
            (failure.error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(failure.error)"
        }
        return "\(error.host):\(error.port): \(cause ?? "refused")"
    }
}

extension NIOSSLError {
    /// Nothing of a request is sent before the handshake is done.
    fileprivate var isFailedHandshake: Bool {
        if case .handshakeFailed = self { true } else { false }
    }
}
