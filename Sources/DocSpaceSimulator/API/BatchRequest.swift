/// The body of a batch operation (api.md §5, §6). Ids may be numbers, numeric strings or strings.
struct BatchRequest {
    /// Files first, then folders; nil is an id that is not a DocSpace id, such as a third-party one.
    let items: [(kind: ItemKind, id: Int?)]
    let isImmediate: Bool
    let isDeleteAfter: Bool
    let isSingle: Bool
    let spillsContent: Bool
    let conflict: ConflictResolution
    let destination: JSONValue?

    init(_ request: PortalRequest) throws(APIError) {
        guard let body = JSONValue(parsing: request.body), case .object = body else {
            throw .missingBody
        }
        items = try Self.ids(body, "fileIds", .file) + Self.ids(body, "folderIds", .folder)
        isImmediate = try Self.flag(body, "immediately")
        isDeleteAfter = try Self.flag(body, "deleteAfter")
        isSingle = try Self.flag(body, "returnSingleOperation")
        spillsContent = try Self.flag(body, "content")
        destination = body["destFolderId"]
        guard let conflict = body["conflictResolveType"].map(ConflictResolution.init) ?? .skip else {
            throw .validation(field: "$.conflictResolveType", message: "The JSON value could not be converted.")
        }
        self.conflict = conflict
    }

    /// The items that DocSpace can have, without those of third parties.
    var numbered: [ItemKey] { items.compactMap { entry in entry.id.map { ItemKey(entry.kind, $0) } } }

    private static func ids(
        _ body: JSONValue, _ name: String, _ kind: ItemKind
    ) throws(APIError) -> [(kind: ItemKind, id: Int?)] {
        guard let value = body[name], value != .null else { return [] }
        guard let elements = value.elements else {
            throw .validation(field: "$.\(name)", message: "The JSON value could not be converted.")
        }
        return elements.map { (kind, id($0)) }
    }

    private static func flag(_ body: JSONValue, _ name: String) throws(APIError) -> Bool {
        guard let value = body[name], value != .null else { return false }
        guard let flag = value.flag else {
            throw .validation(field: "$.\(name)", message: "The JSON value could not be converted.")
        }
        return flag
    }

    /// A number, or a string that holds one.
    static func id(_ value: JSONValue) -> Int? { value.integer ?? value.text.flatMap(Int.init) }
}
