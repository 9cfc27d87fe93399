import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Serves the metrics over HTTP at `/metrics`, on a separate thread: no reader affects sweeps.
package final class MetricsServer: Sendable {
    /// The limits for one reader, or for all.
    package struct Limits: Sendable {
        /// Further ones are closed at once.
        package var connections = 16
        /// Bytes of a whole request, with its headers.
        package var requestBytes = 16 << 10
        /// From accepting a connection to its end, even if it is busy. Prometheus itself waits for 10 s by default.
        package var connectionTime = Duration.seconds(10)

        package init() {}
    }

    private let group: MultiThreadedEventLoopGroup
    private let channel: any Channel
    private let file: UnixListener?

    private init(group: MultiThreadedEventLoopGroup, channel: any Channel, file: UnixListener?) {
        self.group = group
        self.channel = channel
        self.file = file
    }

    /// The port it listens on; nil for a Unix socket.
    package var port: Int? { channel.localAddress?.port }

    /// Starts serving.
    ///
    /// - Parameter snapshot: called at each request; nil is answered with 503.
    /// - Throws: `.cannotListen`.
    package static func start(
        at address: MetricsAddress, limits: Limits = Limits(), snapshot: @escaping @Sendable () -> MetricsSnapshot?
    ) async throws(MetricsError) -> MetricsServer {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let bootstrap = bootstrap(group, limits, snapshot)
        do throws(MetricsError) {
            switch address {
            case .unix(let path):
                let file = try UnixListener(path: path)
                let channel = try await listening(address) {
                    try await bootstrap.withBoundSocket(file.descriptor).get()
                }
                return MetricsServer(group: group, channel: channel, file: file)
            case .loopback(let host, let port):
                let channel = try await listening(address) {
                    try await bootstrap.bind(to: SocketAddress(ipAddress: host, port: port)).get()
                }
                return MetricsServer(group: group, channel: channel, file: nil)
            }
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    private static func listening(
        _ address: MetricsAddress, _ listen: () async throws -> any Channel
    ) async throws(MetricsError) -> any Channel {
        do { return try await listen() } catch {
            let reason = (error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(error)"
            throw .cannotListen(address, reason: reason)
        }
    }

    private static func bootstrap(
        _ group: MultiThreadedEventLoopGroup, _ limits: Limits,
        _ snapshot: @escaping @Sendable () -> MetricsSnapshot?
    ) -> ServerBootstrap {
        let readers = Readers(maxOpen: limits.connections)
        return ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { channel in
                // If no file descriptors are left, try again in a second rather than in a loop.
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AcceptBackoffHandler())
                }
            }
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try readers.admit(channel)
                    let deadline = channel.eventLoop.scheduleTask(in: TimeAmount(limits.connectionTime)) {
                        channel.close(promise: nil)
                    }
                    channel.closeFuture.whenComplete { _ in deadline.cancel() }
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(RequestBudget(bytes: limits.requestBytes))
                    try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false)
                    try pipeline.addHandler(ScrapeHandler(snapshot: snapshot))
                }
            }
    }

    /// Ends all connections, and removes the socket file.
    package func stop() async {
        file?.remove()
        try? await channel.close().get()
        try? await group.shutdownGracefully()
    }
}

/// The number of open connections.
private final class Readers: Sendable {
    struct TooManyConnectionsError: Error {}

    private let maxOpen: Int
    private let open = Atomic(0)

    init(maxOpen: Int) {
        self.maxOpen = maxOpen
    }

    /// Counts a connection until it ends.
    ///
    /// - Throws: `TooManyConnectionsError`, upon which the channel is closed.
    func admit(_ channel: any Channel) throws(TooManyConnectionsError) {
        guard open.load(ordering: .relaxed) < maxOpen else { throw TooManyConnectionsError() }
        open.add(1, ordering: .relaxed)
        channel.closeFuture.whenComplete { [self] _ in open.subtract(1, ordering: .relaxed) }
    }
}
