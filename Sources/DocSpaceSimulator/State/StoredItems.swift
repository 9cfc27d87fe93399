package import FoundationEssentials

/// A file as the portal's database holds it.
package struct StoredFile: Sendable {
    package let id: Int
    package var title: String
    package var bytes: Int
    package var folderID: Int
    package var created: Date
    package var createdBy: UserID
    /// nil prints as year 0001 (api.md §2).
    package var updated: Date?
    package var updatedBy: UserID
    /// The folder it was trashed from; shown only while that folder exists (api.md §3).
    package var originID: Int?
    package var version = 1
    package var lockedBy: UserID?
    package var editors: Set<UserID> = []
    package var isEncrypted = false
    package var isForm = false
    /// Filling has started: members and link holders of its form room see it.
    package var isBeingFilled = false
    package var isShared = false
    /// When it really went to the trash; the portal doesn't report it below 3.2.1 (api.md §3).
    package internal(set) var trashedAt: Date?
    /// Hidden from a page and its `total` while a conversion runs (api.md §3).
    package var isConverting = false
    /// Refuses deletion and moving with 403, without a reason.
    package var isForbidden = false
    /// The action fails only when the job reaches the item, with this message.
    package var runTimeError: String?
    /// Its effect on a page that shows it.
    package var pageFault: PageFault?
    /// Its path to a root is broken: details give root type 0 (api.md §10).
    package var isTreeBroken = false
}

/// A folder, a room or a root section.
package struct StoredFolder: Sendable {
    package let id: Int
    package var title: String
    package var type: FolderType
    /// nil for the root sections.
    package var parentID: Int?
    package var created: Date
    package var createdBy: UserID
    package var updated: Date?
    package var updatedBy: UserID
    package var originID: Int?
    package var fileIDs: Set<Int> = []
    package var folderIDs: Set<Int> = []
    package var members: [UserID: RoomAccess] = [:]
    package var tags: [String] = []
    /// Nobody may create items here.
    package var isReadOnly = false
    package var isPrivate = false
    package var isForbidden = false
    /// Its effect on a page that shows it.
    package var pageFault: PageFault?
    /// Its path to a root is broken: details give root type 0 (api.md §10).
    package var isTreeBroken = false
    /// Bytes a room may hold; nil is unlimited.
    package var quota: Int?
    /// How long a room keeps files; nil is for ever.
    package var lifetime: RoomLifetime?
}
