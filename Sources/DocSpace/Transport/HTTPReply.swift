package import FoundationEssentials

/// A complete answer with a status below 300.
package struct HTTPReply: Sendable {
    package let status: Int
    package let body: [UInt8]
    /// The portal's `Date` header. Nil when missing or unreadable.
    package let portalDate: Date?
    /// Our own clock when the head of the answer arrived.
    package let receivedAt: Date

    /// How far our clock is ahead of the portal's, in seconds; negative when behind.
    package var clockSkewSeconds: TimeInterval? {
        portalDate.map { receivedAt.timeIntervalSince($0) }
    }
}

extension HTTPReply {
    /// An answer as it came.
    ///
    /// - Parameter dateHeader: as sent, nil when missing. One that can't be read must not pass for a clock that agrees.
    package init(status: Int, body: [UInt8], dateHeader: String?, receivedAt: Date) {
        self.init(
            status: status, body: body, portalDate: dateHeader.map { PortalDate.parseHTTP($0) ?? .distantPast },
            receivedAt: receivedAt)
    }
}

/// One request, without host and key.
package struct HTTPCall: Sendable {
    package enum Method: String, Sendable {
        case get = "GET"
        case put = "PUT"
    }

    package let method: Method
    /// Below `/api/2.0/`, with its query; already percent-encoded.
    package let path: String
    package let body: [UInt8]?
    /// Whether the key is left out.
    package var isAnonymous = false

    /// A reading.
    package static func get(_ path: String) -> HTTPCall { HTTPCall(method: .get, path: path, body: nil) }
    /// A reading that anybody may make.
    package static func anonymous(_ path: String) -> HTTPCall {
        var call = get(path)
        call.isAnonymous = true
        return call
    }
    /// A change.
    package static func put(_ path: String, body: [UInt8]) -> HTTPCall {
        HTTPCall(method: .put, path: path, body: body)
    }
}
