package import FoundationEssentials

/// Adding contents to the portal. `SimulatedPortal` offers the same under the same names.
extension PortalState {
    /// A user with a trash, My documents and one key. An empty `apiKey` makes one up.
    package mutating func addUser(
        name: String,
        apiKey: String = "",
        permissions: [String] = [],
        expiresAt: Date? = nil,
        isAdmin: Bool = false,
        hasTrash: Bool = true,
        hasMyDocuments: Bool = true
    ) -> SimulatedUser {
        let id = UserID(generator.uuid())
        let login = name.lowercased().split(whereSeparator: { !$0.isLetter || !$0.isASCII }).joined(separator: ".")
        var user = StoredUser(id: id, name: name, email: "\(login)@example.com", registered: instant)
        user.isAdmin = isAdmin
        if hasTrash { user.trashID = insertFolder(title: "Trash", type: .trash, in: nil, by: id) }
        if hasMyDocuments {
            user.myDocumentsID = insertFolder(title: "My documents", type: .myDocuments, in: nil, by: id)
        }
        users[id] = user
        let key = addKey(for: id, apiKey: apiKey, permissions: permissions, expiresAt: expiresAt)
        return SimulatedUser(
            id: id, name: name, apiKey: key, trashID: user.trashID ?? 0, myDocumentsID: user.myDocumentsID
        )
    }

    /// One more key of a user; an empty `apiKey` makes one up. Returns the key.
    package mutating func addKey(
        for user: UserID, apiKey: String = "", name: String = "retentiond", permissions: [String] = [],
        expiresAt: Date? = nil
    ) -> String {
        let secret = apiKey.isEmpty ? "sk-\(generator.hex(64))" : apiKey
        keys[secret] = StoredKey(
            id: generator.uuid(), secret: secret, name: name, user: user, permissions: permissions, created: instant,
            expiresAt: expiresAt
        )
        return secret
    }

    /// A live folder. Returns its id.
    package mutating func addFolder(title: String, in parent: Int, by user: UserID, created: Date? = nil) -> Int {
        insertFolder(title: title, type: .plain, in: parent, by: user, created: created)
    }

    /// A room, owned by `owner`. An archived one lies in the Archive. Returns its id.
    package mutating func addRoom(
        title: String, owner: UserID, members: [UserID: RoomAccess] = [:], type: FolderType = .collaborationRoom,
        tags: [String] = [], isArchived: Bool = false, lifetime: RoomLifetime? = nil
    ) -> Int {
        let id = insertFolder(title: title, type: type, in: isArchived ? archiveID : roomsID, by: owner)
        tree.folders[id]?.members = members
        tree.folders[id]?.tags = tags
        if lifetime != nil { setLifetime(lifetime, ofRoom: id) }
        return id
    }

    /// A live file. Returns its id.
    package mutating func addFile(
        title: String, bytes: Int = 1024, in folder: Int, by author: UserID, created: Date? = nil
    ) -> Int {
        tree.insertFile(title: title, bytes: bytes, in: folder, by: author, at: created ?? instant)
    }

    /// A file in the trash of `user`, as if trashed at `trashedAt` from `origin` (else My documents).
    ///
    /// No movement is recorded: this is the state before the test. `trashedAt: nil` is a date never set.
    package mutating func addTrashedFile(
        title: String, bytes: Int = 1024, trashedAt: Date?, by user: UserID, from origin: Int? = nil,
        author: UserID? = nil, created: Date? = nil
    ) -> Int {
        let source = origin ?? users[user]?.myDocumentsID
        let trashID = users[user]?.trashID ?? 0
        let age = created ?? (trashedAt ?? instant).addingTimeInterval(-86_400)
        let id = addFile(title: title, bytes: bytes, in: trashID, by: author ?? user, created: age)
        tree.files[id]?.originID = source
        tree.files[id]?.trashedAt = trashedAt
        if settings.version.stampsTrashedFiles {
            tree.files[id]?.updated = trashedAt
            tree.files[id]?.updatedBy = user
        }
        return id
    }

    /// An empty folder in the trash of `user`; fill it with `addFile(title:in:)`.
    package mutating func addTrashedFolder(
        title: String, trashedAt: Date?, by user: UserID, from origin: Int? = nil, author: UserID? = nil,
        created: Date? = nil
    ) -> Int {
        let source = origin ?? users[user]?.myDocumentsID
        let age = created ?? (trashedAt ?? instant).addingTimeInterval(-86_400)
        let id = insertFolder(
            title: title, type: .plain, in: users[user]?.trashID, by: author ?? user, created: age
        )
        tree.folders[id]?.originID = source
        tree.folders[id]?.updated = trashedAt
        tree.folders[id]?.updatedBy = user
        return id
    }

    private mutating func insertFolder(
        title: String, type: FolderType, in parent: Int?, by user: UserID, created: Date? = nil
    ) -> Int {
        tree.insertFolder(title: title, type: type, in: parent, by: user, at: created ?? instant)
    }
}
