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

    /// The file in `folderID` whose title and category clash with those of `file`; encrypted files never clash.
    func clash(of file: StoredFile, in folderID: Int) -> StoredFile? {
        guard !file.isEncrypted, let folder = folders[folderID] else { return nil }
        let category = FileCategory(title: file.title)
        let first = folder.fileIDs.lazy.filter { id in
            guard id != file.id, let title = self.files[id]?.title, title == file.title else { return false }
            return FileCategory(title: title) == category
        }.min()
        return first.flatMap { files[$0] }
    }

    /// The folder in `folderID` with the same title as `folder`.
    func clash(of folder: StoredFolder, in folderID: Int) -> StoredFolder? {
        guard let parent = folders[folderID] else { return nil }
        return parent.folderIDs.sorted().lazy.compactMap { self.folders[$0] }.first {
            $0.id != folder.id && $0.title == folder.title
        }
    }

    /// Before 3.7 these were not checked, and end the whole job with its first step: a bad destination, a first file
    /// that is gone or can't be moved, more items than a form room takes (api.md §6 "up to 3.6.1").
    mutating func checkFirstStep(
        of operation: PortalOperation, _ item: ItemKey, to destination: Int
    ) throws(StepError) {
        guard !settings.version.checksBeforeQueueing, operation.processed == 0 else { return }
        let rest = operation.steps.compactMap(\.movedItem) + [item]
        let refusal =
            refusal(ofDestination: destination, user: operation.user)
            ?? formRoomRefusal(of: rest, entering: destination)
            ?? (item.kind == .file ? self.refusal(of: item, user: operation.user) : nil)
        if let refusal { throw .endsJob(refusal.message) }
    }

    /// - Returns: whether the file itself now lies in the destination.
    mutating func moveFile(_ id: Int, to destination: Int, by operation: PortalOperation) throws(StepError) -> Bool {
        let item = ItemKey.file(id)
        try checkFirstStep(of: operation, item, to: destination)
        if let message = runTimeRefusal(of: item, user: operation.user) { throw .refused(message) }
        if refusal(ofDestination: destination, user: operation.user) != nil {
            throw .refused("You don't have enough permission to create")
        }
        guard let file = files[id] else { return false }
        if room(above: destination)?.type == .formRoom, !file.isForm {
            throw .refused(APIError.accessDenied.message)
        }
        if isOverQuota(adding: file.bytes, to: destination) { throw .refused(APIError.quotaExceeded.message) }
        if operation.conflict != .duplicate, let existing = clash(of: file, in: destination) {
            // Skip: nothing happens, no error, the file stays where it is – the worst trap of this API.
            if operation.conflict == .overwrite { try overwrite(existing.id, with: file, by: operation) }
            return false
        }
        move(item, to: destination, by: operation.user, cause: operation.cause)
        if room(above: destination)?.type == .formRoom { startFilling(id) }
        return true
    }

    /// A form that enters a form-filling room opens to its members and link holders (api.md §6).
    private mutating func startFilling(_ id: Int) {
        files[id]?.isBeingFilled = true
        files[id]?.isShared = true
    }

    /// The trashed file becomes a new version of the existing one; its own id is gone.
    private mutating func overwrite(_ id: Int, with file: StoredFile, by operation: PortalOperation) throws(StepError) {
        if refusal(of: .file(id), user: operation.user) != nil || files[id]?.lockedBy != nil {
            throw .refused("The file at the destination can not be overwritten")
        }
        files[id]?.bytes = file.bytes
        files[id]?.version += 1
        files[id]?.updated = instant
        files[id]?.updatedBy = operation.user
        if let folderID = files[id]?.folderID { listingCache[folderID] = nil }
        destroy(.file(file.id), cause: operation.cause)
    }

    /// Moves a folder, or gives the steps that merge it into the one with its title.
    mutating func moveFolder(
        _ id: Int, to destination: Int, by operation: PortalOperation
    ) throws(StepError) -> [OperationStep] {
        try checkFirstStep(of: operation, .folder(id), to: destination)
        guard let folder = folders[id], mayRemove(.folder(id), user: operation.user),
            mayCreate(in: destination, user: operation.user)
        else { throw .onlyLogged }
        guard operation.conflict != .duplicate, let existing = clash(of: folder, in: destination) else {
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
