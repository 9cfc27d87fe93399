import FoundationEssentials

extension PortalState {
    /// Carries out the hooks for a moment of a request. Counts the request once per hook.
    mutating func runHooks(_ moment: Hook.Moment, on request: PortalRequest) {
        var due: [PortalAction] = []
        for index in hooks.indices where hooks[index].hook.moment == moment && hooks[index].hook.match.fits(request) {
            hooks[index].seen += 1
            if hooks[index].hook.match.applies(toFitting: hooks[index].seen) { due.append(hooks[index].hook.action) }
        }
        for action in due { perform(action) }
    }

    /// Carries out `action`, at the portal's present instant. An impossible action does nothing.
    package mutating func perform(_ action: PortalAction) {
        switch action {
        case .trash(let item, let user): trash(item, by: user, cause: .person(user))
        case .restore(let item, let folder, let user): restore(item, to: folder, by: user)
        case .destroy(let item, let user): destroy(item, cause: .person(user))
        case .lock(let item, let user): if item.kind == .file { tree.files[item.id]?.lockedBy = user }
        case .unlock(let item): if item.kind == .file { tree.files[item.id]?.lockedBy = nil }
        case .edit(let item, let user): if item.kind == .file { tree.files[item.id]?.editors.insert(user) }
        case .stopEditing(let item): if item.kind == .file { tree.files[item.id]?.editors = [] }
        case .save(let item, let user): save(item, by: user)
        case .rename(let item, let title): rename(item, to: title)
        case .addTrashedFile(let title, let bytes, let user):
            _ = addTrashedFile(title: title, bytes: bytes, trashedAt: instant, by: user)
        case .advanceClock(let duration):
            clock.advance(by: duration)
            advance()
        case .setClock(let date):
            clock.set(to: date)
            advance()
        case .runCleaner:
            runCleaner()
            advance()
        case .restartWorker: restartWorker()
        case .removePerson(let user, let successor): removePerson(user, reassigningTo: successor)
        case .occupyLanes(let kind, let duration, let lanes): occupyLanes(of: kind, for: duration, lanes: lanes)
        case .setLifetime(let lifetime, let room): setLifetime(lifetime, ofRoom: room)
        case .revokeKey(let secret): keys[secret]?.isActive = false
        case .setCondition(let condition): setCondition(condition)
        case .custom(let body): body(&self)
        }
    }

    /// Also refreshes the folders above, so that a trashed folder looks younger (api.md §3).
    private mutating func save(_ item: ItemKey, by user: UserID) {
        guard item.kind == .file, let file = files[item.id] else { return }
        let now = instant
        edit(file: item.id) {
            $0.version += 1
            $0.updated = now
            $0.updatedBy = user
        }
        for folder in tree.ancestry(ofFolder: file.folderID) where folder.parentID != nil {
            edit(folder: folder.id) { $0.updated = now }
        }
    }

    private mutating func rename(_ item: ItemKey, to title: String) {
        switch item.kind {
        case .file: tree.files[item.id]?.title = title
        case .folder: tree.folders[item.id]?.title = title
        }
        if let parent = tree.parent(of: item) { tree.listingCache[parent] = nil }
    }

    private mutating func restore(_ item: ItemKey, to folder: Int?, by user: UserID) {
        let origin = item.kind == .file ? files[item.id]?.originID : folders[item.id]?.originID
        let home = origin.flatMap { folders[$0] }.flatMap { tree.isInTrash(.folder($0.id)) ? nil : $0.id }
        guard let target = folder ?? home ?? users[user]?.myDocumentsID, folders[target] != nil,
            !tree.isInTrash(.folder(target))
        else { return }
        move(item, to: target, by: user, cause: .person(user))
    }

    /// Changes the portal's condition, for good or for a while of real time and clock movements.
    package mutating func setCondition(_ condition: PortalCondition, for duration: Duration? = nil) {
        self.condition = condition
        conditionEnds = duration.map { clock.elapsed + $0 }
    }
}
