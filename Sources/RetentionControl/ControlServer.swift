import NIOCore
import NIOHTTP1
import NIOPosix

/// Serves HTTP over local sockets that another process opened, on a separate thread: no client affects sweeps.
package final class ControlServer: Sendable {
    /// A Unix socket in the listening state, and the access that it gives.
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

    /// Starts serving. Owns the descriptors from then on, also if it throws.
    ///
    /// - Parameter respond: answers a request and ends the reply. It is cancelled when the client disconnects.
    /// - Throws: the system's error for a descriptor that is not a listening socket.
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

    /// Accepts no more connections, and ends the open ones.
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
                // If no file descriptors are left, try again in a second rather than in a loop.
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AcceptBackoffHandler())
                }
            }
            .childChannelInitializer { channel in
                Peer.of(channel).flatMapThrowing { peer in
                    let pipeline = channel.pipeline.syncOperations
                    guard admission.admit(channel, of: peer.user) else {
                        return try pipeline.addHandler(RejectionHandler())
                    }
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
