/// The authentication of callers, and the form of a bare refusal (api.md §1, §8).
extension PortalState {
    /// The caller of a request, before any rights are checked.
    enum Caller {
        case key(StoredKey)
        /// No header, a session token, a JWT or a password: there are no sessions here.
        case anonymous
        /// `Bearer sk-…`, but unknown, inactive, expired, or of a disabled user.
        case badKey

        var user: UserID? {
            if case .key(let key) = self { key.user } else { nil }
        }
    }

    func caller(of request: PortalRequest) -> Caller {
        guard let header = request.authorization, header.hasPrefix("Bearer sk-") else { return .anonymous }
        guard let key = keys[String(header.dropFirst("Bearer ".count))], key.isActive,
            users[key.user]?.isActive == true,
            key.expiresAt.map({ $0 > instant }) ?? true
        else { return .badKey }
        return .key(key)
    }

    /// The bare status that keeps a caller out of an endpoint, nil if it may pass.
    func refusal(of caller: Caller, at endpoint: Endpoint, isRead: Bool) -> Int? {
        switch caller {
        case .badKey: return endpoint.isOpen ? settings.version.filtersOpenEndpoints ? 403 : nil : 401
        case .anonymous: return endpoint.isOpen ? nil : 401
        case .key(let key):
            if !endpoint.admits(key.permissions, isRead: isRead, in: settings.version) { return 403 }
            return usesDocuments(endpoint) && users[key.user]?.mayUseDocuments == false ? 403 : nil
        }
    }

    private func usesDocuments(_ endpoint: Endpoint) -> Bool {
        switch endpoint {
        case .keySelf, .personSelf, .people, .versionBuild, .portalSettings: false
        default: true
        }
    }

    /// The answer for the whole portal's condition, nil if it lets the request pass.
    func refusalOfCondition(_ request: PortalRequest) -> PortalReply? {
        switch condition {
        case .active: return nil
        case .suspended: return request.path.hasSuffix("/2.0/settings") ? nil : PortalReply(status: 404)
        case .addressDenied: return PortalReply(status: 403)
        case .restoringBackup:
            let passes = ["@self", "portal", "settings", "settings/version/build"]
            return passes.contains { request.path.hasSuffix($0) } ? nil : PortalReply(status: 403)
        case .unpaid:
            let passes = ["people/@self", "/2.0/settings", "settings/version/build"]
            return passes.contains { request.path.hasSuffix($0) } ? nil : PortalReply(status: 402)
        case .maintenance: return .gatewayPage(status: 502)
        }
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
