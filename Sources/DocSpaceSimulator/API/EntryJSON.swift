import FoundationEssentials

/// Items as the API shows them to a user (api.md §3 "Entry fields").
struct EntryJSON {
    let database: Database
    let settings: PortalSettings
    let user: UserID
    private let baseURL: String

    private var files: [Int: StoredFile] { database.files }
    private var folders: [Int: StoredFolder] { database.folders }
    private var users: [UserID: StoredUser] { database.users }
    private var tree: FileTree { database.tree }

    /// Items as a request of a user shows them.
    init(_ database: Database, _ settings: PortalSettings, _ request: PortalRequest, user: UserID) {
        self.database = database
        self.settings = settings
        self.user = user
        baseURL = "http://\(request.host)"
    }

    func json(of item: ItemKey) -> JSONValue? {
        switch item.kind {
        case .file: files[item.id].map { json(of: $0) }
        case .folder: folders[item.id].map { json(of: $0) }
        }
    }

    private func json(of file: StoredFile) -> JSONValue {
        let item = ItemKey.file(file.id)
        let common = commonMembers(item, title: file.title, created: file.created, updated: file.updated)
        let people = peopleMembers(createdBy: file.createdBy, updatedBy: file.updatedBy)
        let own = JSONValue.leavingOutNil([
            "folderId": .int(file.folderID),
            "version": .int(file.version),
            "versionGroup": .int(file.version),
            "contentLength": .string(displaySize(file.bytes)),
            "pureContentLength": file.bytes == 0 ? nil : .int(file.bytes),
            "fileStatus": .int(file.editors.isEmpty ? 0 : 1),
            "editingBy": file.editors.isEmpty
                ? nil : .array(file.editors.compactMap { users[$0]?.name }.map(JSONValue.string)),
            "mute": false,
            "viewUrl": .string("\(baseURL)/filehandler.ashx?action=download&fileid=\(file.id)"),
            "webUrl": .string("\(baseURL)/doceditor?fileId=\(file.id)"),
            "fileType": .int(FileCategory(title: file.title).rawValue),
            "fileExst": .string(file.title.fileExtension),
            "comment": .string(file.version > 1 ? "Edited" : "Created"),
            "encrypted": file.isEncrypted ? true : nil,
            "locked": file.lockedBy == nil ? nil : true,
            "lockedBy": file.lockedBy.flatMap { users[$0]?.name }.map(JSONValue.string),
            "isForm": file.isForm ? true : nil,
            "thumbnailStatus": 0,
            "expired": database.documents.lifetimeEnd(of: file).map { .string(settings.print($0)) },
        ])
        return merge(common, people, origin(file.originID), own)
    }

    private func json(of folder: StoredFolder) -> JSONValue {
        let item = ItemKey.folder(folder.id)
        let common = commonMembers(
            item, title: folder.title, created: folder.created, updated: folder.updated)
        let people = peopleMembers(createdBy: folder.createdBy, updatedBy: folder.updatedBy)
        let below = counts(below: folder.id)
        let own = JSONValue.leavingOutNil([
            "parentId": .int(folder.parentID ?? 0),
            "filesCount": .int(below.files),
            "foldersCount": .int(below.folders),
            "new": 0,
            "mute": false,
            "tags": folder.type.isRoom ? .array(folder.tags.map(JSONValue.string)) : nil,
            "pinned": false,
            "roomType": folder.type.roomType.map(JSONValue.int),
            "lifetime": folder.type.isRoom ? folder.lifetime?.json : nil,
            "private": .bool(folder.isPrivate),
            "indexing": false,
            "denyDownload": false,
            "type": .int(folder.type.rawValue),
        ])
        return merge(common, people, origin(folder.originID), own)
    }

    private func commonMembers(
        _ item: ItemKey, title: String, created: Date, updated: Date?
    ) -> JSONValue {
        let isBroken = item.kind == .file ? files[item.id]?.isTreeBroken : folders[item.id]?.isTreeBroken
        let root = isBroken == true ? nil : tree.root(of: item)
        let shown = updated.map { max($0, created) }
        return .leavingOutNil([
            "id": .int(item.id),
            "title": .string(title),
            "access": 0,
            "fileEntryType": .int(item.kind == .folder ? 1 : 2),
            "shared": .bool(item.kind == .file && files[item.id]?.isShared == true),
            "canShare": false,
            "created": .string(settings.print(created)),
            "updated": .string(shown.map(settings.print) ?? PortalDate.unset),
            "autoDelete": autoDelete(item, updated: shown).map(JSONValue.string),
            "rootFolderId": .int(root?.id ?? 0),
            "rootFolderType": .int(root?.type.rawValue ?? 0),
            "parentRoomType": tree.parent(of: item).flatMap { tree.room(above: $0) }.map { .int($0.type.rawValue) },
            "security": security(of: item),
        ])
    }

    private func peopleMembers(createdBy: UserID, updatedBy: UserID) -> JSONValue {
        let people = PersonJSON(database.accounts, settings)
        return ["createdBy": people.employee(createdBy), "updatedBy": people.employee(updatedBy)]
    }

    /// Files and folders of the whole subtree, as the portal's stored counters give them (api.md §3).
    private func counts(below id: Int) -> (files: Int, folders: Int) {
        guard let folder = folders[id] else { return (0, 0) }
        return folder.folderIDs.reduce((folder.fileIDs.count, folder.folderIDs.count)) { sum, inner in
            let more = counts(below: inner)
            return (sum.0 + more.files, sum.1 + more.folders)
        }
    }

    /// The origin of a trashed item, if that folder still exists, and the room that folder lies in *now*: second from
    /// the root of its present ancestors, if that is a room (api.md §10).
    private func origin(_ id: Int?) -> JSONValue {
        guard let folder = id.flatMap({ folders[$0] }) else { return [:] }
        let room = tree.ancestry(ofFolder: folder.id).reversed().dropFirst().first.flatMap { $0.type.isRoom ? $0 : nil }
        return .leavingOutNil([
            "originId": .int(folder.id),
            "originTitle": .string(folder.title),
            "originRoomId": room.map { .int($0.id) },
            "originRoomTitle": room.map { .string($0.title) },
        ])
    }

    /// The forecast that may be wrong: it follows the user's setting, which the cleaner ignores (api.md §9).
    private func autoDelete(_ item: ItemKey, updated: Date?) -> String? {
        guard tree.isTrashEntry(item), let setting = users[user]?.autoCleanUp, setting.isOn, let days = setting.days
        else {
            return nil
        }
        return updated.map { settings.print($0.addingTimeInterval(Double(days) * 86_400)) }
    }

    private func merge(_ objects: JSONValue...) -> JSONValue {
        .object(objects.flatMap { object in if case .object(let members) = object { members } else { [JSONMember]() } })
    }
}
