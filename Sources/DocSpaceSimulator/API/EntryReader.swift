/// The endpoints that read files, folders and rooms without changing anything.
struct EntryReader {
    let database: Database
    let settings: PortalSettings
    let request: PortalRequest
    let user: UserID

    var entries: EntryJSON { EntryJSON(database, settings, request, user: user) }

    /// Details of one item; a readable item in the trash also has them (api.md §4).
    func entry(_ item: ItemKey) throws(APIError) -> JSONValue {
        guard let entry = entries.json(of: item) else {
            throw .gone(item.kind, in: settings.version)
        }
        guard database.access.mayRead(item, user: user) else { throw .accessDenied }
        return entry
    }

    /// The folders from the root section down to this one.
    func path(of id: Int) throws(APIError) -> JSONValue {
        _ = try entry(.folder(id))
        let entries = self.entries
        return .array(database.tree.ancestry(ofFolder: id).reversed().compactMap { entries.json(of: .folder($0.id)) })
    }

    /// `GET files/{id}/subfolders` lacks the trash test: nested folders show, never files (api.md §4).
    func subfolders(of id: Int) throws(APIError) -> JSONValue {
        guard let folder = database.folders[id] else { throw .notFound(.folder) }
        guard database.access.mayRead(.folder(id), user: user) else { throw .accessDenied }
        let entries = self.entries
        return .array(folder.folderIDs.sorted().compactMap { entries.json(of: .folder($0)) })
    }

    /// `GET fileops/move`: the listed entries whose titles clash at the destination. Moves nothing.
    func clashes() throws(APIError) -> JSONValue {
        guard let destination = request.value("destFolderId").flatMap({ Int($0) }),
            database.destination(destination).refusal(user: user) == nil
        else { throw .accessDenied }
        let tree = database.tree
        let listedFiles = request.values("fileIds").compactMap { Int($0) }.compactMap { tree.files[$0] }
        let listedFolders = request.values("folderIds").compactMap { Int($0) }.compactMap { tree.folders[$0] }
        let clashing =
            listedFiles.filter { tree.clash(of: $0, in: destination) != nil }.map { ItemKey.file($0.id) }
            + listedFolders.filter { tree.clash(of: $0, in: destination) != nil }.map { ItemKey.folder($0.id) }
        let entries = self.entries
        return .array(
            clashing.filter { database.access.mayRead($0, user: user) }.compactMap { entries.json(of: $0) })
    }
}

extension APIError {
    /// The error for a missing item: up to 3.6.1 the same as for somebody else's (api.md §5).
    static func gone(_ kind: ItemKind, in version: PortalVersion) -> APIError {
        APIError.notFound(kind).ofListing(in: version)
    }

    /// Up to 3.6.1 any failure of a listing is a 403 (api.md §5).
    func ofListing(in version: PortalVersion) -> APIError {
        version.reportsGone ? self : .invalidOperation(message)
    }
}
