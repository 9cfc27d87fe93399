/// The entries of a folder that a listing includes (api.md §3 `filterType`, `userIdOrGroupId`, `filterValue`).
struct EntryFilter {
    private let type: Int
    private let title: String?
    private let author: String?

    init(_ request: PortalRequest) throws(APIError) {
        let text = request.value("filterType") ?? "0"
        guard let type = Int(text) ?? ["none": 0, "filesonly": 1, "foldersonly": 2][text.lowercased()] else {
            throw .validation(field: "FilterType", message: "The value '\(text)' is not valid.")
        }
        self.type = type
        title = request.value("filterValue")?.lowercased()
        author = request.value("userIdOrGroupId")?.lowercased()
    }

    var isEmpty: Bool { type == 0 && title == nil && author == nil }

    /// Whether it includes an item; one that is gone it doesn't.
    func accepts(_ item: ItemKey, in tree: FileTree) -> Bool {
        switch item.kind {
        case .file: tree.files[item.id].map { accepts(item, title: $0.title, author: $0.createdBy) } ?? false
        case .folder: tree.folders[item.id].map { accepts(item, title: $0.title, author: $0.createdBy) } ?? false
        }
    }

    /// Document types hide files only; folders stay unless the filter says files.
    private func accepts(_ item: ItemKey, title: String, author: UserID) -> Bool {
        if let wanted = self.title, !title.lowercased().contains(wanted) { return false }
        if let wanted = self.author, author.description != wanted { return false }
        guard item.kind == .file else { return type != 1 }
        let category = FileCategory(title: title)
        return switch type {
        case 2: false
        case 3: category == .text
        case 4: category == .slides
        case 5: category == .sheet
        case 7: category == .image
        case 10: category == .archive
        case 12: category == .audio || category == .video
        case 22: category == .pdf
        case 25: category == .diagram
        default: true
        }
    }
}
