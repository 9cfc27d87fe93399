/// The caller of a request, before any rights are checked (api.md §1).
enum Caller {
    case key(StoredKey, of: StoredUser)
    /// No header, a session token, a JWT or a password: there are no sessions here.
    case anonymous
    /// `Bearer sk-…`, but unknown, inactive, expired, or of a disabled user.
    case badKey

    var user: UserID? {
        if case .key(let key, _) = self { key.user } else { nil }
    }

    /// The bare status that keeps it out of an endpoint, nil if it may pass.
    func refusal(at endpoint: Endpoint, isRead: Bool, in version: PortalVersion) -> Int? {
        switch self {
        case .badKey: return endpoint.isOpen ? version.filtersOpenEndpoints ? 403 : nil : 401
        case .anonymous: return endpoint.isOpen ? nil : 401
        case .key(let key, let user):
            if !endpoint.admits(key.permissions, isRead: isRead, in: version) { return 403 }
            return endpoint.usesDocuments && !user.mayUseDocuments ? 403 : nil
        }
    }
}

extension Endpoint {
    fileprivate var usesDocuments: Bool {
        switch self {
        case .keySelf, .personSelf, .people, .versionBuild, .portalSettings: false
        default: true
        }
    }
}
