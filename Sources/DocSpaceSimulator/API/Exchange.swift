import Glibc
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// One request on one connection: reads it, passes it to the portal, and applies the reply's transport faults.
struct Exchange {
    let portal: SimulatedPortal
    let channel: any Channel

    private static let maximumBodyBytes = 8 * 1024 * 1024

    func respond(to request: Request, writer: consuming ResponseWriter) async throws {
        let received = try await request.body.collect(upTo: Self.maximumBodyBytes)
        let portalRequest = PortalRequest(
            request.method.rawValue,
            request.uri.string,
            authorization: request.headers[.authorization],
            host: request.head.authority ?? "localhost",
            body: Array(received.readableBytesView)
        )
        if portalRequest.path.hasPrefix("/_sim/") {
            let reply = Control.respond(to: portalRequest, portal: portal)
            return try await writer.write(
                response: head(of: reply), body: ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body)))
        }
        let (reply, admission) = portal.receive(portalRequest)
        defer { portal.finish(admission) }
        try await Task.sleep(for: reply.transport.delay)
        if reply.transport.isReset { try await reset() }
        let isUnusual = reply.transport.drip != nil || reply.transport.cutsAfter != nil
        guard isUnusual else {
            return try await writer.write(
                response: head(of: reply), body: ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body)))
        }
        var body = try await writer.writeHead(head(of: reply))
        try await write(reply, to: &body)
        if reply.transport.cutsAfter != nil { try await reset() }
        try await body.finish(nil)
    }

    private func head(of reply: PortalReply) -> HTTPResponse {
        var fields = HTTPFields()
        for header in reply.headers {
            if let name = HTTPField.Name(header.name) { fields[name] = header.value }
        }
        fields[.contentLength] = "\(reply.body.count)"
        if let date = reply.transport.date { fields[.date] = date }
        return HTTPResponse(status: .init(code: reply.status), headerFields: fields)
    }

    private func write(_ reply: PortalReply, to body: inout some ResponseBodyWriter) async throws {
        let bytes = reply.body.prefix(reply.transport.cutsAfter ?? reply.body.count)
        let drip = reply.transport.drip ?? (max(1, bytes.count), .zero)
        var rest = bytes
        while !rest.isEmpty {
            try await Task.sleep(for: drip.pause)
            try await body.write(ByteBuffer(bytes: rest.prefix(drip.bytes)))
            rest = rest.dropFirst(drip.bytes)
        }
    }

    /// Ends the connection with a TCP reset and leaves the request loop.
    private func reset() async throws -> Never {
        if let options = channel as? any SocketOptionProvider {
            try await options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        try? await channel.close()
        throw CancellationError()
    }
}
