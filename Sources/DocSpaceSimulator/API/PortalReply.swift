/// An answer of the portal, and its transport.
package struct PortalReply: Sendable {
    package var status: Int
    package var headers: [(name: String, value: String)] = []
    package var body: [UInt8]
    package var transport = Transport()

    package init(status: Int, body: [UInt8] = [], contentType: String? = nil) {
        self.status = status
        self.body = body
        if let contentType { headers.append(("Content-Type", contentType)) }
    }

    /// A JSON answer.
    package init(status: Int = 200, json: JSONValue) {
        self.init(status: status, body: json.bytes, contentType: "application/json; charset=utf-8")
    }

    /// The transport faults of the answer.
    package struct Transport: Sendable {
        package var delay = Duration.zero
        /// Chunks and pauses; nil sends the body at once.
        package var drip: (bytes: Int, pause: Duration)?
        /// Bytes of the body after which the connection ends; nil sends all.
        package var cutsAfter: Int?
        /// The connection is reset and no answer sent.
        package var isReset = false
        /// Value of the `Date` header, nil for none.
        package var date: String?
    }

    /// The body as JSON, nil when it is not.
    package var json: JSONValue? { JSONValue(parsing: body) }

    /// The value of the first header called `name`, in any case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

extension PortalReply {
    /// A gateway's answer for the portal (api.md §2, fourth shape).
    static func gatewayPage(status: Int) -> PortalReply {
        let page = "<html><head><title>Maintenance</title></head><body><h1>We will be back soon</h1></body></html>"
        return PortalReply(status: status, body: Array(page.utf8), contentType: "text/html")
    }

    /// The rate limiter's answer: no envelope (api.md §8).
    static func tooManyRequests(_ rejection: RateLimiter.Rejection) -> PortalReply {
        var reply = PortalReply(status: 429)
        reply.headers.append(("X-RateLimit-Limit", "\(rejection.limit)"))
        reply.headers.append(("X-RateLimit-Remaining", "0"))
        if let seconds = rejection.retryAfterSeconds { reply.headers.append(("Retry-After", "\(seconds)")) }
        return reply
    }
}
