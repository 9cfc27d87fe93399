/// A folder's contents page by page, with the portal's unreliable order (api.md §3, §4).
struct FolderListing {
    enum Folder {
        case trash, myDocuments
        case folder(Int)
    }

    private let request: PortalRequest
    private let settings: PortalSettings
    private let user: UserID
    /// The delay of the answer because of the entries on its page.
    private(set) var delay = Duration.zero

    init(_ request: PortalRequest, _ settings: PortalSettings, user: UserID) {
        self.request = request
        self.settings = settings
        self.user = user
    }

    /// One page of a folder. Passing `sortBy` changes the user's saved order for good.
    mutating func page(
        of folder: Folder, in database: inout Database, using generator: inout SeededGenerator
    ) throws(APIError) -> JSONValue {
        let id = try id(of: folder, in: database)
        let bounds = try PageBounds(request, settings)
        let filter = try EntryFilter(request)
        if let order = SavedOrder(request) { database.accounts.edit(user: user) { $0.order = order } }
        let order = database.users[user]?.order ?? SavedOrder()
        let all = database.documents.ordered(contentsOf: id, by: order, authors: database.accounts.users)
        let tree = database.tree
        let listed = filter.isEmpty ? all : all.filter { filter.accepts($0.item, in: tree) }
        let page = items(of: listed, bounds, using: &generator)
        let shown = page.filter { $0.kind == .folder || tree.files[$0.id]?.isConverting != true }
        try open(shown, in: tree)
        let total = listed.count - (page.count - shown.count)
        let entries = EntryJSON(database, settings, request, user: user)
        return [
            "files": .array(shown.filter { $0.kind == .file }.compactMap { entries.json(of: $0) }),
            "folders": .array(
                shown.filter { $0.kind == .folder }.compactMap { entries.json(of: $0) }),
            "current": entries.json(of: .folder(id)) ?? .null,
            "pathParts": Self.pathParts(of: id, in: tree),
            "startIndex": .int(bounds.start),
            "count": .int(shown.count),
            "total": .int(total),
            "new": 0,
        ]
    }

    private func id(of folder: Folder, in database: Database) throws(APIError) -> Int {
        let id: Int? =
            switch folder {
            case .trash: database.users[user]?.trashID
            case .myDocuments: database.users[user]?.myDocumentsID
            case .folder(let id): database.folders[id]?.id
            }
        guard let id else { throw .gone(.folder, in: settings.version) }
        guard case .folder = folder else { return id }
        guard database.access.mayRead(.folder(id), user: user) else { throw .accessDenied }
        if database.tree.isInTrash(.folder(id)), id != database.users[user]?.trashID {
            throw .invalidOperation("You are not allowed to preview the contents of a folder in the Trash section")
        }
        return id
    }

    /// The items of a page. Entries of equal rank that touch it are shuffled again for every request, because the portal
    /// breaks no ties.
    private func items(
        of entries: [OrderedEntry], _ bounds: PageBounds, using generator: inout SeededGenerator
    ) -> [ItemKey] {
        let start = bounds.start
        guard start < entries.count else { return [] }
        let end = min(entries.count, start + bounds.count)
        guard settings.tieOrder == .shuffledPerRequest else { return entries[start..<end].map(\.item) }
        var (low, high) = (start, end)
        while low > 0, entries[low - 1].rank == entries[low].rank { low -= 1 }
        while high < entries.count, entries[high].rank == entries[high - 1].rank { high += 1 }
        var items: [ItemKey] = []
        var index = low
        while index < high {
            var next = index
            while next < high, entries[next].rank == entries[index].rank { next += 1 }
            items += entries[index..<next].map(\.item).shuffled(using: &generator)
            index = next
        }
        return Array(items[(start - low)..<(end - low)])
    }

    /// Opens the files that building a page opens, in the order of the page, and adds up the time (api.md §3 "A page is
    /// not cheap").
    private mutating func open(_ page: [ItemKey], in tree: FileTree) throws(APIError) {
        for item in page {
            if settings.version.opensImages, item.kind == .file, let title = tree.title(of: item),
                FileCategory(title: title) == .image
            {
                delay += settings.imageDelay
            }
            guard let fault = tree.pageFault(of: item) else { continue }
            if let error = fault.error { throw error.ofListing(in: settings.version) }
            delay += fault.delay
        }
    }

    private static func pathParts(of id: Int, in tree: FileTree) -> JSONValue {
        .array(
            tree.ancestry(ofFolder: id).reversed().map {
                .leavingOutNil([
                    "id": .int($0.id), "title": .string($0.title), "roomType": $0.type.roomType.map(JSONValue.int),
                ])
            }
        )
    }
}

extension SavedOrder {
    /// The order that a request sets, nil if it sets none.
    fileprivate init?(_ request: PortalRequest) {
        guard let text = request.value("sortBy"),
            let field = Field.allCases.first(where: { $0.rawValue.lowercased() == text.lowercased() })
        else { return nil }
        let isDescending = ["descending", "1"].contains(request.value("sortOrder")?.lowercased())
        self.init(field: field, isAscending: !isDescending)
    }
}
