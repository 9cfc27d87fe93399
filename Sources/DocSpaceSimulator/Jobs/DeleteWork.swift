/// The work of a delete job on an item (api.md §5 "At run time").
struct DeleteWork {
    let user: UserID
    let change: Change

    /// Loads and checks a file again, then destroys it or moves it to the trash.
    func deleteFile(_ id: Int, immediately: Bool, nested: Bool, in database: inout Database) throws(StepError) {
        let item = ItemKey.file(id)
        if let message = database.access.runTimeRefusal(of: item, user: user) { throw .refused(message) }
        if immediately || database.access.hasNoTrash(item, user: user) {
            database.destroy(item, change, isNested: nested)
        } else {
            database.trash(item, by: user, change)
        }
    }

    /// Trashes a live folder as one, or gives the steps that empty and then remove it.
    func deleteFolder(
        _ id: Int, immediately: Bool, nested: Bool, in database: inout Database
    ) throws(StepError) -> [OperationStep] {
        let item = ItemKey.folder(id)
        guard let folder = database.folders[id], database.access.mayRemove(item, user: user) else { throw .onlyLogged }
        guard immediately || database.access.hasNoTrash(item, user: user) else {
            database.trash(item, by: user, change)
            return []
        }
        if database.tree.isTrashEntry(item) { database.noteBegun(folder: id, change) }
        let inside: [OperationStep] =
            folder.fileIDs.sorted().map { .deleteFile($0, immediately: true, nested: true) }
            + folder.folderIDs.sorted().map { .deleteFolder($0, immediately: true, nested: true) }
        return [.finishFolder(id, nested: nested)] + inside.reversed()
    }

    /// The emptied folder is removed; one that isn't empty stays, and the error of the entry that refused is reported.
    func finishFolder(_ id: Int, nested: Bool, in database: inout Database) {
        guard database.tree.isEmpty(folder: id) else { return }
        database.destroy(.folder(id), change, isNested: nested)
    }
}
