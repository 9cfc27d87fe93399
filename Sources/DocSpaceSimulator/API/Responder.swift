/// The portal's own work on an admitted request: carries it out, and answers in the right shape.
struct Responder {
    let request: PortalRequest
    let endpoint: Endpoint
    let settings: PortalSettings
    let time: EventClock
    /// The fault for the operation that the request queues.
    let fault: OperationFault?

    /// - Parameter user: nil for an anonymous caller.
    func reply(
        to user: UserID?, from database: inout Database, _ jobs: inout JobQueue,
        using generator: inout SeededGenerator
    ) -> PortalReply {
        var delay = Duration.zero
        var reply: PortalReply
        do {
            let response = try response(to: user, from: &database, &jobs, using: &generator, delay: &delay)
            reply = PortalReply(
                json: Envelope.success(response, isBufferedList: endpoint.isBufferedList, for: request))
        } catch {
            reply = PortalReply(status: error.status, json: Envelope.failure(error, for: request))
        }
        reply.transport.delay = delay
        return reply
    }

    private func response(
        to user: UserID?, from database: inout Database, _ jobs: inout JobQueue,
        using generator: inout SeededGenerator, delay: inout Duration
    ) throws(APIError) -> JSONValue {
        guard let user else { return try anonymousResponse(from: database) }
        switch endpoint {
        case .keySelf: return try people(user, database).key(usedAt: time.instant)
        case .personSelf: return people(user, database).profile
        case .people: return try people(user, database).list()
        case .versionBuild: return VersionReport(settings: settings).build
        case .portalSettings: return VersionReport(settings: settings).portalSettings
        case .trash: return try list(.trash, of: user, in: &database, using: &generator, delay: &delay)
        case .myDocuments: return try list(.myDocuments, of: user, in: &database, using: &generator, delay: &delay)
        case .contents(let id): return try list(.folder(id), of: user, in: &database, using: &generator, delay: &delay)
        case .folder(let id): return try entries(user, database).entry(.folder(id))
        case .file(let id): return try entries(user, database).entry(.file(id))
        case .path(let id): return try entries(user, database).path(of: id)
        case .subfolders(let id): return try entries(user, database).subfolders(of: id)
        case .rooms: return try entries(user, database).rooms()
        case .room(let id): return try entries(user, database).room(id)
        case .operations(let kind): return try operations(user, database).read(kind: kind, in: &jobs, using: &generator)
        case .clashes: return try entries(user, database).clashes()
        case .move: return try operations(user, database).move(in: &jobs, using: &generator)
        case .delete: return try operations(user, database).delete(in: &jobs, using: &generator)
        case .emptyTrash: return try operations(user, database).emptyTrash(in: &jobs, using: &generator)
        case .terminate(let id): return operations(user, database).terminate(id, in: &jobs, using: &generator)
        case .deleteFile(let id):
            return try operations(user, database).delete(.file(id), in: &jobs, using: &generator)
        case .deleteFolder(let id):
            return try operations(user, database).delete(.folder(id), in: &jobs, using: &generator)
        case .readAutoCleanUp: return people(user, database).autoCleanUp
        case .writeAutoCleanUp:
            let setting = try AutoCleanUp(request)
            database.accounts.edit(user: user) { $0.autoCleanUp = setting }
            return people(user, database).autoCleanUp
        }
    }

    /// Without a session the operations list is empty, which proves nothing (api.md §1).
    private func anonymousResponse(from database: Database) throws(APIError) -> JSONValue {
        switch endpoint {
        case .operations, .terminate: return []
        case .versionBuild: return VersionReport(settings: settings).build
        case .portalSettings: return VersionReport(settings: settings).portalSettings
        case .contents(let id), .folder(let id):
            throw database.folders[id] == nil ? .notFound(.folder) : .accessDenied
        default: throw .accessDenied
        }
    }

    private func list(
        _ folder: FolderListing.Folder, of user: UserID, in database: inout Database,
        using generator: inout SeededGenerator, delay: inout Duration
    ) throws(APIError) -> JSONValue {
        var listing = FolderListing(request, settings, user: user)
        defer { delay = listing.delay }
        return try listing.page(of: folder, in: &database, using: &generator)
    }

    private func people(_ user: UserID, _ database: Database) -> PeopleReader {
        PeopleReader(accounts: database.accounts, settings: settings, request: request, user: user)
    }

    private func entries(_ user: UserID, _ database: Database) -> EntryReader {
        EntryReader(database: database, settings: settings, request: request, user: user)
    }

    private func operations(_ user: UserID, _ database: Database) -> FileOperations {
        FileOperations(
            database: database, settings: settings, request: request, user: user, work: time.work, fault: fault)
    }
}

extension Endpoint {
    /// Lists that the portal builds before it sends them: only their envelope counts the elements.
    fileprivate var isBufferedList: Bool {
        switch self {
        case .path, .subfolders: true
        default: false
        }
    }
}
