/// `GET files/rooms` and `GET files/rooms/{id}` (api.md §10).
extension PortalState {
    /// The rooms a user can see. `searchArea` 0 lists active rooms, 1 archived ones, 2 both.
    func listRooms(_ request: PortalRequest, user: UserID) throws(APIError) -> JSONValue {
        let (start, count) = try listingNumbers(request)
        let areas = ["0": 0, "active": 0, "1": 1, "archive": 1, "2": 2, "any": 2]
        let area = areas[request.value("searchArea")?.lowercased() ?? "0"] ?? 0
        let roots = [0: [roomsID], 1: [archiveID], 2: [roomsID, archiveID]][area] ?? []
        let title = request.value("filterValue")?.lowercased()
        let rooms = roots.flatMap { folders[$0]?.folderIDs.sorted() ?? [] }
            .filter { access.mayRead(.folder($0), user: user) }
            .filter { id in title.map { folders[id]?.title.lowercased().contains($0) == true } ?? true }
        let page = rooms.dropFirst(start).prefix(count)
        let entries = entries(for: user, request)
        let section = roots.first ?? roomsID
        return [
            "files": [],
            "folders": .array(page.compactMap { entries.json(of: .folder($0)) }),
            "current": entries.json(of: .folder(section)) ?? .null,
            "pathParts": [["id": .int(section), "title": .string(folders[section]?.title ?? "")]],
            "startIndex": .int(start),
            "count": .int(page.count),
            "total": .int(rooms.count),
            "new": 0,
        ]
    }

    func room(_ id: Int, _ request: PortalRequest, user: UserID) throws(APIError) -> JSONValue {
        guard folders[id]?.type.isRoom == true else { throw .notFound(.folder) }
        return try entry(.folder(id), request, user: user)
    }
}
