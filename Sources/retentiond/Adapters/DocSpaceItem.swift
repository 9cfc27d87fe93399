import DocSpace
import Retention

extension TrashedItem {
    /// What the core needs of an entry of the trash.
    init(_ key: EntryKey, _ entry: Entry) {
        self.init(key: ItemKey(key.kind == .file ? .file : .folder, key.id), title: entry.title ?? "")
        trashedAt = entry.updated
        created = entry.created
        createdBy = entry.createdBy.map { Person(id: $0.id, displayName: $0.displayName) }
        trashedBy = entry.updatedBy.map { Person(id: $0.id, displayName: $0.displayName) }
        originFolder = Self.place(entry.originID, entry.originTitle)
        originRoom = Self.place(entry.originRoomID, entry.originRoomTitle)
        switch key.kind {
        case .file:
            bytes = entry.bytes
            fileExtension = Self.fileExtension(entry)
            type = entry.fileType.flatMap(Self.type)
        case .folder:
            if let files = entry.filesCount, let folders = entry.foldersCount {
                childCount = max(0, files) + max(0, folders)
            } else if let some = entry.filesCount ?? entry.foldersCount, some > 0 {
                childCount = some
            }
        }
    }

    private static func place(_ id: Int?, _ title: String?) -> Place? {
        id == nil && title == nil ? nil : Place(id: id, title: title)
    }

    /// The portal's word, else the end of the title.
    private static func fileExtension(_ entry: Entry) -> String {
        if let sent = entry.fileExtension, !sent.isEmpty {
            return String(sent.hasPrefix(".") ? sent.dropFirst() : sent[...]).lowercased()
        }
        guard let title = entry.title, let dot = title.lastIndex(of: ".") else { return "" }
        return title[title.index(after: dot)...].lowercased()
    }

    /// Source: docspace/api.md §2, `fileType`.
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
