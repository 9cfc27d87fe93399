import FoundationEssentials

/// A folder or room as `files/folder/{id}` describes it: what a restore into it depends on. Values that the portal leaves out
/// are nil. Source: docspace-api.md §6, §10.
package struct PortalFolder: Decodable, Sendable {
    package let id: Int
    package let title: String?
    /// 5 is My documents, 14 the rooms, 3 the trash, 20 the archive.
    package let rootFolderType: Int?
    /// The section that it lies in.
    package let rootFolderID: Int?
    /// The number of the room's kind, in the enumeration of `rootFolderType`; 0 for a plain folder.
    package let type: Int?
    /// The same in another enumeration, sent for rooms only.
    package let roomType: Int?
    /// The kind of the room that it lies in, in the enumeration of `rootFolderType`.
    package let parentRoomType: Int?
    /// For a room: when it deletes files.
    package let lifetime: RoomLifetime?
    /// Rights by name, such as `Create` and `MoveTo`; nil when not sent.
    package let security: [String: Bool]?

    private enum CodingKeys: String, CodingKey {
        case id, title, rootFolderType, type, roomType, parentRoomType, lifetime, security
        case rootFolderID = "rootFolderId"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        guard let id = values.usableID(.id) else {
            throw DecodingError.dataCorruptedError(forKey: .id, in: values, debugDescription: "no usable id")
        }
        self.id = id
        title = values.lenient(String.self, .title)
        rootFolderType = values.lenient(Int.self, .rootFolderType)
        rootFolderID = values.usableID(.rootFolderID)
        type = values.lenient(Int.self, .type)
        roomType = values.lenient(Int.self, .roomType)
        parentRoomType = values.lenient(Int.self, .parentRoomType)
        lifetime =
            values.isPresent(.lifetime) ? values.lenient(RoomLifetime.self, .lifetime) ?? .unreadable : nil
        security = values.lenient([String: Bool].self, .security)
    }

    /// Whether it is a room, and not a folder in one.
    package var isRoom: Bool { roomType != nil }

    /// Whether it is, or is known to lie in, a form-filling room.
    package var isInFormRoom: Bool {
        [type, parentRoomType, rootFolderType].contains(RootFolderType.formRoom) || roomType == 1
    }
}

/// When a room deletes its files. Source: docspace-api.md §6.
package struct RoomLifetime: Decodable, Sendable, Equatable {
    /// In days: a month counts as 28, because no month has fewer, and a year as 365. Nil if it can't be read.
    package let days: Int?
    /// Only an explicit no switches it off.
    package let isEnabled: Bool

    static let unreadable = RoomLifetime(days: nil, isEnabled: true)

    init(days: Int?, isEnabled: Bool) {
        self.days = days
        self.isEnabled = isEnabled
    }

    private enum CodingKeys: CodingKey { case value, period, enabled }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let unit: Int? = values.lenient(Int.self, .period).flatMap { [0: 1, 1: 28, 2: 365][$0] }
        // More than ten thousand years is not a lifetime.
        let value = values.lenient(Int.self, .value).flatMap { (0...4_000_000).contains($0) ? $0 : nil }
        days = unit.flatMap { unit in value.map { $0 * unit } }
        isEnabled = values.lenient(Bool.self, .enabled) ?? true
    }
}
