import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix

/// Serves a `SimulatedPortal` over HTTP on a loopback address.
///
/// ```swift
/// let portal = SimulatedPortal()
/// let alice = portal.addUser(name: "Alice Example")
/// let old = portal.trashFile(title: "old.docx", trashedAt: monthAgo, by: alice)
/// try await withSimulator(portal) { server in
///     // point a client with `alice.apiKey` at `server.baseURL`
/// }
/// #expect(portal.ledger.destroyedTrash == [.file(old)])
/// ```
///
/// How the parts fit: `SimulatedPortal` guards a `PortalState`, a value that owns the parts and orders what happens. A
/// request goes through `PortalState.receive`: time passes (`PortalState.advance`), hooks and faults are found
/// (`FaultPlan`), the caller is authenticated (`Accounts`), limits (`RateLimiter`) and the portal's condition
/// (`Availability`) are applied, `Endpoint` identifies the request, and `Responder` lets one of the readers, a
/// `FolderListing` or `FileOperations` answer it. Contents are in a `Database`; jobs are in a `JobQueue`, and
/// `JobWorker` does one step of them at a time. Everything under `/_sim` is `Control`.
package struct SimulatorServer: Sendable {
    package let portal: SimulatedPortal
    /// A loopback address or `localhost`.
    package let host: String
    package let port: Int
    /// Such as `http://127.0.0.1:40123`, without a slash at the end.
    package var baseURL: String { "http://\(host.contains(":") ? "[\(host)]" : host):\(port)" }

    /// Runs a server until the task is cancelled.
    ///
    /// - Parameters:
    ///   - port: 0 takes an unused one.
    ///   - onReady: called once when it listens.
    package static func run(
        _ portal: SimulatedPortal,
        host: String = "127.0.0.1",
        port: Int = 0,
        onReady: @escaping @Sendable (SimulatorServer) async -> Void
    ) async throws {
        var logger = Logger(label: "docspace-simulator", factory: { _ in SwiftLogNoOpLogHandler() })
        logger.logLevel = .critical
        let server = Server(
            childChannelSetup: HTTP1Channel { request, writer, channel in
                try await Exchange(portal: portal, channel: channel).respond(to: request, writer: writer)
            },
            configuration: ServerConfiguration(address: .hostname(host, port: port)),
            onServerRunning: { channel in
                await onReady(SimulatorServer(portal: portal, host: host, port: channel.localAddress?.port ?? port))
            },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger
        )
        try await server.run()
    }
}

/// Serves `portal` while `body` runs, on 127.0.0.1 and an unused port.
///
/// The server is gone, with all its connections, when this returns.
package func withSimulator<Result>(
    _ portal: SimulatedPortal,
    isolation: isolated (any Actor)? = #isolation,
    _ body: (SimulatorServer) async throws -> Result
) async throws -> Result {
    let (ready, continuation) = AsyncStream.makeStream(of: SimulatorServer.self)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            defer { continuation.finish() }
            try await SimulatorServer.run(portal) { continuation.yield($0) }
        }
        defer { group.cancelAll() }
        for await server in ready { return try await body(server) }
        try await group.waitForAll()
        throw CancellationError()
    }
}
