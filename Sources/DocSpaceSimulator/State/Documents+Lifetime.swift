import FoundationEssentials

/// Rooms whose files expire (api.md §6 "Rooms with a file lifetime").
extension Documents {
    /// Sets or ends the file lifetime of a room.
    mutating func setLifetime(_ lifetime: RoomLifetime?, ofRoom id: Int) {
        edit(folder: id) { $0.lifetime = lifetime }
    }

    /// When the lifetime of a room above ends for a live file; nil without one.
    func lifetimeEnd(of file: StoredFile) -> Date? {
        guard !roomsWithLifetime.isEmpty, let lifetime = tree.room(above: file.folderID)?.lifetime, lifetime.isEnabled,
            let updated = file.updated
        else { return nil }
        return lifetime.end(of: updated)
    }

    /// When the first file expires; nil if none does.
    var firstLifetimeEnd: Date? {
        roomsWithLifetime.flatMap { tree.files(below: $0) }.compactMap { tree.files[$0].flatMap(lifetimeEnd) }.min()
    }

    /// The files of a room that have expired by a date, by id.
    func expiredFiles(inRoom room: Int, at date: Date) -> [Int] {
        tree.files(below: room).sorted().filter { id in
            tree.files[id].flatMap(lifetimeEnd).map { $0 <= date } ?? false
        }
    }
}
