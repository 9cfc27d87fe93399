/// The proxy before the portal, and the answers that it keeps.
struct CachingProxy: Sendable {
    /// An answer as the proxy keeps it.
    private struct KeptReply: Sendable {
        let reply: PortalReply
        let at: Duration
    }

    /// By path and query.
    private var kept: [String: KeptReply] = [:]

    /// The proxy's answer for the portal, nil if it must pass the request on.
    ///
    /// - Parameter now: the present on the `elapsed` axis of the clock.
    mutating func reply(to request: PortalRequest, settings: ProxyCache?, at now: Duration) -> PortalReply? {
        guard let settings, request.isRead else { return nil }
        kept = kept.filter { $0.value.at + settings.lifetime > now }
        guard let found = kept[Self.key(of: request)] else { return nil }
        var reply = found.reply
        if settings.sendsAge { reply.headers.append(("Age", "\(Int((now - found.at).seconds))")) }
        return reply
    }

    /// Keeps a successful answer to a GET.
    mutating func keep(_ reply: PortalReply, to request: PortalRequest, settings: ProxyCache?, at now: Duration) {
        guard settings != nil, request.isRead, reply.status == 200 else { return }
        kept[Self.key(of: request)] = KeptReply(reply: reply, at: now)
    }

    private static func key(of request: PortalRequest) -> String { request.path + "?" + request.queryText }
}
