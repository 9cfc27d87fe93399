import NIOCore
import NIOHTTP1

/// Answers the one request of a connection, and closes it.
final class ScrapeHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let snapshot: @Sendable () -> MetricsSnapshot?
    private var request: HTTPRequestHead?
    private var isAnswered = false

    init(snapshot: @escaping @Sendable () -> MetricsSnapshot?) {
        self.snapshot = snapshot
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): request = head
        case .body: break
        case .end:
            guard !isAnswered, let request else { return }
            isAnswered = true
            send(answer(to: request), to: request, context)
        }
    }

    /// The previous handler has answered bytes that are not HTTP with 400.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private struct Answer {
        var status = HTTPResponseStatus.ok
        var headers: HTTPHeaders = ["Content-Type": "text/plain; charset=utf-8"]
        var body: String
    }

    private func answer(to request: HTTPRequestHead) -> Answer {
        guard Self.path(of: request.uri) == "/metrics" else {
            return Answer(status: .notFound, body: "The metrics are at /metrics\n")
        }
        guard request.method == .GET || request.method == .HEAD else {
            var answer = Answer(status: .methodNotAllowed, body: "Only GET and HEAD\n")
            answer.headers.add(name: "Allow", value: "GET, HEAD")
            return answer
        }
        guard let snapshot = snapshot() else {
            return Answer(status: .serviceUnavailable, body: "The service is starting\n")
        }
        let accept = request.headers["Accept"]
        let format = MetricsFormat(accept: accept.isEmpty ? nil : accept.joined(separator: ","))
        return Answer(
            headers: ["Content-Type": format.contentType, "Vary": "Accept"], body: MetricsText.of(snapshot, as: format))
    }

    /// The path of a request's target, which is a path, or a whole address as sent to a proxy: RFC 9112, section 3.2.2.
    private static func path(of target: String) -> Substring {
        var rest = target[...]
        if let scheme = ["http://", "https://"].first(where: { target.lowercased().hasPrefix($0) }) {
            rest = rest.dropFirst(scheme.count).drop { $0 != "/" && $0 != "?" }
        }
        return rest.prefix { $0 != "?" }
    }

    private func send(_ answer: Answer, to request: HTTPRequestHead, _ context: ChannelHandlerContext) {
        var headers = answer.headers
        headers.add(name: "Content-Length", value: "\(answer.body.utf8.count)")
        headers.add(name: "Connection", value: "close")
        context.write(
            wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers))),
            promise: nil)
        if request.method != .HEAD {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: answer.body)))), promise: nil)
        }
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in channel.close(promise: nil) }
    }
}
