package import Retention

package import struct FoundationEssentials.Date

/// Where an item is, according to the portal's answer about the item itself.
/// Source: docs/internals/docspace-api.md §10.
package enum Location: Sendable, Equatable {
    /// At the top of the key's own trash.
    case trash(trashedAt: Date?)
    /// Inside a folder that lies in the trash. Its date does not show when it was trashed.
    case insideTrashedFolder
    /// Outside the trash: in My documents, a room, the archive, or wherever `Inspection.rootFolderType` says.
    case elsewhere
    /// In another user's trash, or in a room that the key's user has left: the portal denies this item only.
    case outOfSight
    /// It no longer exists.
    case gone
    /// The portal's answer proves nothing.
    case unproven
}

/// The portal's report about one item, requested by its id.
package struct Inspection: Sendable, Equatable {
    package var location: Location
    /// The portal's present description: `trashedAt` is its `updated`, wherever it lies. Nil when it was not described.
    package var item: TrashedItem?
    /// The folder that it lies in: for a top-level item of the trash, the trash's own id. Nil when not sent.
    package var folderID: Int?
    /// 3 the trash, 5 My documents, 6 another user's, 14 a room, 20 the archive, 0 none that is known. Nil when not sent.
    package var rootFolderType: Int?
    /// The rights of the key's user, by name, such as `Move` and `Delete`. Nil when not sent.
    package var rights: [String: Bool]?
    /// How long ago the request was sent. Nil if not measured.
    package var age: Duration?

    package init(_ location: Location) {
        self.location = location
    }
}
