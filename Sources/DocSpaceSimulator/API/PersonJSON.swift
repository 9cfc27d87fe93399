/// People as the API shows them; a placeholder replaces a removed one (api.md §3, for example `createdBy`).
struct PersonJSON {
    private let accounts: Accounts
    private let settings: PortalSettings

    init(_ accounts: Accounts, _ settings: PortalSettings) {
        self.accounts = accounts
        self.settings = settings
    }

    /// A person as entries name them: a removed one is replaced by a placeholder.
    func employee(_ id: UserID) -> JSONValue {
        if id == .nobody || accounts.blankPeople.contains(id) { return employee(.nobody, name: "", hasProfile: false) }
        guard let user = accounts.users[id], !user.isProfileLost else {
            return employee(.lostUser, name: settings.lostUserName, hasProfile: false)
        }
        return employee(id, name: user.name, hasProfile: true)
    }

    private func employee(_ id: UserID, name: String, hasProfile: Bool) -> JSONValue {
        .leavingOutNil([
            "id": .string(id.description),
            "displayName": .string(settings.encodesNames ? name.htmlEncoded : name),
            "avatar": "/static/images/default_user_photo_size_82-82.png",
            "avatarOriginal": "/static/images/default_user_photo_size_200-200.png",
            "avatarMax": "/static/images/default_user_photo_size_200-200.png",
            "avatarMedium": "/static/images/default_user_photo_size_48-48.png",
            "avatarSmall": "/static/images/default_user_photo_size_32-32.png",
            "profileUrl": hasProfile ? .string("/accounts/people/filter?search=\(id)") : nil,
            "hasAvatar": false,
            "isAnonim": false,
        ])
    }

    /// A person with everything that `GET people/@self` gives.
    func profile(_ id: UserID) -> JSONValue {
        guard let user = accounts.users[id], case .object(let members) = employee(id) else { return .null }
        let names = user.name.split(separator: " ", maxSplits: 1).map(String.init)
        let more: JSONValue = [
            "firstName": .string(names.first ?? ""),
            "lastName": .string(names.count > 1 ? names[1] : ""),
            "userName": .string(user.email),
            "email": .string(user.email),
            "status": 1,
            "activationStatus": 1,
            "isAdmin": .bool(user.isAdmin),
            "isRoomAdmin": false,
            "isLDAP": false,
            "isOwner": .bool(user.isOwner),
            "isVisitor": .bool(user.myDocumentsID == nil),
            "isCollaborator": false,
            "cultureName": "en-GB",
            "mobilePhoneActivationStatus": 0,
            "isSSO": false,
            "registrationDate": .string(settings.print(user.registered)),
            "hasPersonalFolder": .bool(user.myDocumentsID != nil),
        ]
        guard case .object(let rest) = more else { return .null }
        return .object(members + rest)
    }
}
