import FoundationEssentials

/// The contents of the portal: accounts, documents, and the ledger of what happened to them. Jobs are not in it.
package struct Database: Sendable {
    package var accounts = Accounts()
    package var documents: Documents
    package internal(set) var ledger = Ledger()

    /// No users, and no documents but the sections of the whole portal.
    init(at date: Date) { documents = Documents(at: date) }

    package var files: [Int: StoredFile] { documents.tree.files }
    package var folders: [Int: StoredFolder] { documents.tree.folders }
    package var users: [UserID: StoredUser] { accounts.users }
    var tree: FileTree { documents.tree }

    /// The rights of users, as they are now.
    var access: AccessRules { AccessRules(tree: documents.tree, users: accounts.users) }

    /// A folder as the destination of items, as it is now.
    func destination(_ folderID: Int) -> Destination { Destination(folderID: folderID, access: access) }

    /// Everything a trash holds at its top.
    package func trashEntries(of user: UserID) -> [ItemKey] {
        guard let trash = users[user]?.trashID.flatMap({ folders[$0] }) else { return [] }
        return trash.fileIDs.sorted().map(ItemKey.file) + trash.folderIDs.sorted().map(ItemKey.folder)
    }

    /// Moves an item between folders outside the trash, or out of the trash (api.md §6, effects of a restore). A folder does
    /// not go into itself.
    mutating func move(_ item: ItemKey, to folderID: Int, by user: UserID, _ change: Change) {
        guard let from = tree.parent(of: item), let title = tree.title(of: item),
            item.kind == .file || !tree.ancestry(ofFolder: folderID).contains(where: { $0.id == item.id })
        else { return }
        documents.move(item, to: folderID, by: user, at: change.date)
        ledger.moved.append(
            Movement(item: item, title: title, from: from, to: folderID, at: change.date, cause: change.cause)
        )
    }

    /// Moves an item to the trash of the user who deletes it (api.md §1, §3).
    mutating func trash(_ item: ItemKey, by user: UserID, _ change: Change) {
        guard let from = tree.parent(of: item), let title = tree.title(of: item), let trashID = users[user]?.trashID
        else {
            return
        }
        documents.trash(
            item, from: from, to: trashID, by: user, at: change.date, stampsFiles: change.version.stampsTrashedFiles
        )
        ledger.moved.append(
            Movement(item: item, title: title, from: from, to: trashID, at: change.date, cause: change.cause)
        )
    }

    /// Destroys an item and everything below it.
    mutating func destroy(_ item: ItemKey, _ change: Change, isNested: Bool = false) {
        guard let title = tree.title(of: item) else { return }
        if item.kind == .folder, let folder = folders[item.id] {
            for id in folder.fileIDs.sorted() { destroy(.file(id), change, isNested: true) }
            for id in folder.folderIDs.sorted() { destroy(.folder(id), change, isNested: true) }
        }
        let wasTrashed = tree.isTrashEntry(item)
        documents.remove(item)
        if change.version.deletesTags { ledger.tagsDestroyed += documents.removeTags(with: item) }
        ledger.destroyed.append(
            Destruction(
                item: item, title: title, at: change.date, cause: change.cause, wasTrashed: wasTrashed,
                isNested: isNested
            )
        )
    }

    /// An operation has begun to empty a trashed folder.
    mutating func noteBegun(folder id: Int, _ change: Change) {
        if let operation = change.cause.operation { ledger.foldersBegun[operation, default: []].insert(id) }
    }

    /// A person moves an item out of the trash: to this folder, else to its origin, else to My documents.
    mutating func restore(_ item: ItemKey, to folder: Int?, by user: UserID, _ change: Change) {
        let home = tree.origin(of: item).flatMap { folders[$0] }.flatMap {
            tree.isInTrash(.folder($0.id)) ? nil : $0.id
        }
        guard let target = folder ?? home ?? users[user]?.myDocumentsID, folders[target] != nil,
            !tree.isInTrash(.folder(target))
        else { return }
        move(item, to: target, by: user, change)
    }

    /// Removes a user for good: their keys stop working, and their items no longer show their name.
    ///
    /// - Parameters:
    ///   - successor: their items are rewritten to this person, in every trash too, as if this person had made them.
    ///   - isBlank: without a successor, the zero GUID with an empty name replaces them, not the "lost user".
    mutating func removePerson(_ id: UserID, reassigningTo successor: UserID?, isBlank: Bool) {
        accounts.remove(id, isBlank: isBlank && successor == nil)
        if let successor { documents.reassign(from: id, to: successor) }
    }
}
