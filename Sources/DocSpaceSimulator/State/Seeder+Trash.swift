package import FoundationEssentials

/// Contents of trashes.
extension Seeder {
    /// A file in the trash of `user`, as if trashed at `trashedAt` from `origin` (else My documents).
    ///
    /// No movement is recorded: this is the state before the test. `trashedAt: nil` is a date never set.
    package mutating func addTrashedFile(
        title: String, bytes: Int = 1024, trashedAt: Date?, by user: UserID, from origin: Int? = nil,
        author: UserID? = nil, created: Date? = nil
    ) -> Int {
        let source = origin ?? database.users[user]?.myDocumentsID
        let trashID = database.users[user]?.trashID ?? 0
        let age = created ?? (trashedAt ?? instant).addingTimeInterval(-86_400)
        let id = addFile(title: title, bytes: bytes, in: trashID, by: author ?? user, created: age)
        database.documents.tree.files[id]?.originID = source
        database.documents.tree.files[id]?.trashedAt = trashedAt
        if version.stampsTrashedFiles {
            database.documents.tree.files[id]?.updated = trashedAt
            database.documents.tree.files[id]?.updatedBy = user
        }
        return id
    }

    /// An empty folder in the trash of `user`; fill it with `addFile(title:in:)`.
    package mutating func addTrashedFolder(
        title: String, trashedAt: Date?, by user: UserID, from origin: Int? = nil, author: UserID? = nil,
        created: Date? = nil
    ) -> Int {
        let source = origin ?? database.users[user]?.myDocumentsID
        let age = created ?? (trashedAt ?? instant).addingTimeInterval(-86_400)
        let id = insertFolder(
            title: title, type: .plain, in: database.users[user]?.trashID, by: author ?? user, created: age
        )
        database.documents.tree.folders[id]?.originID = source
        database.documents.tree.folders[id]?.updated = trashedAt
        database.documents.tree.folders[id]?.updatedBy = user
        return id
    }

    /// Moves a live item to the trash of `user`, as if at `date`.
    mutating func trash(_ item: ItemKey, by user: UserID, at date: Date) {
        database.trash(item, by: user, Change(date: date, cause: .person(user), version: version))
    }

    /// Removes an empty folder without a trace in the ledger, as if it had been gone before the simulation began.
    package mutating func forget(folder id: Int) {
        database.documents.tree.remove(.folder(id))
    }
}
