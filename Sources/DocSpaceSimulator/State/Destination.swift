/// A folder that items are moved to, and its rules (api.md §6 "Destinations").
struct Destination {
    let folderID: Int
    let access: AccessRules

    private var tree: FileTree { access.tree }

    /// Whether it is in a form-filling room.
    var isInFormRoom: Bool { tree.room(above: folderID)?.type == .formRoom }

    /// Why it refuses to take items from a user, nil if it accepts them.
    func refusal(user: UserID) -> APIError? {
        guard tree.folders[folderID] != nil else { return .notFound(.folder) }
        return access.mayCreate(in: folderID, user: user) ? nil : .accessDenied
    }

    /// A form-filling room takes no folders, and one file per call (api.md §6).
    func formRoomRefusal(of items: [ItemKey]) -> APIError? {
        guard isInFormRoom else { return nil }
        return items.count > 1 || items.contains { $0.kind == .folder } ? .accessDenied : nil
    }

    /// The rules for one item.
    func refusal(of item: ItemKey, deniedExtensions: Set<String>) -> APIError? {
        if item.kind == .file, let file = tree.files[item.id] {
            if isInFormRoom, !file.isForm { return .accessDenied }
            if deniedExtensions.contains(file.title.fileExtension.lowercased()) { return .unsupportedType }
        } else if isOverQuota(adding: tree.bytes(below: item.id)) {
            return .quotaExceeded
        }
        return access.isPrivate(folderID) ? .accessDenied : nil
    }

    /// Whether `bytes` more would break the quota of the room or user above (api.md §6).
    func isOverQuota(adding bytes: Int) -> Bool {
        if let room = tree.room(above: folderID), let quota = room.quota, tree.bytes(below: room.id) + bytes > quota {
            return true
        }
        guard let root = tree.ancestry(ofFolder: folderID).last, root.type == .myDocuments,
            let quota = access.users[root.createdBy]?.quota
        else { return false }
        return tree.bytes(below: root.id) + bytes > quota
    }
}
