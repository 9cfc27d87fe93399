package import DocSpace
package import Retention

extension TrashedItem {
    /// The part of a trash entry that the core needs.
    package init(_ key: EntryKey, _ entry: Entry) {
        let isFile = key.kind == .file
        self.init(
            ItemKey(key), title: entry.title ?? "", bytes: isFile ? entry.bytes : nil, trashedAt: entry.updated,
            created: entry.created, createdBy: Self.person(entry.createdBy), trashedBy: Self.person(entry.updatedBy),
            originFolder: Self.folderReference(entry.originID, entry.originTitle),
            originRoom: entry.hasUnreadableRoom
                ? FolderReference(id: nil, title: nil)
                : Self.folderReference(entry.originRoomID, entry.originRoomTitle),
            fileExtension: isFile ? Self.withoutDot(entry.fileExtension) : nil,
            type: isFile ? entry.fileType.flatMap(Self.type) : nil,
            childCount: isFile ? nil : Self.sum(entry.filesCount, entry.foldersCount))
    }

    private static func person(_ person: EntryPerson?) -> Person? {
        person.map { Person(id: $0.id, displayName: $0.displayName) }
    }

    private static func withoutDot(_ text: String?) -> String? {
        guard let text, text.utf8.first == UInt8(ascii: ".") else { return text?.inLowerCase }
        let rest = text.utf8.withContiguousStorageIfAvailable { bytes in
            // A dot with an accent is another character.
            bytes.count > 1 && bytes[1] >= 0x80
                ? nil : String(decoding: UnsafeBufferPointer(rebasing: bytes.dropFirst()), as: UTF8.self)
        }
        if let rest = rest ?? nil { return rest.inLowerCase }
        return (text.hasPrefix(".") ? String(text.dropFirst()) : text).inLowerCase
    }

    /// Nil, which is unknown, if one of them is missing or invalid.
    private static func sum(_ files: Int?, _ folders: Int?) -> Int? {
        guard let files, let folders, files >= 0, folders >= 0 else { return nil }
        return min(files, 1 << 30) + min(folders, 1 << 30)
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
