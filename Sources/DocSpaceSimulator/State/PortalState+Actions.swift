/// What people and the environment do, outside any request.
extension PortalState {
    /// Carries out `action`, at the portal's present instant. An impossible action does nothing.
    package mutating func perform(_ action: PortalAction) {
        switch action {
        case .trash(let item, let user): database.trash(item, by: user, change(by: user))
        case .restore(let item, let folder, let user): database.restore(item, to: folder, by: user, change(by: user))
        case .destroy(let item, let user): database.destroy(item, change(by: user))
        case .lock(let item, let user): database.documents.lock(item, by: user)
        case .unlock(let item): database.documents.lock(item, by: nil)
        case .edit(let item, let user): database.documents.open(item, by: user)
        case .stopEditing(let item): database.documents.close(item)
        case .save(let item, let user): database.documents.save(item, by: user, at: time.instant)
        case .rename(let item, let title): database.documents.rename(item, to: title)
        case .addTrashedFile(let title, let bytes, let user):
            _ = seed { $0.addTrashedFile(title: title, bytes: bytes, trashedAt: $0.instant, by: user) }
        case .advanceClock(let duration):
            time.source.advance(by: duration)
            advance()
        case .setClock(let date):
            time.source.set(to: date)
            advance()
        case .runCleaner:
            runCleaner()
            advance()
        case .restartWorker: jobs.loseAll(at: time.work)
        case .removePerson(let user, let successor, let isBlank):
            database.removePerson(user, reassigningTo: successor, isBlank: isBlank)
        case .occupyLanes(let kind, let duration, let lanes):
            jobs.occupy(lanes ?? settings.lanes, of: kind, until: time.work + duration)
        case .setLifetime(let lifetime, let room): database.documents.setLifetime(lifetime, ofRoom: room)
        case .revokeKey(let secret): database.accounts.revoke(secret)
        case .setCondition(let condition, let duration):
            availability.set(condition, until: duration.map { time.source.elapsed + $0 })
        case .custom(let body): body(&self)
        }
    }

    private func change(by person: UserID) -> Change {
        Change(date: time.instant, cause: .person(person), version: settings.version)
    }
}
