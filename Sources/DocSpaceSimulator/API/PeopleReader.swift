import FoundationEssentials

/// The endpoints that read people and keys.
struct PeopleReader {
    let accounts: Accounts
    let settings: PortalSettings
    let request: PortalRequest
    let user: UserID

    private var json: PersonJSON { PersonJSON(accounts, settings) }

    /// `GET people/@self`.
    var profile: JSONValue { json.profile(user) }

    /// `GET keys/@self`: everything about the key except the key itself (api.md §10).
    func key(usedAt instant: Date) throws(APIError) -> JSONValue {
        guard case .key(let key, _) = accounts.caller(of: request, at: instant) else { throw .accessDenied }
        return .leavingOutNil([
            "id": .string(key.id),
            "name": .string(key.name),
            "keyPostfix": .string(String(key.secret.suffix(4))),
            "permissions": .array(key.permissions.map(JSONValue.string)),
            "lastUsed": .string(settings.print(instant)),
            "createOn": .string(settings.print(key.created)),
            "createBy": json.employee(key.user),
            "expiresAt": key.expiresAt.map { .string(settings.print($0)) },
            "isActive": .bool(key.isActive),
        ])
    }

    /// A page of the active people, by name. Source: the vendor's reference of `GET api/2.0/people`, not the server's source.
    func list() throws(APIError) -> JSONValue {
        guard accounts.users[user].map({ $0.isAdmin || $0.isOwner }) == true else { throw .accessDenied }
        let bounds = try PageBounds(request, settings)
        let people = accounts.users.values.filter(\.isActive).sorted { ($0.name, "\($0.id)") < ($1.name, "\($1.id)") }
        return .array(people.dropFirst(bounds.start).prefix(bounds.count).map { json.profile($0.id) })
    }

    /// `GET files/settings/autocleanup`.
    var autoCleanUp: JSONValue {
        let setting = accounts.users[user]?.autoCleanUp ?? AutoCleanUp()
        return ["isAutoCleanUp": .bool(setting.isOn), "gap": .int(setting.gap)]
    }
}

extension AutoCleanUp {
    /// The setting that a request wants; an omitted gap becomes 0 (api.md §9).
    init(_ request: PortalRequest) throws(APIError) {
        guard let body = JSONValue(parsing: request.body) else {
            throw .missingBody
        }
        self.init(isOn: body["set"]?.flag ?? false, gap: body["gap"]?.integer ?? 0)
    }
}
