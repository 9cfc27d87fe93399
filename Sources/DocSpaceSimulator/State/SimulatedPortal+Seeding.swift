package import FoundationEssentials

/// Seeding, with the usual defaults of tests. For anything else: `seed { $0.… }`.
extension SimulatedPortal {
    /// A user with a trash, My documents and one key; an empty `apiKey` makes one up.
    package func addUser(
        name: String, apiKey: String = "", permissions: [String] = [], expiresAt: Date? = nil, isAdmin: Bool = false,
        hasTrash: Bool = true, hasMyDocuments: Bool = true
    ) -> SimulatedUser {
        seed {
            $0.addUser(
                name: name, apiKey: apiKey, permissions: permissions, expiresAt: expiresAt, isAdmin: isAdmin,
                hasTrash: hasTrash, hasMyDocuments: hasMyDocuments
            )
        }
    }

    /// One more key of a user. Returns the key.
    package func addKey(
        for user: SimulatedUser, apiKey: String = "", name: String = "retentiond", permissions: [String] = [],
        expiresAt: Date? = nil
    ) -> String {
        seed {
            $0.addKey(for: user.id, apiKey: apiKey, name: name, permissions: permissions, expiresAt: expiresAt)
        }
    }

    /// A live folder; without `parent` in the user's My documents. Returns its id.
    package func addFolder(title: String, in parent: Int? = nil, by user: SimulatedUser) -> Int {
        seed { $0.addFolder(title: title, in: parent ?? user.myDocumentsID ?? 0, by: user.id) }
    }

    /// A room of `owner`. Returns its id.
    package func addRoom(
        title: String, owner: SimulatedUser, members: [UserID: RoomAccess] = [:],
        type: FolderType = .collaborationRoom, tags: [String] = [], isArchived: Bool = false,
        lifetime: RoomLifetime? = nil
    ) -> Int {
        seed {
            $0.addRoom(
                title: title, owner: owner.id, members: members, type: type, tags: tags, isArchived: isArchived,
                lifetime: lifetime
            )
        }
    }

    /// A live file; without `folder` in the user's My documents. Also fills trashed folders. Returns its id.
    package func addFile(title: String, bytes: Int = 1024, in folder: Int? = nil, by user: SimulatedUser) -> Int {
        seed { $0.addFile(title: title, bytes: bytes, in: folder ?? user.myDocumentsID ?? 0, by: user.id) }
    }

    /// A file in a user's trash; without `trashedAt` trashed now, without `origin` from My documents. Returns its id.
    package func trashFile(
        title: String, bytes: Int = 1024, trashedAt: Date? = nil, by user: SimulatedUser, from origin: Int? = nil,
        author: SimulatedUser? = nil, created: Date? = nil
    ) -> Int {
        seed {
            $0.addTrashedFile(
                title: title, bytes: bytes, trashedAt: trashedAt ?? $0.instant, by: user.id, from: origin,
                author: author?.id, created: created
            )
        }
    }

    /// A folder in a user's trash holding files of these titles, 1024 bytes each. Returns its id.
    package func trashFolder(
        title: String, files: [String] = [], trashedAt: Date? = nil, by user: SimulatedUser, from origin: Int? = nil,
        author: SimulatedUser? = nil
    ) -> Int {
        seed {
            let date = trashedAt ?? $0.instant
            let id = $0.addTrashedFolder(
                title: title, trashedAt: date, by: user.id, from: origin, author: author?.id
            )
            for title in files {
                _ = $0.addFile(
                    title: title, in: id, by: author?.id ?? user.id, created: date.addingTimeInterval(-86_400)
                )
            }
            return id
        }
    }

    /// Changes a file in place: `portal.edit(file: id) { $0.lockedBy = bob.id }`. Does nothing if it is gone.
    package func edit(file id: Int, _ change: (inout StoredFile) -> Void) {
        update { $0.database.documents.edit(file: id, change) }
    }

    /// Changes a folder in place, such as `isReadOnly`, `isPrivate`, `quota`. Does nothing if it is gone.
    package func edit(folder id: Int, _ change: (inout StoredFolder) -> Void) {
        update { $0.database.documents.edit(folder: id, change) }
    }

    /// Changes a user in place, such as `isActive`, `quota`, `autoCleanUp`.
    package func edit(user: SimulatedUser, _ change: (inout StoredUser) -> Void) {
        update { $0.database.accounts.edit(user: user.id, change) }
    }

    /// Changes a key in place, such as `isActive`, `expiresAt`, `permissions`.
    package func edit(key: String, _ change: (inout StoredKey) -> Void) {
        update { $0.database.accounts.edit(key: key, change) }
    }
}
