import Foundation
import Synchronization

@testable import DocSpace

/// A key of the right form.
let secret = "sk-" + String(repeating: "0123456789abcdef", count: 4)

let testKey = try! APIKey(secret)

/// Records how long something would sleep, without sleeping: only its clock advances.
final class Sleeps: Sendable {
    private let noted = Mutex<[Duration]>([])
    private let start = ContinuousClock.now

    var all: [Duration] { noted.withLock { $0 } }
    var now: ContinuousClock.Instant { start + all.reduce(.zero, +) }
    func sleep(_ duration: Duration) { noted.withLock { $0.append(duration) } }
}

/// A tiny server with a client connected to it.
struct Exchange {
    let server: TinyServer
    let transport: HTTPTransport
    let connection: PortalConnection
    let sleeps: Sleeps

    var reader: PortalReader { PortalReader(connection) }
    var writer: PortalWriter { PortalWriter(connection) }
}

/// Runs a test against a server with given answers, and closes both ends.
func withServer(
    limits: HTTPTransport.Limits = HTTPTransport.Limits(), now: @escaping @Sendable () -> Date = { Date() },
    answer: @escaping @Sendable (TinyServer.Request, Int) -> TinyServer.Answer,
    _ body: (Exchange) async throws -> Void
) async throws {
    let server = try TinyServer(answer)
    defer { server.stop() }
    let transport = try HTTPTransport(origin: server.origin, key: testKey, limits: limits, now: now)
    let sleeps = Sleeps()
    let pacer = RequestPacer(now: { sleeps.now }, sleep: { sleeps.sleep($0) })
    let connection = PortalConnection(
        transport: transport, pacer: pacer, sleep: { sleeps.sleep($0) }, random: { 0 })
    let exchange = Exchange(server: server, transport: transport, connection: connection, sleeps: sleeps)
    do { try await body(exchange) } catch {
        await transport.shutDown()
        throw error
    }
    await transport.shutDown()
}

/// The error that a call ends with; nil if it succeeds.
func failure<Value>(_ call: () async throws(DocSpaceError) -> Value) async -> DocSpaceError? {
    do throws(DocSpaceError) {
        _ = try await call()
        return nil
    } catch {
        return error
    }
}
