package import FoundationEssentials

/// File or folder. The portal numbers them separately.
package enum ItemKind: String, Sendable, Codable, CaseIterable {
    case file
    case folder
}

/// The identity of an item: file 17 and folder 17 are different items.
package struct ItemKey: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let kind: ItemKind
    package let id: Int

    package init(_ kind: ItemKind, _ id: Int) {
        self.kind = kind
        self.id = id
    }

    /// Reads the form of `description`, `file:101`; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let kind = ItemKind(rawValue: String(parts[0])), let id = Int(parts[1]), id > 0 else {
            return nil
        }
        self.init(kind, id)
    }

    package var description: String { "\(kind.rawValue):\(id)" }

    /// Folders first, then by id: the order for restores.
    package static func < (left: ItemKey, right: ItemKey) -> Bool {
        left.kind == right.kind ? left.id < right.id : left.kind == .folder
    }
}

/// A folder or room that an item came from.
package struct FolderReference: Hashable, Sendable {
    package let id: Int?
    package let title: String?

    package init(id: Int?, title: String?) {
        self.id = id
        self.title = title
    }
}

/// A user as the portal names one.
package struct Person: Hashable, Sendable {
    /// The portal's GUID, in lower case.
    package let id: String?
    package let displayName: String?

    package init(id: String?, displayName: String?) {
        self.id = id?.inLowerCase
        self.displayName = displayName
    }
}

/// The portal's coarse classes of files.
package enum FileType: String, Sendable, CaseIterable {
    case archive, video, audio, image, spreadsheet, presentation, document, pdf, diagram, other
}

/// What is known about a file or folder at the top of the trash. A nil value was not sent by the portal; the planner
/// treats it as unknown, never as a value.
package struct TrashedItem: Hashable, Sendable {
    package var key: ItemKey
    package var title: String
    /// The name of the account whose trash it is in. Nil if unknown: the portal does not send it.
    package var account: String?
    /// Size in bytes. Nil for folders: the portal doesn't send one.
    package var bytes: Int64?
    /// When it was trashed, as the portal reports: `updated` of a top-level entry. The portal's own cleaner uses it.
    package var trashedAt: Date?
    /// The latest complete listing that did not show it: it cannot have been in the trash for longer. Nil if there is
    /// none.
    package var notInTrashBefore: Date?
    package var created: Date?
    package var createdBy: Person?
    package var trashedBy: Person?
    /// The folder it was deleted from. Nil if the portal names none, which also means that the folder is gone.
    package var originFolder: FolderReference?
    /// The room above the origin, as that folder lies now. Nil proves nothing: see `room`.
    package var originRoom: FolderReference?
    /// Where the origin folder lies now, if it was inspected.
    package var originLocation: OriginLocation = .unknown
    /// Without the dot, in lower case; empty if the title has none. Nil for folders, and when not sent.
    package var fileExtension: String?
    /// Nil for folders and for unknown type numbers.
    package var type: FileType?
    /// Files and folders inside a folder, by the portal's stored counters: a hint. Nil for files and when not sent.
    package var childCount: Int?

    /// The number that limits count for it: a folder counts with its contents, by the portal's counters, so that a
    /// deleted tree is not one item. The counters may have any value: a folder counts for at most a million.
    package var weight: Int { 1 + min(max(childCount ?? 0, 0), 999_999) }

    /// Since when it counts as trashed: the portal's date, but never before a complete listing that did not show it.
    /// Nil if the portal sent no date.
    package var countsSince: Date? {
        trashedAt.map { max($0, notInTrashBefore ?? .distantPast) }
    }
}

// In an extension, so that there is the initializer with all properties, too. Unlike one that sets them, it makes no copies.
extension TrashedItem {
    package init(key: ItemKey, title: String) {
        self.init(key: key, title: title, account: nil)
    }

    /// An item as a listing shows it.
    package init(
        _ key: ItemKey, title: String, bytes: Int64?, trashedAt: Date?, created: Date?, createdBy: Person?,
        trashedBy: Person?, originFolder: FolderReference?, originRoom: FolderReference?, fileExtension: String?,
        type: FileType?,
        childCount: Int?
    ) {
        self.init(
            key: key, title: title, account: nil, bytes: bytes, trashedAt: trashedAt, created: created,
            createdBy: createdBy, trashedBy: trashedBy, originFolder: originFolder, originRoom: originRoom,
            fileExtension: fileExtension, type: type, childCount: childCount)
    }
}
