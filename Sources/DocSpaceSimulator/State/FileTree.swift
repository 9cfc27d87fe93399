import FoundationEssentials

/// The tree: where items are, and the primitive changes. Every change to it goes through here.
extension PortalState {
    func exists(_ item: ItemKey) -> Bool {
        switch item.kind {
        case .file: files[item.id] != nil
        case .folder: folders[item.id] != nil
        }
    }

    func title(of item: ItemKey) -> String? {
        switch item.kind {
        case .file: files[item.id]?.title
        case .folder: folders[item.id]?.title
        }
    }

    /// The folder an item lies in.
    func parent(of item: ItemKey) -> Int? {
        switch item.kind {
        case .file: files[item.id]?.folderID
        case .folder: folders[item.id]?.parentID
        }
    }

    /// The folder itself and all above it, innermost first.
    func ancestry(ofFolder id: Int) -> [StoredFolder] {
        var chain: [StoredFolder] = []
        var next: Int? = id
        while let id = next, let folder = folders[id] {
            chain.append(folder)
            next = folder.parentID
        }
        return chain
    }

    /// The root section above an item.
    func root(of item: ItemKey) -> StoredFolder? {
        let start = item.kind == .folder ? item.id : files[item.id]?.folderID
        return start.flatMap { ancestry(ofFolder: $0).last }
    }

    /// The room a folder is or lies in.
    func room(above folderID: Int) -> StoredFolder? {
        ancestry(ofFolder: folderID).first { $0.type.isRoom }
    }

    func isInTrash(_ item: ItemKey) -> Bool { root(of: item)?.type == .trash }

    /// Whether an item is a top-level entry of a trash.
    func isTrashEntry(_ item: ItemKey) -> Bool {
        parent(of: item).flatMap { folders[$0] }?.type == .trash
    }

    /// Everything a trash holds at its top.
    func trashEntries(of user: UserID) -> [ItemKey] {
        guard let trash = users[user]?.trashID.flatMap({ folders[$0] }) else { return [] }
        return trash.fileIDs.sorted().map(ItemKey.file) + trash.folderIDs.sorted().map(ItemKey.folder)
    }

    /// Puts an item into another folder and changes nothing else.
    mutating func attach(_ item: ItemKey, to folderID: Int) {
        detach(item)
        switch item.kind {
        case .file:
            files[item.id]?.folderID = folderID
            folders[folderID]?.fileIDs.insert(item.id)
        case .folder:
            folders[item.id]?.parentID = folderID
            folders[folderID]?.folderIDs.insert(item.id)
        }
        listingCache[folderID] = nil
    }

    private mutating func detach(_ item: ItemKey) {
        guard let folderID = parent(of: item) else { return }
        switch item.kind {
        case .file: folders[folderID]?.fileIDs.remove(item.id)
        case .folder: folders[folderID]?.folderIDs.remove(item.id)
        }
        listingCache[folderID]?.leave(item)
    }

    /// Moves an item between folders outside the trash, or out of the trash (api.md §6, effects of a restore).
    mutating func move(_ item: ItemKey, to folderID: Int, by user: UserID, cause: Cause) {
        guard let from = parent(of: item), let title = title(of: item) else { return }
        attach(item, to: folderID)
        switch item.kind {
        case .file:
            files[item.id]?.originID = nil
            files[item.id]?.trashedAt = nil
        case .folder:
            folders[item.id]?.originID = nil
            folders[item.id]?.updated = instant
            folders[item.id]?.updatedBy = user
        }
        ledger.moved.append(Movement(item: item, title: title, from: from, to: folderID, at: instant, cause: cause))
    }

    /// Moves an item to the trash of the user who deletes it (api.md §1, §3).
    mutating func trash(_ item: ItemKey, by user: UserID, at date: Date? = nil, cause: Cause) {
        guard let from = parent(of: item), let title = title(of: item), let trashID = users[user]?.trashID else {
            return
        }
        let wasMine = root(of: item)?.type == .myDocuments
        attach(item, to: trashID)
        switch item.kind {
        case .file:
            files[item.id]?.originID = from
            files[item.id]?.trashedAt = date ?? instant
            if settings.version.stampsTrashedFiles {
                files[item.id]?.updated = date ?? instant
                files[item.id]?.updatedBy = user
            }
            if wasMine { files[item.id]?.isShared = false }
        case .folder:
            folders[item.id]?.originID = from
            folders[item.id]?.updated = date ?? instant
            folders[item.id]?.updatedBy = user
        }
        ledger.moved.append(
            Movement(item: item, title: title, from: from, to: trashID, at: date ?? instant, cause: cause)
        )
    }

    /// Destroys an item and everything below it.
    mutating func destroy(_ item: ItemKey, cause: Cause, isNested: Bool = false) {
        guard let title = title(of: item) else { return }
        if item.kind == .folder, let folder = folders[item.id] {
            for id in folder.fileIDs.sorted() { destroy(.file(id), cause: cause, isNested: true) }
            for id in folder.folderIDs.sorted() { destroy(.folder(id), cause: cause, isNested: true) }
        }
        let wasTrashed = isTrashEntry(item)
        detach(item)
        switch item.kind {
        case .file: files[item.id] = nil
        case .folder:
            folders[item.id] = nil
            roomsWithLifetime.remove(item.id)
        }
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
            folders[room.id]?.tags.removeAll { $0 == "\(item.id)" }
            ledger.tagsDestroyed.append("\(item.id)")
        }
    }
}
