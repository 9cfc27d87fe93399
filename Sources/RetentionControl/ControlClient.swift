import NIOCore
import NIOHTTP1
import NIOPosix

/// Why a request over a local socket failed.
package enum ControlClientError: Error, Sendable {
    /// Nothing was sent. The code is an errno(3).
    case cannotConnect(code: CInt)
    /// Nothing was sent: the queue of the listener is full.
    case busy
    /// The connection broke. The request may have been carried out anyway.
    case broken(String)
}

/// Sends a request to the service over a separate connection.
package enum ControlClient {
    package struct Head: Sendable {
        package let status: Int
        private let headers: HTTPHeaders

        init(_ head: HTTPResponseHead) {
            status = Int(head.status.code)
            headers = head.headers
        }

        package func header(_ name: String) -> String? { headers.first(name: name) }
    }

    /// How long the service may take to begin an answer.
    private static let patience = TimeAmount.seconds(60)

    /// - Parameters:
    ///   - headers: in addition to those that HTTP itself needs.
    ///   - receive: gets the head of the answer, once, and the pieces of its body as they come. The next piece waits
    ///     meanwhile.
    /// - Throws: `ControlClientError`.
    package static func send(
        _ method: String, _ target: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        to path: String, head: @escaping (Head) -> Void, receive: (ArraySlice<UInt8>) -> Void
    ) async throws(ControlClientError) {
        var fields = HTTPHeaders(
            [("Host", "localhost"), ("Connection", "close")] + headers.map { ($0.name, $0.value) })
        if !body.isEmpty || method == "POST" {
            fields.add(name: "Content-Type", value: "application/json")
            fields.add(name: "Content-Length", value: "\(body.count)")
        }
        let request = HTTPRequestHead(
            version: .http1_1, method: HTTPMethod(rawValue: method), uri: target, headers: fields)
        let descriptor = try ConnectedSocket.open(path)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let result: Result<Void, any Error>
        do {
            let channel = try await ClientBootstrap(group: group).withConnectedSocket(descriptor) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(RequestSender(request, body))
                    return try NIOAsyncChannel<HTTPClientResponsePart, Never>(wrappingChannelSynchronously: channel)
                }
            }
            let deadline = channel.channel.eventLoop.scheduleTask(in: patience) {
                channel.channel.close(promise: nil)
            }
            try await channel.executeThenClose { inbound in
                for try await part in inbound {
                    switch part {
                    case .head(let answer):
                        deadline.cancel()
                        head(Head(answer))
                    case .body(let buffer): receive(Array(buffer.readableBytesView)[...])
                    case .end: return
                    }
                }
                throw ControlClientError.broken("the service closed the connection")
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        try? await group.shutdownGracefully()
        if case .failure(let error) = result {
            throw error as? ControlClientError ?? .broken("\(error)")
        }
    }
}

/// Sends the request before anything is read, and goes on reading if it can't be sent: the service may answer, and close the
/// connection, before it has read all of a request.
private final class RequestSender: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let head: HTTPRequestHead
    private let body: [UInt8]

    init(_ head: HTTPRequestHead, _ body: [UInt8]) {
        self.head = head
        self.body = body
    }

    func channelActive(context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !body.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.fireChannelActive()
    }
}
