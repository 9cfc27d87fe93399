import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOHTTP1
import Synchronization

/// Collects one answer on the event loop's thread: a task that reads it part by part is woken for each part, which costs a
/// tenth of the CPU time of planning.
final class ReplyCollector: HTTPClientResponseDelegate {
    private struct State {
        var head: HTTPResponseHead?
        var receivedAt: Date?
        var body: [UInt8] = []
    }

    private let limit: Int
    private let now: @Sendable () -> Date
    private let state = Mutex(State())

    /// - Parameters:
    ///   - limit: of the body, in bytes.
    ///   - now: our own clock.
    init(limit: Int, now: @escaping @Sendable () -> Date) {
        self.limit = limit
        self.now = now
    }

    /// Fails for a status other than 2xx, and for a compressed body.
    func didReceiveHead(task: HTTPClient.Task<HTTPReply>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        let receivedAt = now()
        let status = Int(head.status.code)
        guard (200..<300).contains(status) else {
            let error = DocSpaceError(status: status, retryAfter: head.headers.first(name: "Retry-After"))
            return task.eventLoop.makeFailedFuture(error)
        }
        // We never request compression, and unpacking would add a risk.
        if let encoding = head.headers.first(name: "Content-Encoding")?.lowercased(), encoding != "identity" {
            let name = encoding.prefix(16).filter { $0.isASCII && $0.isLetter }
            let text = "a gateway compressed it (\(name)) although the request did not ask for compression"
            return task.eventLoop.makeFailedFuture(DocSpaceError.malformed(text))
        }
        state.withLock { state in
            state.head = head
            state.receivedAt = receivedAt
            if let length = head.headers.first(name: "Content-Length").flatMap({ Int($0) }), length > 0 {
                state.body.reserveCapacity(min(length, limit, 1 << 20))
            }
        }
        return task.eventLoop.makeSucceededVoidFuture()
    }

    /// Fails for a body that is too large.
    func didReceiveBodyPart(task: HTTPClient.Task<HTTPReply>, _ part: ByteBuffer) -> EventLoopFuture<Void> {
        let fits = state.withLock { state in
            guard state.body.count + part.readableBytes <= limit else { return false }
            state.body.append(contentsOf: part.readableBytesView)
            return true
        }
        return fits
            ? task.eventLoop.makeSucceededVoidFuture()
            : task.eventLoop.makeFailedFuture(DocSpaceError.responseTooLarge(limitBytes: limit))
    }

    func didFinishRequest(task: HTTPClient.Task<HTTPReply>) throws -> HTTPReply {
        try state.withLock { state in
            guard let head = state.head, let receivedAt = state.receivedAt else {
                throw DocSpaceError.interrupted("the answer has no head")
            }
            return HTTPReply(
                status: Int(head.status.code), body: state.body, dateHeader: head.headers.first(name: "Date"),
                age: head.headers.first(name: "Age"), receivedAt: receivedAt)
        }
    }
}
