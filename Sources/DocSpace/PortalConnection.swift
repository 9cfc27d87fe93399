import FoundationEssentials

/// One key on one portal: paced requests, and readings tried again when that can help.
package struct PortalConnection: Sendable {
    private let transport: any PortalTransport
    private let pacer: RequestPacer
    private let retry: RetryPolicy
    private let sleep: @Sendable (Duration) async throws -> Void
    private let random: @Sendable () -> Double
    private let heard: @Sendable () -> Void

    /// - Parameters:
    ///   - sleep: how to wait between attempts.
    ///   - random: 0..<1, for jitter.
    ///   - heard: called after each request, whatever became of it.
    package init(
        transport: any PortalTransport, pacer: RequestPacer = RequestPacer(), retry: RetryPolicy = RetryPolicy(),
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        heard: @escaping @Sendable () -> Void = {}
    ) {
        self.transport = transport
        self.pacer = pacer
        self.retry = retry
        self.sleep = sleep
        self.random = random
        self.heard = heard
    }

    /// Reads, trying again after a transient failure, a senseless answer included.
    func read<Response: Decodable>(
        _ path: String, as type: Response.Type
    ) async throws(DocSpaceError) -> (Response, HTTPReply) {
        try await read(.get(path)) { (reply) throws(DocSpaceError) in try reply.decode(type) }
    }

    /// The same, for answers that are read in another way.
    func read<Response>(
        _ call: HTTPCall, by decode: (HTTPReply) throws(DocSpaceError) -> Response
    ) async throws(DocSpaceError) -> (Response, HTTPReply) {
        try await retrying { () async throws(DocSpaceError) in
            let reply = try await transport.send(call)
            return (try decode(reply), reply)
        }
    }

    /// Writes, once: whoever asks for a change must look again before asking a second time.
    func write<Response: Decodable>(
        _ path: String, body: some Encodable & Sendable, for use: WriteBudget.Use, as type: Response.Type
    ) async throws(DocSpaceError) -> Response {
        let bytes: [UInt8]
        do { bytes = Array(try JSONEncoder().encode(body)) } catch { throw .malformed("the request can't be encoded") }
        try await pacer.admit(use)
        defer { heard() }
        do throws(DocSpaceError) {
            return try await transport.send(.put(path, body: bytes)).decode(type)
        } catch {
            if case .throttled(let seconds) = error { await pacer.throttled(seconds, .write) }
            throw error
        }
    }

    private func retrying<Value>(
        _ attempt: () async throws(DocSpaceError) -> Value
    ) async throws(DocSpaceError) -> Value {
        var attempts = 0
        while true {
            try await pacer.admit()
            do throws(DocSpaceError) {
                defer { heard() }
                return try await attempt()
            } catch {
                if case .throttled(let seconds) = error { await pacer.throttled(seconds, .read) }
                attempts += 1
                guard let delay = retry.delay(after: error, attempt: attempts, random: random()) else {
                    throw error
                }
                do { try await sleep(delay) } catch { throw .cancelled }
            }
        }
    }
}
