/// The work of a move job on an item, with every trap of title conflicts (api.md §6).
struct MoveWork {
    let user: UserID
    let change: Change
    let conflict: ConflictResolution

    /// Before 3.7 these were not checked, and end the whole job with its first step: a bad destination, a first file
    /// that is gone or can't be moved, more items than a form room takes (api.md §6 "up to 3.6.1").
    func checkFirstStep(
        of operation: PortalOperation, _ item: ItemKey, to destination: Int, in database: Database
    ) throws(StepError) {
        guard !change.version.checksBeforeQueueing, operation.processed == 0 else { return }
        let rest = operation.steps.compactMap(\.movedItem) + [item]
        let refusal =
            database.destination(destination).refusal(user: user)
            ?? database.destination(destination).formRoomRefusal(of: rest)
            ?? (item.kind == .file ? database.access.refusal(of: item, user: user) : nil)
        if let refusal { throw .endsJob(refusal.message) }
    }

    /// - Returns: whether the file itself now lies in the destination.
    func moveFile(_ id: Int, to destination: Int, in database: inout Database) throws(StepError) -> Bool {
        let item = ItemKey.file(id)
        if let message = database.access.runTimeRefusal(of: item, user: user) { throw .refused(message) }
        if database.destination(destination).refusal(user: user) != nil {
            throw .refused("You don't have enough permission to create")
        }
        guard let file = database.files[id] else { return false }
        let isFilled = database.destination(destination).isInFormRoom
        if isFilled, !file.isForm { throw .refused(APIError.accessDenied.message) }
        if database.destination(destination).isOverQuota(adding: file.bytes) {
            throw .refused(APIError.quotaExceeded.message)
        }
        if conflict != .duplicate, let existing = database.tree.clash(of: file, in: destination) {
            // Skip: nothing happens, no error, the file stays where it is – the worst trap of this API.
            if conflict == .overwrite { try overwrite(existing.id, with: file, in: &database) }
            return false
        }
        database.move(item, to: destination, by: user, change)
        if isFilled { database.documents.startFilling(file: id) }
        return true
    }

    /// The trashed file becomes a new version of the existing one; its own id is gone.
    private func overwrite(_ id: Int, with file: StoredFile, in database: inout Database) throws(StepError) {
        if database.access.refusal(of: .file(id), user: user) != nil || database.files[id]?.lockedBy != nil {
            throw .refused("The file at the destination can not be overwritten")
        }
        database.documents.edit(file: id) {
            $0.bytes = file.bytes
            $0.version += 1
            $0.updated = change.date
            $0.updatedBy = user
        }
        database.destroy(.file(file.id), change)
    }

    /// Moves a folder, or gives the steps that merge it into the one with its title.
    func moveFolder(
        _ id: Int, to destination: Int, in database: inout Database
    ) throws(StepError) -> [OperationStep] {
        guard let folder = database.folders[id], database.access.mayRemove(.folder(id), user: user),
            database.access.mayCreate(in: destination, user: user)
        else { throw .onlyLogged }
        guard conflict != .duplicate, let existing = database.tree.clash(of: folder, in: destination) else {
            database.move(.folder(id), to: destination, by: user, change)
            return []
        }
        let inside: [OperationStep] =
            folder.fileIDs.sorted().map { .moveFile($0, to: existing.id) }
            + folder.folderIDs.sorted().map { .moveFolder($0, to: existing.id) }
        return [.finishMerge(id)] + inside.reversed()
    }

    /// A completely merged folder is removed; one that kept something stays in the trash.
    func finishMerge(_ id: Int, in database: inout Database) {
        guard database.tree.isEmpty(folder: id) else { return }
        database.destroy(.folder(id), change)
    }
}
