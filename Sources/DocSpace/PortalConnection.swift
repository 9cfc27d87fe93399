import FoundationEssentials

/// One key on one portal: paces requests, and retries readings when that can help.
package struct PortalConnection: Sendable {
    private let transport: any PortalTransport
    private let pacer: RequestPacer
    private let retry: RetryPolicy
    private let sleep: @Sendable (Duration) async throws -> Void
    private let random: @Sendable () -> Double
    private let onResponse: @Sendable () -> Void
    private let freshness = Freshness()

    /// - Parameters:
    ///   - sleep: how to wait between attempts.
    ///   - random: 0..<1, for jitter.
    ///   - onResponse: called after each request, with any result.
    package init(
        transport: any PortalTransport, pacer: RequestPacer = RequestPacer(), retry: RetryPolicy = RetryPolicy(),
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        onResponse: @escaping @Sendable () -> Void = {}
    ) {
        self.transport = transport
        self.pacer = pacer
        self.retry = retry
        self.sleep = sleep
        self.random = random
        self.onResponse = onResponse
    }

    /// Reads, and retries after a transient failure, including a malformed answer.
    func read<Response: Decodable>(
        _ path: String, as type: Response.Type
    ) async throws(DocSpaceError) -> (Response, HTTPReply) {
        try await read(.get(path)) { (reply) throws(DocSpaceError) in try reply.decode(type) }
    }

    /// The same, for answers that are read in another way.
    ///
    /// - Parameter attempts: the limit of attempts after an error that may concern one entry alone; nil: as after others.
    func read<Response>(
        _ call: HTTPCall, attempts: Int? = nil, by decode: (HTTPReply) throws(DocSpaceError) -> Response
    ) async throws(DocSpaceError) -> (Response, HTTPReply) {
        try await retrying(attempts) { () async throws(DocSpaceError) in
            let mark = freshness.mark
            let began = pacer.instant
            var reply = try await transport.send(call)
            reply.elapsed = began.duration(to: pacer.instant)
            try Freshness.check(reply, since: mark)
            freshness.note(reply)
            return (try decode(reply), reply)
        }
    }

    /// Waits until the next write may be sent, and reserves it.
    ///
    /// - Throws: when no write may be sent now; nothing was sent.
    func reserve(_ use: WriteBudget.Use) async throws(DocSpaceError) { try await pacer.reserve(use) }

    /// Writes, once: before a second request for a change the caller must inspect the first one's effect.
    func write<Response: Decodable>(
        _ path: String, body: some Encodable & Sendable, for use: WriteBudget.Use, as type: Response.Type
    ) async throws(DocSpaceError) -> Response {
        let bytes: [UInt8]
        do { bytes = Array(try JSONEncoder().encode(body)) } catch { throw .malformed("the request can't be encoded") }
        try await pacer.admit(use)
        defer { onResponse() }
        do throws(DocSpaceError) {
            let reply = try await transport.send(.put(path, body: bytes))
            freshness.note(reply)
            return try reply.decode(type)
        } catch {
            if error.asksForFewerRequests { pacer.throttled(error.retryAfterSeconds, .write) }
            throw error
        }
    }

    private func retrying<Value>(
        _ limit: Int?, _ attempt: () async throws(DocSpaceError) -> Value
    ) async throws(DocSpaceError) -> Value {
        var attempts = 0
        while true {
            try await pacer.admit()
            do throws(DocSpaceError) {
                defer { onResponse() }
                return try await attempt()
            } catch {
                if error.asksForFewerRequests { pacer.throttled(error.retryAfterSeconds, .read) }
                attempts += 1
                if let limit, error.mayBeOfOneEntry, attempts >= limit { throw error }
                guard let delay = retry.delay(after: error, attempt: attempts, random: random()) else {
                    throw error
                }
                do { try await sleep(delay) } catch { throw .cancelled }
            }
        }
    }
}
