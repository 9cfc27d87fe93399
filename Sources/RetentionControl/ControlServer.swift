import NIOCore
import NIOHTTP1
import NIOPosix

/// Serves HTTP over local sockets that somebody else opened, on a thread of its own: whatever a client does, sweeps don't notice.
package final class ControlServer: Sendable {
    /// A Unix socket in the listening state, and what may be done over it.
    package struct Listener: Sendable {
        let descriptor: CInt
        let access: ControlRequest.Access

        package init(descriptor: CInt, access: ControlRequest.Access) {
            self.descriptor = descriptor
            self.access = access
        }
    }

    private let group: MultiThreadedEventLoopGroup
    private let channels: [any Channel]

    private init(_ group: MultiThreadedEventLoopGroup, _ channels: [any Channel]) {
        self.group = group
        self.channels = channels
    }

    /// Begins to serve. Owns the descriptors from then on, also when it throws.
    ///
    /// - Parameter respond: answers a request and ends the reply. It is cancelled when the client disconnects.
    /// - Throws: what the system says of a descriptor that is no listening socket.
    package static func start(
        _ listeners: [Listener], limits: ControlLimits = ControlLimits(),
        respond: @escaping @Sendable (ControlRequest, ControlReply) async -> Void
    ) async throws -> ControlServer {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let budget = ByteBudget(limits.allBodyBytes)
        var channels: [any Channel] = []
        do {
            for listener in listeners {
                let bootstrap = bootstrap(group, listener.access, limits, budget, respond)
                channels.append(try await bootstrap.withBoundSocket(listener.descriptor).get())
            }
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
        return ControlServer(group, channels)
    }

    /// Takes no more connections, and ends those that are open.
    package func stop() async {
        for channel in channels { try? await channel.close().get() }
        try? await group.shutdownGracefully()
    }

    private static func bootstrap(
        _ group: MultiThreadedEventLoopGroup, _ access: ControlRequest.Access, _ limits: ControlLimits,
        _ budget: ByteBudget, _ respond: @escaping @Sendable (ControlRequest, ControlReply) async -> Void
    ) -> ServerBootstrap {
        let admission = Admission(limits)
        return ServerBootstrap(group: group)
            .serverChannelInitializer { channel in
                // Without file descriptors left, try again in a second rather than in a loop.
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AcceptBackoffHandler())
                }
            }
            .childChannelInitializer { channel in
                Peer.of(channel).flatMapThrowing { peer in
                    let pipeline = channel.pipeline.syncOperations
                    guard admission.admit(channel, of: peer.user) else { return try pipeline.addHandler(Refusal()) }
                    var decoder = NIOHTTPDecoderLimitConfiguration()
                    decoder.maxHeaderFieldSize = limits.headerBytes
                    decoder.maxHeaderListSize = limits.headerBytes
                    let headBudget = HeadBudget(bytes: limits.headerBytes)
                    try pipeline.addHandler(headBudget)
                    try pipeline.addHandler(
                        ByteToMessageHandler(
                            HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: decoder)))
                    try pipeline.addHandlers([
                        HTTPResponseEncoder(), NIOHTTPResponseHeadersValidator(), HTTPServerProtocolErrorHandler(),
                    ])
                    try pipeline.addHandler(RequestHandler(access, peer, limits, budget, headBudget, respond))
                }
            }
    }
}
