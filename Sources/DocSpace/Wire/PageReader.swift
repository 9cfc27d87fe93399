import FoundationEssentials

/// Reads a page of the trash several times faster than `JSONDecoder`, or declines.
///
/// It takes only what it is sure of: well-formed JSON in the forms that the portal is known to send. Everything else, be it
/// broken, odd or merely unusual, is left to `JSONDecoder` and the rules of `Entry`, so that a page means the same whoever
/// reads it. Rights are left out: a listing has no use for them. Every access is checked against the bounds.
/// Why there are two readers: docs/decisions/0013.
struct PageReader {
    /// Something to leave to `JSONDecoder`.
    struct Declined: Error {}

    var scanner: JSONScanner

    /// - Parameter body: the whole answer, envelope included.
    /// - Returns: nil when `JSONDecoder` has to read it.
    static func page(_ body: [UInt8]) -> FolderPage? {
        var reader = PageReader(scanner: JSONScanner(body))
        do throws(Declined) { return try reader.envelope() } catch { return nil }
    }

    private mutating func envelope() throws(Declined) -> FolderPage {
        var page: FolderPage?
        try scanner.object(EnvelopeMember.self) { (member, scanner) throws(Declined) in
            switch member {
            case .response: page = try Self.page(&scanner)
            case .status: guard try scanner.integer() ?? 0 == 0 else { throw Declined() }
            }
        }
        try scanner.end()
        guard let page else { throw Declined() }
        return page
    }

    private static func page(_ scanner: inout JSONScanner) throws(Declined) -> FolderPage {
        var files: [Entry?]?
        var folders: [Entry?]?
        var current: Entry?
        var total: Int?
        try scanner.object(PageMember.self) { (member, scanner) throws(Declined) in
            switch member {
            case .files: files = try entries(&scanner)
            case .folders: folders = try entries(&scanner)
            case .current: current = try entry(&scanner)
            case .total: total = try scanner.integer()
            }
        }
        guard files != nil || folders != nil else { throw Declined() }
        return FolderPage(files: files ?? [], folders: folders ?? [], current: current, total: total)
    }

    private static func entries(_ scanner: inout JSONScanner) throws(Declined) -> [Entry?] {
        var entries: [Entry?] = []
        try scanner.array { (scanner) throws(Declined) in
            guard entries.count < LenientList<Entry>.mostElements else { throw Declined() }
            entries.append(try entry(&scanner))
        }
        return entries
    }

    private static func entry(_ scanner: inout JSONScanner) throws(Declined) -> Entry {
        var entry = Entry.Parts()
        try scanner.object(EntryMember.self) { (member, scanner) throws(Declined) in
            switch member {
            case .id: entry.id = try scanner.integer()
            case .title: entry.title = try scanner.text()
            case .rootFolderType: entry.rootFolderType = try scanner.integer()
            case .updated: entry.updated = try scanner.date()
            case .updatedBy: entry.updatedBy = try person(&scanner)
            case .created: entry.created = try scanner.date()
            case .createdBy: entry.createdBy = try person(&scanner)
            case .originId: entry.originID = try scanner.integer()
            case .originTitle: entry.originTitle = try scanner.text()
            case .originRoomId: entry.originRoomID = try scanner.integer()
            case .originRoomTitle: entry.originRoomTitle = try scanner.text()
            case .fileExst: entry.fileExtension = try scanner.text()
            case .pureContentLength: entry.bytes = try scanner.integer().map(Int64.init)
            case .fileType: entry.fileType = try scanner.integer()
            case .filesCount: entry.filesCount = try scanner.integer()
            case .foldersCount: entry.foldersCount = try scanner.integer()
            }
        }
        guard let entry = Entry(entry) else { throw Declined() }
        return entry
    }

    private static func person(_ scanner: inout JSONScanner) throws(Declined) -> EntryPerson {
        var id: String?
        var displayName: String?
        try scanner.object(PersonMember.self) { (member, scanner) throws(Declined) in
            switch member {
            case .id: id = try scanner.text()
            case .displayName: displayName = try scanner.text()
            }
        }
        return EntryPerson(id: id, displayName: displayName)
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
    case originRoomTitle, fileExst, pureContentLength, fileType, filesCount, foldersCount
    static let names = JSONNames(Self.self)
}
