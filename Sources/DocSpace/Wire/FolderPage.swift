import FoundationEssentials

/// One page of a folder's contents, as `files/@trash` and `files/@my` answer.
struct FolderPage: Decodable, Sendable {
    let files: [Entry?]
    let folders: [Entry?]
    /// The folder itself.
    let current: Entry?
    /// The portal's count of matching entries: at best a hint.
    let total: Int?

    init(files: [Entry?], folders: [Entry?], current: Entry?, total: Int?) {
        self.files = files
        self.folders = folders
        self.current = current
        self.total = total
    }

    private enum CodingKeys: CodingKey { case files, folders, current, total }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        guard values.contains(.files) || values.contains(.folders) else {
            throw DecodingError.dataCorruptedError(forKey: .files, in: values, debugDescription: "no list of entries")
        }
        files = try values.decodeIfPresent(LenientList<Entry>.self, forKey: .files)?.elements ?? []
        folders = try values.decodeIfPresent(LenientList<Entry>.self, forKey: .folders)?.elements ?? []
        current = values.lenient(Entry.self, .current)
        total = values.lenient(Int.self, .total)
    }
}

extension HTTPReply {
    /// Reads a page of the trash, perhaps without rights.
    ///
    /// - Parameter valueCache: the values of earlier pages.
    /// - Throws: as `decode`.
    func page(_ valueCache: PageValueCache = PageValueCache()) throws(DocSpaceError) -> FolderPage {
        if let page = PageReader.page(body, valueCache) { return page }
        return try decode(FolderPage.self)
    }
}
