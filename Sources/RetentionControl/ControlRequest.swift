import NIOCore
import NIOHTTP1

/// A whole request, and its sender.
package struct ControlRequest: Sendable {
    /// The access that a socket gives.
    package enum Access: Sendable {
        /// Everything.
        case control
        /// Nothing that changes anything.
        case read
    }

    package let access: Access
    package let peer: Peer
    package let method: String
    /// Path and query, as the client sent them.
    package let target: String
    package let body: [UInt8]
    private let headers: HTTPHeaders

    init(_ access: Access, _ peer: Peer, _ head: HTTPRequestHead, body: [UInt8]) {
        self.access = access
        self.peer = peer
        method = head.method.rawValue
        target = head.uri
        headers = head.headers
        self.body = body
    }

    /// The value of a header that was sent once; nil otherwise.
    package func header(_ name: String) -> String? {
        let values = headers[name]
        return values.count == 1 ? values[0] : nil
    }
}
