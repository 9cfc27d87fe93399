package import DocSpace
package import Retention

extension TrashedItem {
    /// The part of a trash entry that the core needs.
    package init(_ key: EntryKey, _ entry: Entry) {
        self.init(key: ItemKey(key), title: entry.title ?? "")
        trashedAt = entry.updated
        created = entry.created
        createdBy = entry.createdBy.map { Person(id: $0.id, displayName: $0.displayName) }
        trashedBy = entry.updatedBy.map { Person(id: $0.id, displayName: $0.displayName) }
        originFolder = Self.folderReference(entry.originID, entry.originTitle)
        originRoom =
            entry.hasUnreadableRoom
            ? FolderReference(id: nil, title: nil) : Self.folderReference(entry.originRoomID, entry.originRoomTitle)
        switch key.kind {
        case .file:
            bytes = entry.bytes
            fileExtension = entry.fileExtension.map { ($0.hasPrefix(".") ? String($0.dropFirst()) : $0).inLowerCase }
            type = entry.fileType.flatMap(Self.type)
        case .folder:
            // Two missing counters make a folder empty; an invalid one counts as unknown.
            let counts = [entry.filesCount, entry.foldersCount].map { $0.map { min($0, 1 << 30) } }
            if let files = counts[0], let folders = counts[1], files >= 0, folders >= 0 { childCount = files + folders }
        }
    }

    private static func folderReference(_ id: Int?, _ title: String?) -> FolderReference? {
        id == nil && title == nil ? nil : FolderReference(id: id, title: title)
    }

    /// Source: docspace-api.md §2, `fileType`.
    private static func type(_ number: Int) -> FileType? {
        switch number {
        case 0: .other
        case 1: .archive
        case 2: .video
        case 3: .audio
        case 4: .image
        case 5: .spreadsheet
        case 6: .presentation
        case 7: .document
        case 10: .pdf
        case 11: .diagram
        default: nil
        }
    }
}

extension ItemKey {
    package init(_ key: EntryKey) { self.init(key.kind == .file ? .file : .folder, key.id) }
}
