/// The work of a delete job on an item (api.md §5 "At run time").
extension PortalState {
    /// Files first, then folders; the first step comes last in the list.
    func deletionSteps(_ items: [ItemKey], immediately: Bool) -> [OperationStep] {
        let files = items.filter { $0.kind == .file }
        let folders = items.filter { $0.kind == .folder }
        let steps: [OperationStep] =
            files.map { .deleteFile($0.id, immediately: immediately, nested: false) }
            + folders.map { .deleteFolder($0.id, immediately: immediately, nested: false) }
        return steps.reversed()
    }

    /// Loads and checks a file again, then destroys it or moves it to the trash.
    mutating func deleteFile(
        _ id: Int, immediately: Bool, nested: Bool, by operation: PortalOperation
    ) throws(StepError) {
        let item = ItemKey.file(id)
        if let message = runTimeRefusal(of: item, user: operation.user) { throw .refused(message) }
        if immediately || access.hasNoTrash(item, user: operation.user) {
            destroy(item, cause: operation.cause, isNested: nested)
        } else {
            trash(item, by: operation.user, cause: operation.cause)
        }
    }

    /// Trashes a live folder as one, or gives the steps that empty and then remove it.
    mutating func deleteFolder(
        _ id: Int, immediately: Bool, nested: Bool, by operation: PortalOperation
    ) throws(StepError) -> [OperationStep] {
        let item = ItemKey.folder(id)
        guard let folder = folders[id], access.mayRemove(item, user: operation.user) else { throw .onlyLogged }
        guard immediately || access.hasNoTrash(item, user: operation.user) else {
            trash(item, by: operation.user, cause: operation.cause)
            return []
        }
        if tree.isTrashEntry(item) { ledger.foldersBegun[operation.id, default: []].insert(id) }
        let inside: [OperationStep] =
            folder.fileIDs.sorted().map { .deleteFile($0, immediately: true, nested: true) }
            + folder.folderIDs.sorted().map { .deleteFolder($0, immediately: true, nested: true) }
        return [.finishFolder(id, nested: nested)] + inside.reversed()
    }

    /// The emptied folder is removed; one that isn't empty stays, and the error of the entry that refused is reported.
    mutating func finishFolder(_ id: Int, nested: Bool, by operation: PortalOperation) {
        guard let folder = folders[id], folder.fileIDs.isEmpty, folder.folderIDs.isEmpty else { return }
        destroy(.folder(id), cause: operation.cause, isNested: nested)
    }

    /// Why an item refuses when the job reaches it, as text for the operation.
    func runTimeRefusal(of item: ItemKey, user: UserID) -> String? {
        if item.kind == .file, let message = files[item.id]?.runTimeError { return message }
        return switch access.refusal(of: item, user: user) {
        case .notFound(let kind)?: APIError.notFound(kind).message
        case .some: "You don't have enough permission to perform the operation"
        case nil: nil
        }
    }
}
