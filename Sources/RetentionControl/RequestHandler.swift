import NIOCore
import NIOHTTP1

/// Collects the one request of a connection, within the limits, and passes it on for an answer.
final class RequestHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let access: ControlRequest.Access
    private let peer: Peer
    private let limits: ControlLimits
    private let budget: ByteBudget
    private let headBudget: HeadBudget
    private let respond: @Sendable (ControlRequest, ControlReply) async -> Void
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    /// Bytes taken from the budget.
    private var bytesTaken = 0
    private var isAnswered = false
    private var deadline: Scheduled<Void>?
    private var work: Task<Void, Never>?

    init(
        _ access: ControlRequest.Access, _ peer: Peer, _ limits: ControlLimits, _ budget: ByteBudget,
        _ headBudget: HeadBudget, _ respond: @escaping @Sendable (ControlRequest, ControlReply) async -> Void
    ) {
        self.access = access
        self.peer = peer
        self.limits = limits
        self.budget = budget
        self.headBudget = headBudget
        self.respond = respond
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: TimeAmount(limits.requestTime)) { channel.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        // Work that was begun at a portal still comes to its safe end.
        work?.cancel()
        giveBack()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isAnswered else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            headBudget.headIsWhole()
            let announced = head.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
            if announced > maxBodyBytes { return refuse(413, "the body is too large", context) }
            guard head.headers.first(name: "expect")?.lowercased() == "100-continue" else { return }
            context.writeAndFlush(
                wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))), promise: nil)
        case .body(let part):
            guard body.count + part.readableBytes <= maxBodyBytes else {
                return refuse(413, "the body is too large", context)
            }
            guard budget.take(part.readableBytes) else {
                return refuse(503, "other requests hold too much memory", context)
            }
            bytesTaken += part.readableBytes
            body += part.readableBytesView
        case .end: answer(context)
        }
    }

    /// The previous handler has answered bytes that are not HTTP with 400.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private var maxBodyBytes: Int { access == .control ? limits.bodyBytes : 0 }

    private func answer(_ context: ChannelHandlerContext) {
        guard let head else { return }
        isAnswered = true
        deadline?.cancel()
        let reply = ControlReply(context.channel, stallTime: TimeAmount(limits.stallTime))
        let request = ControlRequest(access, peer, head, body: body)
        body = []
        let bytes = bytesTaken
        bytesTaken = 0
        work = Task { [respond, budget] in
            await respond(request, reply)
            budget.giveBack(bytes)
        }
    }

    private func refuse(_ status: Int, _ message: String, _ context: ChannelHandlerContext) {
        isAnswered = true
        giveBack()
        let reply = ControlReply(context.channel, stallTime: TimeAmount(limits.stallTime))
        reply.refuse(status, message)
    }

    private func giveBack() {
        budget.giveBack(bytesTaken)
        bytesTaken = 0
        body = []
    }
}

extension ControlReply {
    /// Answers with an error as JSON.
    ///
    /// - Parameter message: free of characters that JSON would have to escape.
    func refuse(_ status: Int, _ message: String) {
        begin(status, [("Content-Type", "application/json")])
        write(#"{"error":{"exitStatus":75,"message":"\#(message)"}}"# + "\n")
        end()
    }
}

/// Limits what a connection may send before its request's head is complete, regardless of how the parser collects it.
final class HeadBudget: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// In addition to the headers, the first read may bring the beginning of a body.
    private var bytesLeft: Int
    private var isHeadWhole = false

    init(bytes: Int) { bytesLeft = bytes + (64 << 10) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if !isHeadWhole {
            bytesLeft -= unwrapInboundIn(data).readableBytes
            guard bytesLeft >= 0 else { return context.close(promise: nil) }
        }
        context.fireChannelRead(data)
    }

    /// Must be called on the same event loop.
    func headIsWhole() { isHeadWhole = true }
}

/// Refuses a connection over the limit, without waiting for its request.
final class RejectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    func channelActive(context: ChannelHandlerContext) {
        let body = #"{"error":{"exitStatus":75,"message":"too many connections"}}"# + "\n"
        let text =
            "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 1\r\n"
            + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text))).whenComplete { _ in channel.close(promise: nil)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}
}
