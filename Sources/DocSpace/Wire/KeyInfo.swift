package import FoundationEssentials

/// The answer of `keys/@self` about the key that is used.
package struct KeyInfo: Decodable, Sendable {
    package let name: String?
    /// Scopes; empty means all.
    package let permissions: [String]
    package let expiresAt: Date?
    package let isActive: Bool?
    /// Who created the key: it acts as that user.
    package let user: EntryPerson?

    private enum CodingKeys: String, CodingKey {
        case name, permissions, expiresAt, isActive
        case user = "createBy"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        name = values.lenient(String.self, .name)
        permissions = values.lenient([String].self, .permissions) ?? []
        expiresAt = values.lenientDate(.expiresAt)
        isActive = values.lenient(Bool.self, .isActive)
        user = values.lenient(EntryPerson.self, .user)?.known
    }

    /// Whether the key may list the trash. Source: docspace-api.md §1, scopes.
    package var mayRead: Bool { mayWrite || allows("files:read") || allows("*:read") }

    /// Whether the key may restore and purge.
    package var mayWrite: Bool {
        permissions.isEmpty || allows("*") || allows("files:write") || allows("*:write")
    }

    private func allows(_ scope: String) -> Bool { permissions.contains(scope) }
}
