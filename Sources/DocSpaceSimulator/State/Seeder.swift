package import FoundationEssentials

/// Adds contents to a portal, as if they had been there before. `SimulatedPortal` offers the same under the same names.
package struct Seeder {
    package internal(set) var database: Database
    private(set) var generator: SeededGenerator
    /// The present instant of the portal.
    package let instant: Date
    let version: PortalVersion

    init(database: Database, generator: SeededGenerator, instant: Date, version: PortalVersion) {
        self.database = database
        self.generator = generator
        self.instant = instant
        self.version = version
    }

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
        database.accounts.users[id] = user
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
        database.accounts.keys[secret] = StoredKey(
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
        let section = isArchived ? database.documents.archiveID : database.documents.roomsID
        let id = insertFolder(title: title, type: type, in: section, by: owner)
        database.documents.tree.folders[id]?.members = members
        database.documents.tree.folders[id]?.tags = tags
        if lifetime != nil { database.documents.setLifetime(lifetime, ofRoom: id) }
        return id
    }

    /// A live file. Returns its id.
    package mutating func addFile(
        title: String, bytes: Int = 1024, in folder: Int, by author: UserID, created: Date? = nil
    ) -> Int {
        database.documents.tree.insertFile(
            title: title, bytes: bytes, in: folder, by: author, at: created ?? instant
        )
    }

    mutating func insertFolder(
        title: String, type: FolderType, in parent: Int?, by user: UserID, created: Date? = nil
    ) -> Int {
        database.documents.tree.insertFolder(title: title, type: type, in: parent, by: user, at: created ?? instant)
    }
}
