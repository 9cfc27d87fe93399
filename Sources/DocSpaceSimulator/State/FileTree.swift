import FoundationEssentials

/// All files and folders: where they are, and the primitive changes. Every change of a place goes through here.
struct FileTree: Sendable {
    var files: [Int: StoredFile] = [:]
    var folders: [Int: StoredFolder] = [:]
    /// The contents of folders in the order of the last listing.
    var listingCache: [Int: ListingCache] = [:]
    /// Only `rename` changes the title of an item that is in a folder.
    private var titles = TitleIndex()
    private var nextFileID = 1
    private var nextFolderID = 1

    /// Adds a file. Returns its id.
    mutating func insertFile(title: String, bytes: Int, in folder: Int, by author: UserID, at date: Date) -> Int {
        let id = nextFileID
        nextFileID += 1
        files[id] = StoredFile(
            id: id, title: title, bytes: bytes, folderID: folder, created: date, createdBy: author, updated: date,
            updatedBy: author
        )
        attach(.file(id), to: folder)
        return id
    }

    /// Adds a folder; without `parent` a root section. Returns its id.
    mutating func insertFolder(title: String, type: FolderType, in parent: Int?, by user: UserID, at date: Date) -> Int
    {
        let id = nextFolderID
        nextFolderID += 1
        folders[id] = StoredFolder(
            id: id, title: title, type: type, created: date, createdBy: user, updated: date, updatedBy: user
        )
        if let parent { attach(.folder(id), to: parent) }
        return id
    }

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

    /// The folder it was trashed from.
    func origin(of item: ItemKey) -> Int? {
        switch item.kind {
        case .file: files[item.id]?.originID
        case .folder: folders[item.id]?.originID
        }
    }

    func updated(_ item: ItemKey) -> Date? {
        switch item.kind {
        case .file: files[item.id]?.updated
        case .folder: folders[item.id]?.updated
        }
    }

    func pageFault(of item: ItemKey) -> PageFault? {
        switch item.kind {
        case .file: files[item.id]?.pageFault
        case .folder: folders[item.id]?.pageFault
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

    /// Whether a folder exists and holds nothing.
    func isEmpty(folder id: Int) -> Bool {
        folders[id].map { $0.fileIDs.isEmpty && $0.folderIDs.isEmpty } ?? false
    }

    /// Gives an item a title. The folder that it is in forgets its order, even if the title is the same.
    mutating func rename(_ item: ItemKey, to title: String) {
        guard let old = self.title(of: item) else { return }
        switch item.kind {
        case .file: files[item.id]?.title = title
        case .folder: folders[item.id]?.title = title
        }
        guard let folderID = parent(of: item) else { return }
        titles.remove(item, title: old, from: folderID)
        titles.add(item, title: title, to: folderID)
        listingCache[folderID] = nil
    }

    /// Puts an item into another folder and changes nothing else.
    mutating func attach(_ item: ItemKey, to folderID: Int) {
        detach(item)
        if let title = title(of: item) { titles.add(item, title: title, to: folderID) }
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
        guard let folderID = parent(of: item), let title = title(of: item) else { return }
        titles.remove(item, title: title, from: folderID)
        switch item.kind {
        case .file: folders[folderID]?.fileIDs.remove(item.id)
        case .folder: folders[folderID]?.folderIDs.remove(item.id)
        }
        listingCache[folderID]?.leave(item)
    }

    /// Removes an item, but nothing below it.
    mutating func remove(_ item: ItemKey) {
        detach(item)
        switch item.kind {
        case .file: files[item.id] = nil
        case .folder: folders[item.id] = nil
        }
    }

    /// The file in `folderID` whose title and category clash with those of `file`; encrypted files never clash.
    ///
    /// Here the category follows from the title.
    func clash(of file: StoredFile, in folderID: Int) -> StoredFile? {
        guard !file.isEncrypted else { return nil }
        return titles.other(than: .file(file.id), title: file.title, in: folderID).flatMap { files[$0] }
    }

    /// The folder in `folderID` with the same title as `folder`.
    func clash(of folder: StoredFolder, in folderID: Int) -> StoredFolder? {
        titles.other(than: .folder(folder.id), title: folder.title, in: folderID).flatMap { folders[$0] }
    }

    func files(below folderID: Int) -> [Int] {
        guard let folder = folders[folderID] else { return [] }
        return Array(folder.fileIDs) + folder.folderIDs.flatMap(files(below:))
    }

    /// Bytes of all files below a folder.
    func bytes(below folderID: Int) -> Int {
        guard let folder = folders[folderID] else { return 0 }
        return folder.fileIDs.reduce(0) { $0 + (files[$1]?.bytes ?? 0) }
            + folder.folderIDs.reduce(0) { $0 + bytes(below: $1) }
    }
}
