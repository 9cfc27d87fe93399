/// People as entries name them, and the replacement of removed ones (api.md §3, for example `createdBy`).
extension PortalState {
    /// The placeholder id of a user who was removed, or whose profile can't be loaded.
    package static let lostUser = UserID("4a515a15-d4d6-4b8e-828e-e0586f18f3a3")
    /// The placeholder id of nobody.
    package static let nobody = UserID("00000000-0000-0000-0000-000000000000")

    /// A person as entries name them: a removed one is replaced by a placeholder.
    func employee(_ id: UserID) -> JSONValue {
        if id == Self.nobody || blankPeople.contains(id) { return employee(Self.nobody, name: "", hasProfile: false) }
        guard let user = users[id], !user.isProfileLost else {
            return employee(Self.lostUser, name: settings.lostUserName, hasProfile: false)
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

    /// Removes a user for good: their keys stop working, and their items no longer show their name.
    ///
    /// - Parameters:
    ///   - successor: their items are rewritten to this person, in every trash too, as if this person had made them.
    ///   - isBlank: without a successor, the zero GUID with an empty name replaces them, not the "lost user".
    package mutating func removePerson(_ id: UserID, reassigningTo successor: UserID? = nil, isBlank: Bool = false) {
        users[id] = nil
        if let successor {
            for file in files.keys where files[file]?.createdBy == id { tree.files[file]?.createdBy = successor }
            for folder in folders.keys where folders[folder]?.createdBy == id && folders[folder]?.parentID != nil {
                tree.folders[folder]?.createdBy = successor
            }
        } else if isBlank {
            blankPeople.insert(id)
        }
    }
}
