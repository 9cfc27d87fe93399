package import FoundationEssentials

/// File or folder: the portal numbers them separately.
package enum EntryKind: String, Hashable, Sendable {
    case file
    case folder
}

/// The identity of an entry.
package struct EntryKey: Hashable, Sendable {
    package let kind: EntryKind
    package let id: Int

    package init(_ kind: EntryKind, _ id: Int) {
        self.kind = kind
        self.id = id
    }
}

/// A user, as entries name their author and last editor.
package struct EntryPerson: Decodable, Hashable, Sendable {
    package let id: String?
    package let displayName: String?
    /// Whether it is the portal's placeholder for a person whom it no longer knows.
    private let isStandIn: Bool

    private enum CodingKeys: CodingKey { case id, displayName }

    /// - Parameter displayName: as sent, encoded for HTML.
    init(id: String?, displayName: String?) {
        self.id = id
        self.displayName = displayName.map(HTMLText.decoded)
        isStandIn = id.map { id in Self.standIns.contains { Self.isSame(id, $0) } } ?? false
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(id: values.lenient(String.self, .id), displayName: values.lenient(String.self, .displayName))
    }

    /// Nil for the placeholder of a person whom the portal no longer knows, because it does not show who it was. Source:
    /// docspace-api.md §3, "Entry fields".
    var known: EntryPerson? { isStandIn ? nil : self }

    /// The ids of a removed user and of no user, in lower case.
    private static let standIns = ["4a515a15-d4d6-4b8e-828e-e0586f18f3a3", "00000000-0000-0000-0000-000000000000"]

    /// Compares an id, in either case, with one in lower case.
    private static func isSame(_ id: String, _ standIn: String) -> Bool {
        id.utf8.elementsEqual(standIn.utf8) { $0 == $1 || $0 >= UInt8(ascii: "A") && $0 | 0x20 == $1 }
    }
}

