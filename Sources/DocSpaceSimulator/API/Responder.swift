/// From an admitted request to its answer: dispatch and the endpoints about users and settings.
extension PortalState {
    /// Answers a request in the right shape, and carries it out.
    ///
    /// - Parameter fault: the fault for the operation that the request queues.
    mutating func answer(_ request: PortalRequest, at endpoint: Endpoint, user: UserID?, fault: OperationFault?)
        -> PortalReply
    {
        do {
            let response = try response(to: request, at: endpoint, user: user, fault: fault)
            return PortalReply(json: Envelope.success(response, isBufferedList: endpoint.isBufferedList, for: request))
        } catch {
            return PortalReply(status: error.status, json: Envelope.failure(error, for: request))
        }
    }

    private mutating func response(
        to request: PortalRequest, at endpoint: Endpoint, user: UserID?, fault: OperationFault?
    ) throws(APIError) -> JSONValue {
        guard let user else { return try anonymousResponse(at: endpoint) }
        switch endpoint {
        case .keySelf: return try keySelf(request)
        case .personSelf: return personSelf(user)
        case .people: return try listPeople(request, user: user)
        case .versionBuild: return versionBuild()
        case .portalSettings: return portalSettings()
        case .trash: return try listTrash(request, user: user)
        case .myDocuments: return try listMyDocuments(request, user: user)
        case .contents(let id): return try listContents(of: id, request, user: user)
        case .folder(let id): return try entry(.folder(id), request, user: user)
        case .file(let id): return try entry(.file(id), request, user: user)
        case .path(let id): return try path(of: id, request, user: user)
        case .subfolders(let id): return try subfolders(of: id, request, user: user)
        case .rooms: return try listRooms(request, user: user)
        case .room(let id): return try room(id, request, user: user)
        case .operations(let kind): return try readOperations(request, kind: kind, user: user)
        case .clashes: return try clashes(request, user: user)
        case .move: return try queueMove(request, user: user, fault: fault)
        case .delete: return try queueDelete(request, user: user, fault: fault)
        case .emptyTrash: return try queueEmptyTrash(request, user: user, fault: fault)
        case .terminate(let id): return terminate(request, id: id, user: user)
        case .deleteFile(let id): return try queueDelete(of: .file(id), request, user: user, fault: fault)
        case .deleteFolder(let id): return try queueDelete(of: .folder(id), request, user: user, fault: fault)
        case .readAutoCleanUp: return autoCleanUp(of: user)
        case .writeAutoCleanUp: return try writeAutoCleanUp(request, user: user)
        }
    }

    /// Without a session the operations list is empty, which proves nothing (api.md §1).
    private func anonymousResponse(at endpoint: Endpoint) throws(APIError) -> JSONValue {
        switch endpoint {
        case .operations, .terminate: return []
        case .versionBuild: return versionBuild()
        case .portalSettings: return portalSettings()
        case .contents(let id), .folder(let id): throw folders[id] == nil ? .notFound(.folder) : .accessDenied
        default: throw .accessDenied
        }
    }

    /// `GET keys/@self`: everything about the key except the key itself (api.md §10).
    private func keySelf(_ request: PortalRequest) throws(APIError) -> JSONValue {
        guard case .key(let key) = caller(of: request) else { throw .accessDenied }
        return .leavingOutNil([
            "id": .string(key.id),
            "name": .string(key.name),
            "keyPostfix": .string(String(key.secret.suffix(4))),
            "permissions": .array(key.permissions.map(JSONValue.string)),
            "lastUsed": .string(print(instant)),
            "createOn": .string(print(key.created)),
            "createBy": employee(key.user),
            "expiresAt": key.expiresAt.map { .string(print($0)) },
            "isActive": .bool(key.isActive),
        ])
    }

    /// A page of the active people, by name. Source: the vendor's reference of `GET api/2.0/people`, not the server's source.
    private func listPeople(_ request: PortalRequest, user: UserID) throws(APIError) -> JSONValue {
        guard users[user].map({ $0.isAdmin || $0.isOwner }) == true else { throw .accessDenied }
        let (start, count) = try listingNumbers(request)
        let people = users.values.filter(\.isActive).sorted { ($0.name, "\($0.id)") < ($1.name, "\($1.id)") }
        return .array(people.dropFirst(start).prefix(count).map { personSelf($0.id) })
    }

    private func personSelf(_ id: UserID) -> JSONValue {
        guard let user = users[id], case .object(let members) = employee(id) else { return .null }
        let names = user.name.split(separator: " ", maxSplits: 1).map(String.init)
        let more: JSONValue = [
            "firstName": .string(names.first ?? ""),
            "lastName": .string(names.count > 1 ? names[1] : ""),
            "userName": .string(user.email),
            "email": .string(user.email),
            "status": 1,
            "activationStatus": 1,
            "isAdmin": .bool(user.isAdmin),
            "isRoomAdmin": false,
            "isLDAP": false,
            "isOwner": .bool(user.isOwner),
            "isVisitor": .bool(user.myDocumentsID == nil),
            "isCollaborator": false,
            "cultureName": "en-GB",
            "mobilePhoneActivationStatus": 0,
            "isSSO": false,
            "registrationDate": .string(print(user.registered)),
            "hasPersonalFolder": .bool(user.myDocumentsID != nil),
        ]
        guard case .object(let rest) = more else { return .null }
        return .object(members + rest)
    }

    private func autoCleanUp(of user: UserID) -> JSONValue {
        let setting = users[user]?.autoCleanUp ?? AutoCleanUp()
        return ["isAutoCleanUp": .bool(setting.isOn), "gap": .int(setting.gap)]
    }

    /// Stores the setting; an omitted gap becomes 0 (api.md §9).
    private mutating func writeAutoCleanUp(_ request: PortalRequest, user: UserID) throws(APIError) -> JSONValue {
        guard let body = JSONValue(parsing: request.body) else {
            throw .validation(field: "$", message: "A non-empty request body is required.")
        }
        users[user]?.autoCleanUp = AutoCleanUp(isOn: body["set"]?.flag ?? false, gap: body["gap"]?.integer ?? 0)
        return autoCleanUp(of: user)
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
