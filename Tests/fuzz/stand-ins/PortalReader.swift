import FoundationEssentials

/// Stands in for the client, whose HTTP library takes minutes to build: the real listing, over answers that are handed to it.
package struct PortalReader: Sendable {
    let connection: Answers

    /// - Parameter pages: bodies, one for each request; after them comes an empty page for ever.
    package init(pages: [[UInt8]]) {
        connection = Answers(pages)
    }
}

/// Bodies in the place of a connection.
package actor Answers {
    private var rest: ArraySlice<[UInt8]>

    init(_ pages: [[UInt8]]) {
        rest = pages[...]
    }

    func read<Response: Decodable & Sendable>(
        _ path: String, as type: Response.Type
    ) async throws(DocSpaceError) -> (Response, HTTPReply) {
        let body = rest.popFirst() ?? Array(#"{"response":{"files":[],"folders":[]}}"#.utf8)
        let reply = HTTPReply(status: 200, body: body, portalDate: nil, receivedAt: .distantPast)
        return (try reply.decode(type), reply)
    }
}
