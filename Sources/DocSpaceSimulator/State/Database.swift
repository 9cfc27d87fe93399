import FoundationEssentials

/// The changes that the ledger shows: moving, trashing and destroying items.
extension PortalState {
    /// Everything a trash holds at its top.
    func trashEntries(of user: UserID) -> [ItemKey] {
        guard let trash = users[user]?.trashID.flatMap({ folders[$0] }) else { return [] }
        return trash.fileIDs.sorted().map(ItemKey.file) + trash.folderIDs.sorted().map(ItemKey.folder)
    }

    /// Moves an item between folders outside the trash, or out of the trash (api.md §6, effects of a restore).
    mutating func move(_ item: ItemKey, to folderID: Int, by user: UserID, cause: Cause) {
        guard let from = tree.parent(of: item), let title = tree.title(of: item) else { return }
        tree.attach(item, to: folderID)
        switch item.kind {
        case .file:
            tree.files[item.id]?.originID = nil
            tree.files[item.id]?.trashedAt = nil
        case .folder:
            tree.folders[item.id]?.originID = nil
            tree.folders[item.id]?.updated = instant
            tree.folders[item.id]?.updatedBy = user
        }
        ledger.moved.append(Movement(item: item, title: title, from: from, to: folderID, at: instant, cause: cause))
    }

    /// Moves an item to the trash of the user who deletes it (api.md §1, §3).
    mutating func trash(_ item: ItemKey, by user: UserID, at date: Date? = nil, cause: Cause) {
        guard let from = tree.parent(of: item), let title = tree.title(of: item), let trashID = users[user]?.trashID
        else {
            return
        }
        let wasMine = tree.root(of: item)?.type == .myDocuments
        tree.attach(item, to: trashID)
        switch item.kind {
        case .file:
            tree.files[item.id]?.originID = from
            tree.files[item.id]?.trashedAt = date ?? instant
            if settings.version.stampsTrashedFiles {
                tree.files[item.id]?.updated = date ?? instant
                tree.files[item.id]?.updatedBy = user
            }
            if wasMine { tree.files[item.id]?.isShared = false }
        case .folder:
            tree.folders[item.id]?.originID = from
            tree.folders[item.id]?.updated = date ?? instant
            tree.folders[item.id]?.updatedBy = user
        }
        ledger.moved.append(
            Movement(item: item, title: title, from: from, to: trashID, at: date ?? instant, cause: cause)
        )
    }

    /// Destroys an item and everything below it.
    mutating func destroy(_ item: ItemKey, cause: Cause, isNested: Bool = false) {
        guard let title = tree.title(of: item) else { return }
        if item.kind == .folder, let folder = folders[item.id] {
            for id in folder.fileIDs.sorted() { destroy(.file(id), cause: cause, isNested: true) }
            for id in folder.folderIDs.sorted() { destroy(.folder(id), cause: cause, isNested: true) }
        }
        let wasTrashed = tree.isTrashEntry(item)
        tree.remove(item)
        if item.kind == .folder { roomsWithLifetime.remove(item.id) }
        if settings.version.deletesTags { destroyTags(with: item) }
        ledger.destroyed.append(
            Destruction(
                item: item, title: title, at: instant, cause: cause, wasTrashed: wasTrashed, isNested: isNested
            )
        )
    }

    /// The portal's own fault: destroying a folder destroys every tag whose name is its id, and destroying anything
    /// destroys the tags of no room.
    private mutating func destroyTags(with item: ItemKey) {
        ledger.tagsDestroyed += unassignedTags.sorted()
        unassignedTags = []
        guard item.kind == .folder else { return }
        for room in folders.values where room.type.isRoom && room.tags.contains("\(item.id)") {
            tree.folders[room.id]?.tags.removeAll { $0 == "\(item.id)" }
            ledger.tagsDestroyed.append("\(item.id)")
        }
    }
}
