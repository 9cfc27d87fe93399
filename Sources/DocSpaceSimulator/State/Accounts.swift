import FoundationEssentials

/// The people of the portal and their keys.
package struct Accounts: Sendable {
    package internal(set) var users: [UserID: StoredUser] = [:]
    package internal(set) var keys: [String: StoredKey] = [:]
    /// Removed people whose placeholder is nobody, not the lost user.
    private(set) var blankPeople: Set<UserID> = []

    /// The caller of a request at an instant, before any rights are checked (api.md §1).
    func caller(of request: PortalRequest, at instant: Date) -> Caller {
        guard let header = request.authorization, header.hasPrefix("Bearer sk-") else { return .anonymous }
        guard let key = keys[String(header.dropFirst("Bearer ".count))], key.isActive,
            let user = users[key.user], user.isActive,
            key.expiresAt.map({ $0 > instant }) ?? true
        else { return .badKey }
        return .key(key, of: user)
    }

    /// Deactivates a key for good.
    mutating func revoke(_ secret: String) { keys[secret]?.isActive = false }

    /// Removes a user for good: their keys stop working, and a placeholder replaces their name.
    ///
    /// - Parameter isBlank: whether the placeholder is nobody, not the lost user.
    mutating func remove(_ id: UserID, isBlank: Bool) {
        users[id] = nil
        if isBlank { blankPeople.insert(id) }
    }

    /// Changes a user in place.
    package mutating func edit(user id: UserID, _ change: (inout StoredUser) -> Void) {
        guard var user = users[id] else { return }
        change(&user)
        users[id] = user
    }

    /// Changes a key in place.
    package mutating func edit(key: String, _ change: (inout StoredKey) -> Void) {
        guard var stored = keys[key] else { return }
        change(&stored)
        keys[key] = stored
    }
}
