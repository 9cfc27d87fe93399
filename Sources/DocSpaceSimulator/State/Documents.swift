import FoundationEssentials

/// Files, folders and tags, and the changes that concern them alone. `Database` records what is moved or destroyed.
package struct Documents: Sendable {
    var tree = FileTree()
    /// Tags that are assigned to no room.
    package var unassignedTags: Set<String> = []
    /// Rooms whose files expire.
    private(set) var roomsWithLifetime: Set<Int> = []
    let roomsID: Int
    let archiveID: Int

    /// An empty rooms section and an empty archive.
    init(at date: Date) {
        roomsID = tree.insertFolder(title: "Rooms", type: .rooms, in: nil, by: .nobody, at: date)
        archiveID = tree.insertFolder(title: "Archive", type: .archive, in: nil, by: .nobody, at: date)
    }

    /// Changes a file in place; folder membership is not changed here.
    package mutating func edit(file id: Int, _ change: (inout StoredFile) -> Void) {
        guard var file = tree.files[id] else { return }
        change(&file)
        tree.rename(.file(id), to: file.title)
        tree.files[id] = file
    }

    /// Changes a folder in place; the tree is not changed here.
    package mutating func edit(folder id: Int, _ change: (inout StoredFolder) -> Void) {
        guard var folder = tree.folders[id] else { return }
        change(&folder)
        tree.rename(.folder(id), to: folder.title)
        tree.folders[id] = folder
        if folder.type.isRoom, folder.lifetime != nil {
            roomsWithLifetime.insert(id)
        } else {
            roomsWithLifetime.remove(id)
        }
    }

    /// A person saves a file in an editor. Also refreshes the folders above, so that a trashed folder looks younger
    /// (api.md §3).
    mutating func save(_ item: ItemKey, by user: UserID, at date: Date) {
        guard item.kind == .file, let file = tree.files[item.id] else { return }
        edit(file: item.id) {
            $0.version += 1
            $0.updated = date
            $0.updatedBy = user
        }
        for folder in tree.ancestry(ofFolder: file.folderID) where folder.parentID != nil {
            edit(folder: folder.id) { $0.updated = date }
        }
    }

    mutating func rename(_ item: ItemKey, to title: String) { tree.rename(item, to: title) }

    /// Locks a file for a person, or unlocks it.
    mutating func lock(_ item: ItemKey, by user: UserID?) {
        if item.kind == .file { tree.files[item.id]?.lockedBy = user }
    }

    /// A person opens a file in an editor.
    mutating func open(_ item: ItemKey, by user: UserID) {
        if item.kind == .file { tree.files[item.id]?.editors.insert(user) }
    }

    /// All editors of a file are closed.
    mutating func close(_ item: ItemKey) {
        if item.kind == .file { tree.files[item.id]?.editors = [] }
    }

    /// A form that enters a form-filling room opens to its members and link holders (api.md §6).
    mutating func startFilling(file id: Int) {
        tree.files[id]?.isBeingFilled = true
        tree.files[id]?.isShared = true
    }

    /// Puts an item into a folder outside the trash; it no longer has an origin.
    mutating func move(_ item: ItemKey, to folderID: Int, by user: UserID, at date: Date) {
        tree.attach(item, to: folderID)
        switch item.kind {
        case .file:
            tree.files[item.id]?.originID = nil
            tree.files[item.id]?.trashedAt = nil
        case .folder:
            tree.folders[item.id]?.originID = nil
            tree.folders[item.id]?.updated = date
            tree.folders[item.id]?.updatedBy = user
        }
    }

    /// Puts an item into a trash; the folder it was in becomes its origin.
    ///
    /// - Parameter stampsFiles: whether the deletion of a file counts as a modification of it.
    mutating func trash(
        _ item: ItemKey, from origin: Int, to trashID: Int, by user: UserID, at date: Date, stampsFiles: Bool
    ) {
        let wasMine = tree.root(of: item)?.type == .myDocuments
        tree.attach(item, to: trashID)
        switch item.kind {
        case .file:
            tree.files[item.id]?.originID = origin
            tree.files[item.id]?.trashedAt = date
            if stampsFiles {
                tree.files[item.id]?.updated = date
                tree.files[item.id]?.updatedBy = user
            }
            if wasMine { tree.files[item.id]?.isShared = false }
        case .folder:
            tree.folders[item.id]?.originID = origin
            tree.folders[item.id]?.updated = date
            tree.folders[item.id]?.updatedBy = user
        }
    }

    /// Removes an item, but nothing below it.
    mutating func remove(_ item: ItemKey) {
        tree.remove(item)
        if item.kind == .folder { roomsWithLifetime.remove(item.id) }
    }

    /// Removes the tags that the portal loses with an item, by its own fault: destroying a folder destroys every tag
    /// whose name is its id, and destroying anything destroys the tags of no room. Returns one entry per lost tag.
    mutating func removeTags(with item: ItemKey) -> [String] {
        var removed = unassignedTags.sorted()
        unassignedTags = []
        guard item.kind == .folder else { return removed }
        for room in tree.folders.values where room.type.isRoom && room.tags.contains("\(item.id)") {
            tree.folders[room.id]?.tags.removeAll { $0 == "\(item.id)" }
            removed.append("\(item.id)")
        }
        return removed
    }

    /// Makes a new author of everything that a person made, in every trash too; sections keep their owner.
    mutating func reassign(from author: UserID, to successor: UserID) {
        for file in tree.files.keys where tree.files[file]?.createdBy == author {
            tree.files[file]?.createdBy = successor
        }
        for folder in tree.folders.keys
        where tree.folders[folder]?.createdBy == author && tree.folders[folder]?.parentID != nil {
            tree.folders[folder]?.createdBy = successor
        }
    }
}
