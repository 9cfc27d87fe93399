import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Posts JSON to an address that is not a portal, or just calls it. Sends no portal key, follows no redirect, retries
/// nothing.
///
/// It is in this target because HTTP is; it shares only the thread with a portal's connections.
package final class MessagePoster: Sendable {
    /// From connecting to the status of the answer, whose body is not read.
    private static let timeout = TimeAmount.seconds(10)

    private let url: String
    private let client: HTTPClient

    /// - Parameters:
    ///   - url: with its path, already validated.
    ///   - proxy: used for connections with TLS.
    ///   - caFile: PEM file with the only authorities to trust, instead of the system's.
    /// - Throws: `PostError.noAnswer` when the CA file can't be read.
    package init(url: String, proxy: HTTPTransport.Proxy? = nil, caFile: String? = nil) throws(PostError) {
        self.url = url
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if let caFile {
            do {
                tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(caFile))
            } catch {
                throw .noAnswer("the CA file \(caFile) can't be read as PEM certificates")
            }
        }
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
        configuration.httpVersion = .http1Only
        configuration.timeout.connect = Self.timeout
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.idleTimeout = .seconds(1)
        if let proxy, url.hasPrefix("https://") {
            configuration.proxy = .server(host: proxy.host, port: proxy.port)
        }
        client = HTTPClient(eventLoopGroup: HTTPTransport.eventLoops, configuration: configuration)
    }

    /// Posts once.
    ///
    /// - Throws: `PostError` when the status isn't 2xx, or there is none.
    package func post(_ body: [UInt8], headers: [(name: String, value: String)]) async throws(PostError) {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        for header in headers { request.headers.add(name: header.name, value: header.value) }
        request.body = .bytes(body)
        try await send(request)
    }

    /// Calls the address once, with GET and without a body.
    ///
    /// - Throws: as `post`.
    package func call() async throws(PostError) {
        try await send(HTTPClientRequest(url: url))
    }

    private func send(_ request: HTTPClientRequest) async throws(PostError) {
        var request = request
        request.headers.add(name: "User-Agent", value: "retentiond")
        let status: Int
        do {
            status = Int(try await client.execute(request, timeout: Self.timeout).status.code)
        } catch {
            throw Task.isCancelled ? .stopped : .noAnswer(HTTPTransport.translate(error).reason)
        }
        guard (200..<300).contains(status) else { throw .refused(status: status) }
    }

    /// Closes the connections. The poster can't be used afterwards.
    package func shutDown() async {
        await client.close()
    }
}

/// Why a message was not delivered. Never names the address, which may hold a secret.
package enum PostError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Any status but 2xx, a redirect included, because it is not followed.
    case refused(status: Int)
    case noAnswer(String)
    case stopped

    /// Whether the same message may be accepted soon without anybody changing anything.
    package var isTransient: Bool {
        switch self {
        case .refused(let status): status >= 500 || status == 429 || status == 408
        case .noAnswer: true
        case .stopped: false
        }
    }

    /// Whether the receiver refuses this very message, so that sending it again soon doesn't help: 4xx, except for 408 and
    /// 429.
    package var isRejection: Bool {
        if case .refused(let status) = self {
            (400..<500).contains(status) && status != 408 && status != 429
        } else {
            false
        }
    }

    package var description: String {
        switch self {
        case .refused(let status) where (300..<400).contains(status):
            "the receiver redirects to another address (\(status)), which is not followed"
        case .refused(let status): "the receiver answered \(status)"
        case .noAnswer(let reason): reason
        case .stopped: "stopped"
        }
    }
}

extension DocSpaceError {
    /// Why a connection failed, without naming a portal, because the receiver is not one.
    fileprivate var reason: String {
        switch self {
        case .unreachable(let reason): "no connection: \(reason)"
        case .timedOut: "no answer in time"
        default: "the connection broke"
        }
    }
}
