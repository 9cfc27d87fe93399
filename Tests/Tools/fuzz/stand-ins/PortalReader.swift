import FoundationEssentials
import Synchronization

/// Replaces the client, whose HTTP library takes minutes to build: the real listing, over prepared answers.
package struct PortalReader: Sendable {
    let connection: PortalConnection

    /// - Parameter pages: bodies, one for each request; after them comes an empty page for ever.
    package init(pages: [[UInt8]]) {
        connection = PortalConnection(pages)
    }
}

/// Bodies instead of a connection.
package final class PortalConnection: Sendable {
    private let rest: Mutex<ArraySlice<[UInt8]>>

    init(_ pages: [[UInt8]]) {
        rest = Mutex(pages[...])
    }

    func read<Response: Decodable>(
        _ path: String, as type: Response.Type
    ) async throws(DocSpaceError) -> (Response, HTTPReply) {
        try await read(.get(path)) { (reply) throws(DocSpaceError) in try reply.decode(type) }
    }

    func read<Response>(
        _ call: HTTPCall, attempts: Int? = nil, by decode: (HTTPReply) throws(DocSpaceError) -> Response
    ) async throws(DocSpaceError) -> (Response, HTTPReply) {
        let body = rest.withLock { $0.popFirst() } ?? Array(#"{"response":{"files":[],"folders":[]}}"#.utf8)
        let reply = HTTPReply(status: 200, body: body, portalDate: nil, receivedAt: .distantPast)
        return (try decode(reply), reply)
    }
}
