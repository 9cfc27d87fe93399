import DocSpace
import Foundation

@testable import DocSpaceSimulator

/// Direct access to the portal in memory.
struct Wire: PortalTransport {
    let portal: SimulatedPortal
    let key: String

    func send(_ call: HTTPCall) async throws(DocSpaceError) -> HTTPReply {
        let reply = portal.respond(to: PortalRequest(call, path: call.path, key: key))
        guard reply.status < 300 else { throw DocSpaceError(status: reply.status, retryAfter: nil) }
        return HTTPReply(status: reply.status, body: reply.body, dateHeader: nil, receivedAt: Date())
    }
}
