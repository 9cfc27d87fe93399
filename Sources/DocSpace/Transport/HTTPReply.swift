package import FoundationEssentials

/// A complete answer with a status below 300.
package struct HTTPReply: Sendable {
    package let status: Int
    package let body: [UInt8]
    /// The portal's `Date` header. Nil when missing or unreadable.
    package let portalDate: Date?
    /// Our own clock when the head of the answer arrived.
    package let receivedAt: Date
    /// Whether there was an unreadable `Date`: it must not count as a clock that agrees.
    package var hasUnreadableDate = false
    /// The `Age` header: a cache answered for the portal, or checked with it.
    package var age: String?
    /// From sending the request to having this answer, without waits for the pace and earlier attempts. Nil if not measured.
    package var elapsed: Duration?

    /// How far our clock is ahead of the portal's, in seconds; negative if behind. Infinite if the portal's can't be read.
    package var clockSkewSeconds: TimeInterval? {
        hasUnreadableDate ? .infinity : portalDate.map { receivedAt.timeIntervalSince($0) }
    }
}

extension HTTPReply {
    /// An answer as received.
    ///
    /// - Parameters:
    ///   - dateHeader: as sent, nil if missing.
    ///   - age: likewise.
    package init(status: Int, body: [UInt8], dateHeader: String?, age: String? = nil, receivedAt: Date) {
        let date = dateHeader.flatMap(PortalDate.parseHTTP)
        self.init(
            status: status, body: body, portalDate: date, receivedAt: receivedAt,
            hasUnreadableDate: dateHeader != nil && date == nil, age: age)
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
    /// Whether it is sent without the key.
    package var isAnonymous = false

    /// A reading.
    package static func get(_ path: String) -> HTTPCall { HTTPCall(method: .get, path: path, body: nil) }
    /// A reading that needs no key.
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
