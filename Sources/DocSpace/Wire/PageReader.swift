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
    private var people = ParsedValueCache<EntryPerson>()
    private var texts = ParsedValueCache<String>()
    private let entryNames = EntryMember.names

    /// - Parameter body: the whole answer, envelope included.
    /// - Returns: nil if `JSONDecoder` must read it.
    static func page(_ body: [UInt8]) -> FolderPage? {
        body.withUnsafeBufferPointer { bytes in
            guard let scanner = JSONScanner(bytes) else { return nil }
            var reader = PageReader(scanner: scanner)
            do throws(DeclinedError) { return try reader.envelope() } catch { return nil }
        }
    }

    private init(scanner: JSONScanner) {
        self.scanner = scanner
    }

    private mutating func envelope() throws(DeclinedError) -> FolderPage {
        var page: FolderPage?
        var cursor = JSONScanner.Cursor()
        while let member = try scanner.member(of: EnvelopeMember.self, EnvelopeMember.names, &cursor) {
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
        var cursor = JSONScanner.Cursor()
        while let member = try scanner.member(of: PageMember.self, PageMember.names, &cursor) {
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
        var cursor = JSONScanner.Cursor()
        while try scanner.element(&cursor) {
            guard entries.count < LenientList<Entry>.maxElements else { throw DeclinedError() }
            entries.append(try entry())
        }
        return entries
    }

    private mutating func entry() throws(DeclinedError) -> Entry {
        var entry = Entry.Parts()
        var cursor = JSONScanner.Cursor()
        while let member = try scanner.member(of: EntryMember.self, entryNames, &cursor) {
            switch member {
            case .id: entry.id = try scanner.integer()
            case .title: entry.title = try scanner.text()
            case .rootFolderType: entry.rootFolderType = try scanner.integer()
            case .rootFolderId: entry.rootFolderID = try scanner.integer()
            case .folderId: entry.folderID = try scanner.integer()
            case .parentId: entry.parentID = try scanner.integer()
            case .updated: entry.updated = try scanner.date()
            case .updatedBy: entry.updatedBy = try person()
            case .created: entry.created = try scanner.date()
            case .createdBy: entry.createdBy = try person()
            case .originId: entry.originID = try scanner.integer()
            case .originTitle: entry.originTitle = try repeatedText()
            case .originRoomId: entry.originRoomID = try scanner.integer()
            case .originRoomTitle: entry.originRoomTitle = try repeatedText()
            case .fileExst: entry.fileExtension = try repeatedText()
            case .pureContentLength: entry.bytes = Int64(try scanner.integer())
            case .fileType: entry.fileType = try scanner.integer()
            case .filesCount: entry.filesCount = try scanner.integer()
            case .foldersCount: entry.foldersCount = try scanner.integer()
            }
        }
        guard let entry = Entry(entry) else { throw DeclinedError() }
        return entry
    }

    /// A page repeats the same few people, each with some 400 bytes.
    private mutating func person() throws(DeclinedError) -> EntryPerson {
        // The index of the id, which comes first: `{"id":"66faa6e4-…`.
        try people.value(at: &scanner, sample: 7) { (scanner) throws(DeclinedError) in
            var id: String?
            var displayName: String?
            var cursor = JSONScanner.Cursor()
            while let member = try scanner.member(of: PersonMember.self, PersonMember.names, &cursor) {
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
        try texts.value(at: &scanner, sample: 2) { (scanner) throws(DeclinedError) in try scanner.text() }
    }
}

private enum EnvelopeMember: UInt8, JSONMember {
    case response, status
    static let names = JSONNames(Self.self)
}

private enum PageMember: UInt8, JSONMember {
    case files, folders, current, total
    static let names = JSONNames(Self.self)
}

private enum PersonMember: UInt8, JSONMember {
    case id, displayName
    static let names = JSONNames(Self.self)
}

private enum EntryMember: UInt8, JSONMember {
    case id, title, rootFolderType, updated, updatedBy, created, createdBy, originId, originTitle, originRoomId
    case rootFolderId, folderId, parentId, originRoomTitle, fileExst, pureContentLength, fileType, filesCount,
        foldersCount
    static let names = JSONNames(Self.self)
}
