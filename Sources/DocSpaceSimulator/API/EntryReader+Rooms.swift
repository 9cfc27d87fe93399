/// `GET files/rooms` and `GET files/rooms/{id}` (api.md §10).
extension EntryReader {
    /// The rooms a user can see. `searchArea` 0 lists active rooms, 1 archived ones, 2 both.
    func rooms() throws(APIError) -> JSONValue {
        let bounds = try PageBounds(request, settings)
        let (roomsID, archiveID) = (database.documents.roomsID, database.documents.archiveID)
        let areas = ["0": 0, "active": 0, "1": 1, "archive": 1, "2": 2, "any": 2]
        let area = areas[request.value("searchArea")?.lowercased() ?? "0"] ?? 0
        let roots = [0: [roomsID], 1: [archiveID], 2: [roomsID, archiveID]][area] ?? []
        let title = request.value("filterValue")?.lowercased()
        let folders = database.folders
        let rooms = roots.flatMap { folders[$0]?.folderIDs.sorted() ?? [] }
            .filter { database.access.mayRead(.folder($0), user: user) }
            .filter { id in title.map { folders[id]?.title.lowercased().contains($0) == true } ?? true }
        let page = rooms.dropFirst(bounds.start).prefix(bounds.count)
        let entries = self.entries
        let section = roots.first ?? roomsID
        return [
            "files": [],
            "folders": .array(page.compactMap { entries.json(of: .folder($0)) }),
            "current": entries.json(of: .folder(section)) ?? .null,
            "pathParts": [["id": .int(section), "title": .string(folders[section]?.title ?? "")]],
            "startIndex": .int(bounds.start),
            "count": .int(page.count),
            "total": .int(rooms.count),
            "new": 0,
        ]
    }

    func room(_ id: Int) throws(APIError) -> JSONValue {
        guard database.folders[id]?.type.isRoom == true else { throw .notFound(.folder) }
        return try entry(.folder(id))
    }
}
