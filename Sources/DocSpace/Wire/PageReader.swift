import FoundationEssentials

/// Reads a page of the trash several times faster than `JSONDecoder`, or declines.
///
/// It takes only well-formed JSON in the forms that the portal is known to send. Everything else, broken, odd or merely
/// unusual, is left to `JSONDecoder` and the rules of `Entry`, so that a page means the same to both readers. Rights are left
/// out, because a listing doesn't use them. Every access is checked against the bounds. Why there are two readers:
/// docs/internals/decisions/0013.
struct PageReader {
    /// Something that is left to `JSONDecoder`.
    struct DeclinedError: Error {}

    private var scanner: JSONScanner
    private var values: PageValues
    private let entryNames = EntryMember.names
    private let personNames = PersonMember.names
    private var entryMembers = ParsedMemberCache()
    private var personMembers = ParsedMemberCache()

    /// - Parameters:
    ///   - body: the whole answer, envelope included.
    ///   - valueCache: the values of earlier pages.
    /// - Returns: nil if `JSONDecoder` must read it.
    static func page(_ body: [UInt8], _ valueCache: PageValueCache = PageValueCache()) -> FolderPage? {
        body.withUnsafeBufferPointer { bytes in
            guard let scanner = JSONScanner(bytes) else { return nil }
            var reader = PageReader(scanner: scanner, values: valueCache.take())
            defer { valueCache.keep(reader.values) }
            do throws(DeclinedError) { return try reader.envelope() } catch { return nil }
        }
    }

    private init(scanner: JSONScanner, values: PageValues) {
        self.scanner = scanner
        self.values = values
    }

    private mutating func envelope() throws(DeclinedError) -> FolderPage {
        var page: FolderPage?
        var cache = ParsedMemberCache()
        var cursor = JSONScanner.Cursor()
        while let member = try scanner.member(of: EnvelopeMember.self, EnvelopeMember.names, &cache, &cursor) {
            switch member {
            case .response: page = try self.page()
            case .status: guard try scanner.integer() == 0 else { throw DeclinedError() }
            }
        }
        try scanner.end()
        guard let page else { throw DeclinedError() }
        return page
    }

    private mutating func page() throws(DeclinedError) -> FolderPage {
        var files: [Entry?]?
        var folders: [Entry?]?
        var current: Entry?
        var total: Int?
        var cache = ParsedMemberCache()
        var cursor = JSONScanner.Cursor()
        while let member = try scanner.member(of: PageMember.self, PageMember.names, &cache, &cursor) {
            switch member {
            case .files: files = try entries()
            case .folders: folders = try entries()
            case .current: current = try entry()
            case .total: total = try scanner.integer()
            }
        }
        guard files != nil || folders != nil else { throw DeclinedError() }
        return FolderPage(files: files ?? [], folders: folders ?? [], current: current, total: total)
    }

    private mutating func entries() throws(DeclinedError) -> [Entry?] {
        var entries: [Entry?] = []
        entries.reserveCapacity(100)
        var cursor = JSONScanner.Cursor()
        while try scanner.element(&cursor) {
            guard entries.count < LenientList<Entry>.maxElements else { throw DeclinedError() }
            entries.append(try entry())
        }
        return entries
    }

    /// The same as reading it with `JSONDecoder`, without the rights.
    private mutating func entry() throws(DeclinedError) -> Entry {
        // As sent; nil for absent and null.
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
        var cursor = JSONScanner.Cursor()
        while let member = try scanner.member(of: EntryMember.self, entryNames, &entryMembers, &cursor) {
            switch member {
            case .id: id = try scanner.integer()
            case .title: title = try scanner.text()
            case .rootFolderType: rootFolderType = try scanner.integer()
            case .rootFolderId: rootFolderID = try scanner.integer()
            case .folderId: folderID = try scanner.integer()
            case .parentId: parentID = try scanner.integer()
            case .updated: updated = try scanner.date()
            case .updatedBy: updatedBy = try person()
            case .created: created = try scanner.date()
            case .createdBy: createdBy = try person()
            case .originId: originID = try scanner.integer()
            case .originTitle: originTitle = try repeatedText()
            case .originRoomId: originRoomID = try scanner.integer()
            case .originRoomTitle: originRoomTitle = try repeatedText()
            case .fileExst: fileExtension = try repeatedText()
            case .pureContentLength: bytes = Int64(try scanner.integer())
            case .fileType: fileType = try scanner.integer()
            case .filesCount: filesCount = try scanner.integer()
            case .foldersCount: foldersCount = try scanner.integer()
            }
        }
        // The rest is left to `JSONDecoder`.
        guard let id = id?.usableID, originRoomID ?? 0 >= 0 else { throw DeclinedError() }
        return Entry(
            id: id, title: title, rootFolderType: rootFolderType, rootFolderID: rootFolderID?.usableID,
            hasUnreadableRoot: false, parentID: (folderID ?? parentID)?.usableID, updated: updated,
            updatedBy: updatedBy?.known, created: created, createdBy: createdBy?.known, originID: originID?.usableID,
            originTitle: originTitle, originRoomID: originRoomID?.usableID, originRoomTitle: originRoomTitle,
            hasUnreadableRoom: false, fileExtension: fileExtension, bytes: bytes.map(Entry.credible) ?? 0,
            fileType: fileType, filesCount: filesCount, foldersCount: foldersCount, security: nil)
    }

    /// Pages repeat the same few people, each with some 400 bytes.
    private mutating func person() throws(DeclinedError) -> EntryPerson {
        // The index of the id, which comes first: `{"id":"66faa6e4-…`.
        try values.people.value(at: &scanner, sample: 7) { (scanner) throws(DeclinedError) in
            var id: String?
            var displayName: String?
            var cursor = JSONScanner.Cursor()
            while let member = try scanner.member(of: PersonMember.self, personNames, &personMembers, &cursor) {
                switch member {
                case .id: id = try scanner.text()
                case .displayName: displayName = try scanner.text()
                }
            }
            return EntryPerson(id: id, displayName: displayName)
        }
    }

    /// The name of a folder or room, or an extension.
    private mutating func repeatedText() throws(DeclinedError) -> String {
        // The end of a name such as "Projects 12" differs more, but where it ends isn't known yet.
        try values.texts.value(at: &scanner, sample: 2) { (scanner) throws(DeclinedError) in try scanner.text() }
    }
}

private enum EnvelopeMember: Int, JSONMember {
    case response, status
    static let names = JSONNames(Self.self)
}

private enum PageMember: Int, JSONMember {
    case files, folders, current, total
    static let names = JSONNames(Self.self)
}

private enum PersonMember: Int, JSONMember {
    case id, displayName
    static let names = JSONNames(Self.self)
}

private enum EntryMember: Int, JSONMember {
    case id, title, rootFolderType, updated, updatedBy, created, createdBy, originId, originTitle, originRoomId
    case rootFolderId, folderId, parentId, originRoomTitle, fileExst, pureContentLength, fileType, filesCount,
        foldersCount
    static let names = JSONNames(Self.self)
}
