/// The endpoints the simulator has, all under `/api/2.0/`.
enum Endpoint: Sendable {
    case keySelf, personSelf, people
    case versionBuild, portalSettings
    case trash, myDocuments
    case contents(Int)
    case folder(Int), file(Int), path(Int), subfolders(Int)
    case rooms, room(Int)
    case operations(String?)
    case clashes
    case move, delete, emptyTrash
    case terminate(String?)
    case deleteFile(Int), deleteFolder(Int)
    case readAutoCleanUp, writeAutoCleanUp

    /// The endpoint of a method and path, or nil when the portal has none there.
    init?(_ request: PortalRequest) {
        let prefix = "/api/2.0/"
        guard request.path.hasPrefix(prefix) else { return nil }
        let path = request.path.dropFirst(prefix.count).split(separator: "/").map(String.init)
        let found =
            switch request.method {
            case "GET": Self.reading(path)
            case "PUT": Self.writing(path)
            case "DELETE": Self.deleting(path)
            default: Self?.none
            }
        guard let found else { return nil }
        self = found
    }

    private static func reading(_ path: [String]) -> Endpoint? {
        switch path {
        case ["keys", "@self"]: return .keySelf
        case ["people", "@self"]: return .personSelf
        case ["people"]: return .people
        case ["settings", "version", "build"]: return .versionBuild
        case ["settings"]: return .portalSettings
        case ["files", "@trash"]: return .trash
        case ["files", "@my"]: return .myDocuments
        case ["files", "rooms"]: return .rooms
        case ["files", "fileops"]: return .operations(nil)
        case ["files", "fileops", "move"]: return .clashes
        case ["files", "settings", "autocleanup"]: return .readAutoCleanUp
        default: break
        }
        guard path.first == "files" else { return nil }
        if path.count == 2 { return Int(path[1]).map(Endpoint.contents) }
        switch (path.count, path[1], path.last) {
        case (3, "fileops", let kind?): return .operations(kind)
        case (3, "file", let id?): return Int(id).map(Endpoint.file)
        case (3, "folder", let id?): return Int(id).map(Endpoint.folder)
        case (3, "rooms", let id?): return Int(id).map(Endpoint.room)
        case (3, let id, "subfolders"): return Int(id).map(Endpoint.subfolders)
        case (4, "folder", "path"): return Int(path[2]).map(Endpoint.path)
        default: return nil
        }
    }

    private static func writing(_ path: [String]) -> Endpoint? {
        switch path {
        case ["files", "fileops", "move"]: return .move
        case ["files", "fileops", "delete"]: return .delete
        case ["files", "fileops", "emptytrash"]: return .emptyTrash
        case ["files", "fileops", "terminate"]: return .terminate(nil)
        case ["files", "settings", "autocleanup"]: return .writeAutoCleanUp
        default:
            return path.count == 4 && path.prefix(3) == ["files", "fileops", "terminate"] ? .terminate(path[3]) : nil
        }
    }

    private static func deleting(_ path: [String]) -> Endpoint? {
        guard path.count == 3, path[0] == "files", let id = Int(path[2]) else { return nil }
        return path[1] == "file" ? .deleteFile(id) : path[1] == "folder" ? .deleteFolder(id) : nil
    }

    /// Whether anonymous callers get an answer (api.md §1, §11): for a bad key or scope it is 403, never 401.
    var isOpen: Bool {
        switch self {
        case .operations, .terminate, .contents, .folder, .versionBuild, .portalSettings: true
        default: false
        }
    }

    /// Whether it shows the database's contents, which don't include jobs.
    var isInDatabase: Bool {
        switch self {
        case .trash, .myDocuments, .contents, .folder, .file, .path, .subfolders, .rooms, .room, .clashes: true
        default: false
        }
    }

    /// Whether a version has it (api.md §1).
    func exists(in version: PortalVersion) -> Bool {
        if case .keySelf = self { version.hasKeySelf } else { true }
    }

    /// Whether a key with these permissions may call it. An empty list is everything (api.md §1).
    func admits(_ permissions: [String], isRead: Bool, in version: PortalVersion) -> Bool {
        guard !permissions.isEmpty, !permissions.contains("*") else { return true }
        if isOpen, !version.filtersOpenEndpoints { return true }
        guard let area else { return version.keySelfTakesScopedKeys }
        let isAdmitted = { (right: String) in
            permissions.contains("*:\(right)") || !area.isEmpty && permissions.contains("\(area):\(right)")
        }
        guard version.needsOneScope else {
            return isRead ? isAdmitted("read") : isAdmitted("read") && isAdmitted("write")
        }
        return isAdmitted("write") || isRead && isAdmitted("read")
    }

    /// The area that a scope must name; empty if only a scope for everything is enough, nil if none is needed.
    private var area: String? {
        switch self {
        case .keySelf: nil
        case .personSelf: "accounts.self"
        case .people: "accounts"
        case .rooms, .room: "rooms"
        case .versionBuild, .portalSettings: ""
        default: "files"
        }
    }
}
