/// The work of a move job on an item, with every trap of title conflicts (api.md §6).
extension PortalState {
    /// Files first, then folders. `spills` is `content: true`: moves the direct children of the folders instead of the
    /// folders.
    func moveSteps(_ items: [ItemKey], to destination: Int, spills: Bool) -> [OperationStep] {
        var moved = items.filter { $0.kind == .file }
        for item in items where item.kind == .folder {
            guard spills, let folder = folders[item.id] else {
                moved.append(item)
                continue
            }
            moved += folder.fileIDs.sorted().map(ItemKey.file) + folder.folderIDs.sorted().map(ItemKey.folder)
        }
        let steps: [OperationStep] = moved.map {
            $0.kind == .file ? .moveFile($0.id, to: destination) : .moveFolder($0.id, to: destination)
        }
        return steps.reversed()
    }

    /// Before 3.7 these were not checked, and end the whole job with its first step: a bad destination, a first file
    /// that is gone or can't be moved, more items than a form room takes (api.md §6 "up to 3.6.1").
    mutating func checkFirstStep(
        of operation: PortalOperation, _ item: ItemKey, to destination: Int
    ) throws(StepError) {
        guard !settings.version.checksBeforeQueueing, operation.processed == 0 else { return }
        let rest = operation.steps.compactMap(\.movedItem) + [item]
        let refusal =
            access.refusal(ofDestination: destination, user: operation.user)
            ?? formRoomRefusal(of: rest, entering: destination)
            ?? (item.kind == .file ? access.refusal(of: item, user: operation.user) : nil)
        if let refusal { throw .endsJob(refusal.message) }
    }

    /// - Returns: whether the file itself now lies in the destination.
    mutating func moveFile(_ id: Int, to destination: Int, by operation: PortalOperation) throws(StepError) -> Bool {
        let item = ItemKey.file(id)
        try checkFirstStep(of: operation, item, to: destination)
        if let message = runTimeRefusal(of: item, user: operation.user) { throw .refused(message) }
        if access.refusal(ofDestination: destination, user: operation.user) != nil {
            throw .refused("You don't have enough permission to create")
        }
        guard let file = files[id] else { return false }
        if tree.room(above: destination)?.type == .formRoom, !file.isForm {
            throw .refused(APIError.accessDenied.message)
        }
        if access.isOverQuota(adding: file.bytes, to: destination) { throw .refused(APIError.quotaExceeded.message) }
        if operation.conflict != .duplicate, let existing = tree.clash(of: file, in: destination) {
            // Skip: nothing happens, no error, the file stays where it is – the worst trap of this API.
            if operation.conflict == .overwrite { try overwrite(existing.id, with: file, by: operation) }
            return false
        }
        move(item, to: destination, by: operation.user, cause: operation.cause)
        if tree.room(above: destination)?.type == .formRoom { startFilling(id) }
        return true
    }

    /// A form that enters a form-filling room opens to its members and link holders (api.md §6).
    private mutating func startFilling(_ id: Int) {
        tree.files[id]?.isBeingFilled = true
        tree.files[id]?.isShared = true
    }

    /// The trashed file becomes a new version of the existing one; its own id is gone.
    private mutating func overwrite(_ id: Int, with file: StoredFile, by operation: PortalOperation) throws(StepError) {
        if access.refusal(of: .file(id), user: operation.user) != nil || files[id]?.lockedBy != nil {
            throw .refused("The file at the destination can not be overwritten")
        }
        tree.files[id]?.bytes = file.bytes
        tree.files[id]?.version += 1
        tree.files[id]?.updated = instant
        tree.files[id]?.updatedBy = operation.user
        if let folderID = files[id]?.folderID { tree.listingCache[folderID] = nil }
        destroy(.file(file.id), cause: operation.cause)
    }

    /// Moves a folder, or gives the steps that merge it into the one with its title.
    mutating func moveFolder(
        _ id: Int, to destination: Int, by operation: PortalOperation
    ) throws(StepError) -> [OperationStep] {
        try checkFirstStep(of: operation, .folder(id), to: destination)
        guard let folder = folders[id], access.mayRemove(.folder(id), user: operation.user),
            access.mayCreate(in: destination, user: operation.user)
        else { throw .onlyLogged }
        guard operation.conflict != .duplicate, let existing = tree.clash(of: folder, in: destination) else {
            move(.folder(id), to: destination, by: operation.user, cause: operation.cause)
            return []
        }
        let inside: [OperationStep] =
            folder.fileIDs.sorted().map { .moveFile($0, to: existing.id) }
            + folder.folderIDs.sorted().map { .moveFolder($0, to: existing.id) }
        return [.finishMerge(id)] + inside.reversed()
    }

    /// A completely merged folder is removed; one that kept something stays in the trash.
    mutating func finishMerge(_ id: Int, by operation: PortalOperation) {
        guard let folder = folders[id], folder.fileIDs.isEmpty, folder.folderIDs.isEmpty else { return }
        destroy(.folder(id), cause: operation.cause)
    }
}
