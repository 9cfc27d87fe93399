import FoundationEssentials

extension Entry {
    /// The parts of an entry that `PageReader` collects: values as sent, nil for absent and null.
    struct Parts {
        var id: Int?
        var title: String?
        var rootFolderType: Int?
        var rootFolderID: Int?
        var folderID: Int?
        var parentID: Int?
        var updated: Date?
        var updatedBy: EntryPerson?
        var created: Date?
        var createdBy: EntryPerson?
        var originID: Int?
        var originTitle: String?
        var originRoomID: Int?
        var originRoomTitle: String?
        var fileExtension: String?
        var bytes: Int64?
        var fileType: Int?
        var filesCount: Int?
        var foldersCount: Int?
    }

    /// The same as reading it with `JSONDecoder`, without the rights; nil if `JSONDecoder` must decide.
    init?(_ parts: consuming Parts) {
        guard let id = parts.id?.usableID, parts.originRoomID ?? 0 >= 0 else { return nil }
        self.init(
            id: id, title: parts.title, rootFolderType: parts.rootFolderType,
            rootFolderID: parts.rootFolderID?.usableID, hasUnreadableRoot: false,
            parentID: (parts.folderID ?? parts.parentID)?.usableID, updated: parts.updated,
            updatedBy: parts.updatedBy?.known, created: parts.created, createdBy: parts.createdBy?.known,
            originID: parts.originID?.usableID, originTitle: parts.originTitle,
            originRoomID: parts.originRoomID?.usableID, originRoomTitle: parts.originRoomTitle,
            hasUnreadableRoom: false, fileExtension: parts.fileExtension,
            bytes: parts.bytes.map(Self.credible) ?? 0, fileType: parts.fileType, filesCount: parts.filesCount,
            foldersCount: parts.foldersCount, security: nil)
    }
}
