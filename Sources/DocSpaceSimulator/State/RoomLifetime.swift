import FoundationEssentials

/// How long a room keeps files (api.md §6 "Rooms with a file lifetime").
package struct RoomLifetime: Sendable, Equatable {
    package enum Period: Int, Sendable, CaseIterable {
        case days = 0
        case months = 1
        case years = 2
    }

    package var value: Int
    package var period: Period
    /// Expired files are destroyed; else they go to the trash of the room's creator.
    package var deletesPermanently: Bool
    package var isEnabled: Bool

    package init(
        _ value: Int, _ period: Period = .days, deletesPermanently: Bool = false, isEnabled: Bool = true
    ) {
        self.value = value
        self.period = period
        self.deletesPermanently = deletesPermanently
        self.isEnabled = isEnabled
    }

    /// When a file that was modified at `date` expires; months and years by the calendar, in UTC.
    func end(of date: Date) -> Date {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let component: Calendar.Component =
            switch period {
            case .days: .day
            case .months: .month
            case .years: .year
            }
        return calendar.date(byAdding: component, value: value, to: date) ?? .distantFuture
    }

    var json: JSONValue {
        [
            "value": .int(value), "period": .int(period.rawValue), "deletePermanently": .bool(deletesPermanently),
            "enabled": .bool(isEnabled),
        ]
    }
}

extension PortalState {
    /// How often the worker for lifetimes runs.
    static let lifetimePeriod: TimeInterval = 300

    /// When the lifetime of a room above ends for a live file; nil without one.
    func lifetimeEnd(of file: StoredFile) -> Date? {
        guard !roomsWithLifetime.isEmpty, let lifetime = tree.room(above: file.folderID)?.lifetime, lifetime.isEnabled,
            let updated = file.updated
        else { return nil }
        return lifetime.end(of: updated)
    }

    /// The next run of the worker that has something to do, or nil if there is none until `now`.
    func nextLifetimeRun(now: Date) -> Date? {
        guard !roomsWithLifetime.isEmpty, !isWorkerDown, nextLifetimeRun <= now else { return nil }
        let ends = roomsWithLifetime.flatMap { tree.files(below: $0) }.compactMap { files[$0].flatMap(lifetimeEnd) }
        guard let due = ends.min(), due <= now else { return nil }
        let periods = max(0, due.timeIntervalSince(nextLifetimeRun) / Self.lifetimePeriod).rounded(.up)
        let run = nextLifetimeRun.addingTimeInterval(periods * Self.lifetimePeriod)
        return run <= now ? run : nil
    }

    /// One run at the present instant: each expired file is destroyed, or trashed as the room's creator.
    package mutating func runLifetimeWorker() {
        for room in roomsWithLifetime.sorted() {
            guard let lifetime = folders[room]?.lifetime, lifetime.isEnabled else { continue }
            for id in tree.files(below: room).sorted() {
                guard let end = files[id].flatMap(lifetimeEnd), end <= instant else { continue }
                let cause = Cause.lifetime(room: room)
                if lifetime.deletesPermanently {
                    destroy(.file(id), cause: cause)
                } else if let user = lifetimeUser(of: room) {
                    trash(.file(id), by: user, cause: cause)
                }
            }
        }
    }

    /// The room's creator, or the portal's owner if that account can't be used.
    private func lifetimeUser(of room: Int) -> UserID? {
        func isUsable(_ id: UserID) -> Bool { users[id]?.isActive == true && users[id]?.trashID != nil }
        if let creator = folders[room]?.createdBy, isUsable(creator) { return creator }
        return users.values.filter { $0.isOwner && isUsable($0.id) }.map(\.id).min { $0.description < $1.description }
    }

    /// Skips runs that had nothing to do.
    mutating func settleLifetimes(now: Date) {
        guard nextLifetimeRun <= now else { return }
        let periods = (now.timeIntervalSince(nextLifetimeRun) / Self.lifetimePeriod).rounded(.down) + 1
        nextLifetimeRun = nextLifetimeRun.addingTimeInterval(periods * Self.lifetimePeriod)
    }

    /// Sets or ends the file lifetime of a room.
    package mutating func setLifetime(_ lifetime: RoomLifetime?, ofRoom id: Int) {
        edit(folder: id) { $0.lifetime = lifetime }
    }
}
