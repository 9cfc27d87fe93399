import FoundationEssentials

/// Folder contents page by page, with the portal's unreliable order (api.md §3, §4).
extension PortalState {
    func listingNumbers(_ request: PortalRequest) throws(APIError) -> (start: Int, count: Int) {
        func number(_ name: String, default fallback: Int) throws(APIError) -> Int {
            guard let text = request.value(name) else { return fallback }
            guard let number = Int32(text) else {
                throw .validation(field: name, message: "The value '\(text)' is not valid.")
            }
            return Int(number)
        }
        let maxCount = settings.version.limitsCount ? 100 : 1_000
        var count = try number("Count", default: 100)
        if !settings.version.limitsCount { count = min(count, maxCount) }
        guard (1...maxCount).contains(count) else {
            throw .validation(field: "Count", message: "The field Count must be between 1 and 100.")
        }
        let start = try number("StartIndex", default: 0)
        guard start >= 0 else {
            throw .validation(field: "StartIndex", message: "The field StartIndex must be between 0 and 2147483647.")
        }
        return (start, min(count, settings.pageLimit ?? maxCount))
    }

    mutating func listTrash(_ request: PortalRequest, user: UserID) throws(APIError) -> JSONValue {
        guard let trashID = users[user]?.trashID else { throw gone(.folder) }
        return try list(trashID, request, user: user)
    }

    mutating func listMyDocuments(_ request: PortalRequest, user: UserID) throws(APIError) -> JSONValue {
        guard let id = users[user]?.myDocumentsID else { throw gone(.folder) }
        return try list(id, request, user: user)
    }

    mutating func listContents(of id: Int, _ request: PortalRequest, user: UserID) throws(APIError) -> JSONValue {
        guard folders[id] != nil else { throw gone(.folder) }
        guard access.mayRead(.folder(id), user: user) else { throw .accessDenied }
        if tree.isInTrash(.folder(id)), id != users[user]?.trashID {
            throw .invalidOperation("You are not allowed to preview the contents of a folder in the Trash section")
        }
        return try list(id, request, user: user)
    }

    /// One page of a folder. Passing `sortBy` changes the user's saved order for good.
    private mutating func list(_ id: Int, _ request: PortalRequest, user: UserID) throws(APIError) -> JSONValue {
        let (start, count) = try listingNumbers(request)
        let filter = try EntryFilter(request)
        saveOrder(request, user: user)
        let order = users[user]?.order ?? SavedOrder()
        let listed = ordered(contentsOf: id, by: order, filter: filter)
        let page = page(of: listed, start: start, count: count)
        let shown = page.filter { $0.kind == .folder || files[$0.id]?.isConverting != true }
        try open(shown)
        let total = listed.count - (page.count - shown.count)
        let entries = entries(for: user, request)
        return [
            "files": .array(shown.filter { $0.kind == .file }.compactMap { entries.json(of: $0) }),
            "folders": .array(
                shown.filter { $0.kind == .folder }.compactMap { entries.json(of: $0) }),
            "current": entries.json(of: .folder(id)) ?? .null,
            "pathParts": pathParts(of: id),
            "startIndex": .int(start),
            "count": .int(shown.count),
            "total": .int(total),
            "new": 0,
        ]
    }

    private mutating func saveOrder(_ request: PortalRequest, user: UserID) {
        guard let text = request.value("sortBy"),
            let field = SavedOrder.Field.allCases.first(where: { $0.rawValue.lowercased() == text.lowercased() })
        else { return }
        let isDescending = ["descending", "1"].contains(request.value("sortOrder")?.lowercased())
        users[user]?.order = SavedOrder(field: field, isAscending: !isDescending)
    }

    private func pathParts(of id: Int) -> JSONValue {
        .array(
            tree.ancestry(ofFolder: id).reversed().map {
                .leavingOutNil([
                    "id": .int($0.id), "title": .string($0.title), "roomType": $0.type.roomType.map(JSONValue.int),
                ])
            }
        )
    }

    /// `GET files/{id}/subfolders` lacks the trash test: nested folders show, never files (api.md §4).
    func subfolders(of id: Int, _ request: PortalRequest, user: UserID) throws(APIError) -> JSONValue {
        guard let folder = folders[id] else { throw .notFound(.folder) }
        guard access.mayRead(.folder(id), user: user) else { throw .accessDenied }
        let entries = entries(for: user, request)
        return .array(folder.folderIDs.sorted().compactMap { entries.json(of: .folder($0)) })
    }

    /// The error for a missing item: up to 3.6.1 the same as for somebody else's (api.md §5).
    private func gone(_ kind: ItemKind) -> APIError {
        let error = APIError.notFound(kind)
        return settings.version.reportsGone ? error : .invalidOperation(error.message)
    }

    /// Details of one item; a readable item in the trash also has them (api.md §4).
    func entry(_ item: ItemKey, _ request: PortalRequest, user: UserID) throws(APIError) -> JSONValue {
        guard let entry = entries(for: user, request).json(of: item) else {
            throw gone(item.kind)
        }
        guard access.mayRead(item, user: user) else { throw .accessDenied }
        return entry
    }

    /// The folders from the root section down to this one.
    func path(of id: Int, _ request: PortalRequest, user: UserID) throws(APIError) -> JSONValue {
        _ = try entry(.folder(id), request, user: user)
        let entries = entries(for: user, request)
        return .array(
            tree.ancestry(ofFolder: id).reversed().compactMap { entries.json(of: .folder($0.id)) }
        )
    }
}
