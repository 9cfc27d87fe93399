import NIOCore
import NIOPosix
import NIOSSL

/// Fetches the certificates that a server presents, to report what is wrong with them. Trusts none and sends nothing.
enum PresentedChain {
    private static let timeout = TimeAmount.seconds(5)

    /// - Returns: the server's own certificate first; empty if none can be fetched.
    static func fetch(host: String, port: Int, on group: MultiThreadedEventLoopGroup) async -> [NIOSSLCertificate] {
        let loop = group.next()
        let presented = loop.makePromise(of: [NIOSSLCertificate].self)
        loop.scheduleTask(in: timeout) { presented.succeed([]) }
        do {
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.minimumTLSVersion = .tlsv12
            let context = try NIOSSLContext(configuration: configuration)
            let isAddress = (try? SocketAddress(ipAddress: host, port: port)) != nil
            let channel = try await ClientBootstrap(group: loop)
                .connectTimeout(timeout)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let handler = try NIOSSLClientHandler(
                            context: context, serverHostname: isAddress ? nil : host,
                            customVerificationCallback: { certificates, verified in
                                presented.succeed(certificates)
                                verified.succeed(.failed)
                            })
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                }
                .connect(host: host, port: port).get()
            channel.closeFuture.whenComplete { _ in presented.succeed([]) }
            let chain = try await presented.futureResult.get()
            channel.close(promise: nil)
            return chain
        } catch {
            presented.succeed([])
            return []
        }
    }
}
