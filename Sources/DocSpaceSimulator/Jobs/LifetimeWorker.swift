import FoundationEssentials

/// The worker that ends the lifetime of files in rooms (api.md §6 "Rooms with a file lifetime").
struct LifetimeWorker: Sendable {
    var schedule: PeriodicRun

    init(createdAt date: Date) { schedule = PeriodicRun(after: date) }

    /// The next run that has something to do, or nil if there is none until `now`.
    func nextRun(until now: Date, in database: Database) -> Date? {
        guard !database.documents.roomsWithLifetime.isEmpty, schedule.next <= now else { return nil }
        return schedule.first(from: database.documents.firstLifetimeEnd, until: now)
    }

    /// One run at an instant: each expired file is destroyed, or trashed as the room's creator.
    func run(on database: inout Database, at instant: Date, version: PortalVersion) {
        for room in database.documents.roomsWithLifetime.sorted() {
            guard let lifetime = database.folders[room]?.lifetime, lifetime.isEnabled else { continue }
            let change = Change(date: instant, cause: .lifetime(room: room), version: version)
            for id in database.documents.expiredFiles(inRoom: room, at: instant) {
                if lifetime.deletesPermanently {
                    database.destroy(.file(id), change)
                } else if let user = Self.user(of: room, in: database) {
                    database.trash(.file(id), by: user, change)
                }
            }
        }
    }

    /// The room's creator, or the portal's owner if that account can't be used.
    private static func user(of room: Int, in database: Database) -> UserID? {
        func isUsable(_ user: StoredUser?) -> Bool { user?.isActive == true && user?.trashID != nil }
        if let creator = database.folders[room]?.createdBy, isUsable(database.users[creator]) { return creator }
        return database.users.values.filter { $0.isOwner && isUsable($0) }.map(\.id)
            .min { $0.description < $1.description }
    }
}
