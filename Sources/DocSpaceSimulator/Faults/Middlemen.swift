/// A misconfigured proxy between client and portal that keeps answers to GETs by their URL.
package struct ProxyCache: Sendable, Equatable {
    /// How long an answer is kept.
    package var lifetime: Duration
    /// Whether it sends an `Age` header. The `Date` of a kept answer is always the first one's.
    package var sendsAge: Bool

    package init(lifetime: Duration, sendsAge: Bool = true) {
        self.lifetime = lifetime
        self.sendsAge = sendsAge
    }
}

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

/// The portal's contents at an instant of the work axis.
struct PastState: Sendable {
    let at: Duration
    let state: PortalState
}

extension PortalState {
    /// Stores the present state for a replica that lags behind.
    mutating func rememberPresent() {
        guard settings.readLag > .zero else { return }
        var present = self
        present.past = []
        present.keptReplies = [:]
        past.append(PastState(at: work, state: present))
        let newestNeeded = past.lastIndex { $0.at <= work - settings.readLag } ?? 0
        past.removeFirst(newestNeeded)
    }

    /// Answers from a lagging replica: `readLag` behind for the database's contents, which don't include jobs.
    mutating func lagging(
        _ request: PortalRequest, at endpoint: Endpoint, user: UserID?
    ) -> PortalReply? {
        guard settings.readLag > .zero, request.isRead, endpoint.isInDatabase,
            var then = past.last(where: { $0.at <= work - settings.readLag })?.state
        else { return nil }
        then.settings = settings
        then.generator = generator
        defer {
            generator = then.generator
            pageDelay = then.pageDelay
        }
        return then.answer(request, at: endpoint, user: user, fault: nil)
    }
}

extension Endpoint {
    fileprivate var isInDatabase: Bool {
        switch self {
        case .trash, .myDocuments, .contents, .folder, .file, .path, .subfolders, .rooms, .room, .clashes: true
        default: false
        }
    }
}
