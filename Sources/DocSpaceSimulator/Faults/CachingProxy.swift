/// An answer as the proxy keeps it.
struct KeptReply: Sendable {
    let reply: PortalReply
    let at: Duration
}

extension PortalState {
    /// The proxy's answer for the portal, nil if it must pass the request on.
    mutating func keptReply(to request: PortalRequest) -> PortalReply? {
        guard let cache = settings.proxyCache, request.isRead else { return nil }
        keptReplies = keptReplies.filter { $0.value.at + cache.lifetime > clock.elapsed }
        guard let kept = keptReplies[request.path + "?" + request.queryText] else { return nil }
        var reply = kept.reply
        if cache.sendsAge { reply.headers.append(("Age", "\(Int((clock.elapsed - kept.at).seconds))")) }
        return reply
    }

    /// Keeps a successful answer to a GET.
    mutating func keep(_ reply: PortalReply, to request: PortalRequest) {
        guard settings.proxyCache != nil, request.isRead, reply.status == 200 else { return }
        keptReplies[request.path + "?" + request.queryText] = KeptReply(reply: reply, at: clock.elapsed)
    }
}