/// A file or folder as the portal describes it. A value that it leaves out (null, false, 0) is nil or the documented default.
/// Source: docspace-api.md §3, "Entry fields".
///
/// A class, because copying a structure would count a reference for each of its texts.
package final class Entry: Decodable, Sendable {
    package let id: Int
    /// Nil when not sent: an entry without a title isn't one with an empty title.
    package let title: String?
    /// 3 is the trash, 20 the archive; nil when not sent.
    package let rootFolderType: Int?
    /// The id of the root folder: for everything in the trash, the trash. Nil when not sent.
    package let rootFolderID: Int?
    /// Whether `rootFolderType` was sent and is not a number.
    package let hasUnreadableRoot: Bool
    /// The folder that it lies in: for a top-level entry of the trash, the trash. Nil when not sent.
    package let parentID: Int?
    /// For a top-level entry of the trash: when it was trashed.
    package let updated: Date?
    /// Nil also for a removed user.
    package let updatedBy: EntryPerson?
    package let created: Date?
    /// Nil also for a removed user.
    package let createdBy: EntryPerson?
    package let originID: Int?
    package let originTitle: String?
    package let originRoomID: Int?
    package let originRoomTitle: String?
    /// A room was sent, but none of it can be read: not the same as no room.
    package let hasUnreadableRoom: Bool
    /// With the dot, empty for a file without one. Nil when not sent, and for folders.
    package let fileExtension: String?
    /// Files only: absent means 0. Nil if it was sent and can't be a size.
    package let bytes: Int64?
    package let fileType: Int?
    package let filesCount: Int?
    package let foldersCount: Int?
    /// Rights by name, such as `Create` and `MoveTo`; nil when not sent.
    package let security: [String: Bool]?

    /// A size, or nil: no document has more than 2^53 bytes.
    static func credible(_ bytes: Int64) -> Int64? { (0...1 << 53).contains(bytes) ? bytes : nil }

    init(
        id: Int, title: String?, rootFolderType: Int?, rootFolderID: Int?, hasUnreadableRoot: Bool, parentID: Int?,
        updated: Date?, updatedBy: EntryPerson?, created: Date?, createdBy: EntryPerson?, originID: Int?,
        originTitle: String?, originRoomID: Int?, originRoomTitle: String?, hasUnreadableRoom: Bool,
        fileExtension: String?, bytes: Int64?, fileType: Int?, filesCount: Int?, foldersCount: Int?,
        security: [String: Bool]?
    ) {
        self.id = id
        self.title = title
        self.rootFolderType = rootFolderType
        self.rootFolderID = rootFolderID
        self.hasUnreadableRoot = hasUnreadableRoot
        self.parentID = parentID
        self.updated = updated
        self.updatedBy = updatedBy
        self.created = created
        self.createdBy = createdBy
        self.originID = originID
        self.originTitle = originTitle
        self.originRoomID = originRoomID
        self.originRoomTitle = originRoomTitle
        self.hasUnreadableRoom = hasUnreadableRoom
        self.fileExtension = fileExtension
        self.bytes = bytes
        self.fileType = fileType
        self.filesCount = filesCount
        self.foldersCount = foldersCount
        self.security = security
    }

    private enum CodingKeys: String, CodingKey {
        case id, title, rootFolderType, folderId, parentId, updated, updatedBy, created, createdBy, originTitle,
            originRoomTitle
        case fileType, filesCount, foldersCount, security
        case rootFolderID = "rootFolderId"
        case originID = "originId"
        case originRoomID = "originRoomId"
        case fileExtension = "fileExst"
        case bytes = "pureContentLength"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        guard let id = values.usableID(.id) else {
            throw DecodingError.dataCorruptedError(forKey: .id, in: values, debugDescription: "no usable id")
        }
        self.id = id
        title = values.lenient(String.self, .title)
        let rootFolderType = values.lenient(Int.self, .rootFolderType)
        self.rootFolderType = rootFolderType
        hasUnreadableRoot = rootFolderType == nil && values.isPresent(.rootFolderType)
        rootFolderID = values.usableID(.rootFolderID)
        parentID = (values.lenientID(.folderId) ?? values.lenientID(.parentId))?.usableID
        updated = values.lenientDate(.updated)
        updatedBy = values.lenient(EntryPerson.self, .updatedBy)?.known
        created = values.lenientDate(.created)
        createdBy = values.lenient(EntryPerson.self, .createdBy)?.known
        originID = values.usableID(.originID)
        originTitle = values.lenient(String.self, .originTitle)
        let originRoomID = values.usableID(.originRoomID)
        let originRoomTitle = values.lenient(String.self, .originRoomTitle)
        self.originRoomID = originRoomID
        self.originRoomTitle = originRoomTitle
        hasUnreadableRoom =
            originRoomID == nil && originRoomTitle == nil
            && (values.isPresent(.originRoomID) && values.lenientID(.originRoomID) != 0
                || values.isPresent(.originRoomTitle))
        fileExtension = values.lenient(String.self, .fileExtension)
        bytes = values.isPresent(.bytes) ? values.lenient(Int64.self, .bytes).flatMap(Self.credible) : 0
        fileType = values.lenient(Int.self, .fileType)
        filesCount = values.lenient(Int.self, .filesCount)
        foldersCount = values.lenient(Int.self, .foldersCount)
        security = values.lenient([String: Bool].self, .security)
    }
}

extension Entry {
    /// The bytes of its texts in a listing, which doesn't keep its rights.
    var textBytes: Int {
        Self.size(title) + Self.size(originTitle) + Self.size(originRoomTitle) + Self.size(fileExtension)
            + Self.size(createdBy?.id) + Self.size(createdBy?.displayName) + Self.size(updatedBy?.id)
            + Self.size(updatedBy?.displayName)
    }

    private static func size(_ text: String?) -> Int { text?.utf8.count ?? 0 }
}

/// Numbers of `rootFolderType` that matter here.
package enum RootFolderType {
    package static let trash = 3
    package static let myDocuments = 5
    package static let rooms = 14
    package static let formRoom = 15
    package static let archive = 20
}
