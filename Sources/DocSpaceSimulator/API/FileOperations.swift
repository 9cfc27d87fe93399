/// The `fileops` endpoints: checks within the request, then a job (api.md §5–§7).
extension PortalState {
    mutating func queueDelete(_ request: PortalRequest, user: UserID, fault: OperationFault?) throws(APIError)
        -> JSONValue
    {
        let batch = try BatchRequest(request)
        let items = try checked(batch, user: user)
        return queueDelete(
            items, immediately: batch.isImmediate, batch.isDeleteAfter, batch.isSingle, user, fault, request)
    }

    /// `DELETE files/file/{id}` and `files/folder/{id}`; the folder form always returns the whole list.
    mutating func queueDelete(
        of item: ItemKey, _ request: PortalRequest, user: UserID, fault: OperationFault?
    ) throws(APIError) -> JSONValue {
        guard let body = JSONValue(parsing: request.body) else {
            throw .validation(field: "$", message: "A non-empty request body is required.")
        }
        if settings.version.checksBeforeQueueing, let refusal = access.refusal(of: item, user: user) { throw refusal }
        let isSingle = item.kind == .file && request.value("returnSingleOperation")?.lowercased() == "true"
        return queueDelete(
            [item], immediately: body["immediately"]?.flag ?? false, body["deleteAfter"]?.flag ?? false, isSingle, user,
            fault, request
        )
    }

    /// Everything in the trash at this instant, all or nothing; an empty trash makes no operation.
    ///
    /// An item that a person restores before the job reaches it is trashed again, not destroyed.
    mutating func queueEmptyTrash(_ request: PortalRequest, user: UserID, fault: OperationFault?) throws(APIError)
        -> JSONValue
    {
        let items = trashEntries(of: user)
        if settings.version.checksBeforeQueueing {
            for item in items { if let refusal = access.refusal(of: item, user: user) { throw refusal } }
        }
        let isSingle = request.value("single")?.lowercased() == "true"
        return queueDelete(items, immediately: false, false, isSingle, user, fault, request)
    }

    private mutating func queueDelete(
        _ items: [ItemKey], immediately: Bool, _ isDeleteAfter: Bool, _ isSingle: Bool, _ user: UserID,
        _ fault: OperationFault?, _ request: PortalRequest
    ) -> JSONValue {
        guard !items.isEmpty else { return json(readOperations(of: user, kind: .delete, id: nil), request) }
        let steps = deletionSteps(items, immediately: immediately)
        let id = queue(.delete, for: user, steps: steps, keepsResult: !isDeleteAfter, fault: fault)
        return answer(toQueued: id, kind: .delete, isSingle: isSingle, user: user, request)
    }

    /// Restores, and moves in general.
    mutating func queueMove(_ request: PortalRequest, user: UserID, fault: OperationFault?) throws(APIError)
        -> JSONValue
    {
        let batch = try BatchRequest(request)
        guard let destination = batch.destination.flatMap(BatchRequest.id) else { throw .notFound(.folder) }
        let items = try checked(batch, to: destination, user: user)
        guard !items.isEmpty else { return json(readOperations(of: user, kind: .move, id: nil), request) }
        let id = queue(
            .move, for: user, steps: moveSteps(items, to: destination, spills: batch.spillsContent),
            keepsResult: !batch.isDeleteAfter, conflict: batch.conflict, destination: destination, fault: fault
        )
        return answer(toQueued: id, kind: .move, isSingle: batch.isSingle, user: user, request)
    }

    /// The all-or-nothing check since 3.7: the first bad id rejects the request, and is not named.
    private func checked(_ batch: BatchRequest, user: UserID) throws(APIError) -> [ItemKey] {
        guard settings.version.checksBeforeQueueing else { return batch.numbered }
        var items: [ItemKey] = []
        for (kind, id) in batch.items {
            guard let id else { throw .notFound(kind) }
            let item = ItemKey(kind, id)
            if let refusal = access.refusal(of: item, user: user) { throw refusal }
            items.append(item)
        }
        return items
    }

    /// The same for a move: the destination, then each item, then the destination's rules for the items (api.md §6).
    private func checked(
        _ batch: BatchRequest, to destination: Int, user: UserID
    ) throws(APIError) -> [ItemKey] {
        guard settings.version.checksBeforeQueueing else { return batch.numbered }
        if let refusal = access.refusal(ofDestination: destination, user: user) { throw refusal }
        var items: [ItemKey] = []
        for (index, entry) in batch.items.enumerated() {
            let isFirst = index == 0 || batch.items[index - 1].kind != entry.kind
            guard let item = entry.id.map({ ItemKey(entry.kind, $0) }), tree.exists(item) else {
                throw refusalOfMissing(entry.kind, isFirst: isFirst)
            }
            if let refusal = access.refusal(of: item, user: user) { throw refusal }
            items.append(item)
        }
        if let refusal = formRoomRefusal(of: items, entering: destination) { throw refusal }
        for item in items {
            if let refusal = refusal(of: item, enteringFolder: destination) { throw refusal }
        }
        return items
    }

    private func refusalOfMissing(_ kind: ItemKind, isFirst: Bool) -> APIError {
        guard isFirst, settings.moveMisnamesTheFirst else { return .notFound(kind) }
        return kind == .file ? .accessDenied : .failure(status: 500)
    }

    /// A form-filling room takes no folders, and one file per call (api.md §6).
    func formRoomRefusal(of items: [ItemKey], entering destination: Int) -> APIError? {
        guard tree.room(above: destination)?.type == .formRoom else { return nil }
        return items.count > 1 || items.contains { $0.kind == .folder } ? .accessDenied : nil
    }

    /// The destination's rules for one item (api.md §6 "Destinations").
    func refusal(of item: ItemKey, enteringFolder destination: Int) -> APIError? {
        let room = tree.room(above: destination)
        if item.kind == .file, let file = files[item.id] {
            if room?.type == .formRoom, !file.isForm { return .accessDenied }
            if settings.deniedExtensions.contains(file.title.fileExtension.lowercased()) { return .unsupportedType }
        } else if access.isOverQuota(adding: tree.bytes(below: item.id), to: destination) {
            return .quotaExceeded
        }
        return access.isPrivate(destination) ? .accessDenied : nil
    }

    /// The answer names only the new operation, or – and consumes – all others of its kind.
    private mutating func answer(
        toQueued id: String, kind: OperationKind, isSingle: Bool, user: UserID, _ request: PortalRequest
    ) -> JSONValue {
        var shown = operations.filter { $0.id == id }
        if !isSingle || !settings.version.selectsOperations {
            shown += readOperations(of: user, kind: kind, id: nil).filter { $0.id != id }
        }
        return json(shown, request)
    }

    mutating func readOperations(_ request: PortalRequest, kind text: String?, user: UserID) throws(APIError)
        -> JSONValue
    {
        var kind: OperationKind?
        if let text {
            guard let known = OperationKind(text: text) else {
                throw .validation(field: "OperationType", message: "The value '\(text)' is not valid.")
            }
            kind = known
        }
        let id = settings.version.selectsOperations ? request.value("id") : nil
        return json(readOperations(of: user, kind: kind, id: id), request)
    }

    mutating func terminate(_ request: PortalRequest, id: String?, user: UserID) -> JSONValue {
        jobs.terminate(id, of: user, at: work)
        return json(readOperations(of: user, kind: nil, id: id), request)
    }

    /// `GET fileops/move`: the listed entries whose titles clash at the destination. Moves nothing.
    func clashes(_ request: PortalRequest, user: UserID) throws(APIError) -> JSONValue {
        guard let destination = request.value("destFolderId").flatMap({ Int($0) }),
            access.refusal(ofDestination: destination, user: user) == nil
        else { throw .accessDenied }
        let entries = entries(for: user, request)
        let listedFiles = request.values("fileIds").compactMap { Int($0) }.compactMap { files[$0] }
        let listedFolders = request.values("folderIds").compactMap { Int($0) }.compactMap { folders[$0] }
        let clashing =
            listedFiles.filter { tree.clash(of: $0, in: destination) != nil }.map { ItemKey.file($0.id) }
            + listedFolders.filter { tree.clash(of: $0, in: destination) != nil }.map { ItemKey.folder($0.id) }
        return .array(
            clashing.filter { access.mayRead($0, user: user) }.compactMap { entries.json(of: $0) })
    }

    /// Operations as the API shows them: `Operation` with a capital, `processed` as text (api.md §7).
    private func json(_ operations: [PortalOperation], _ request: PortalRequest) -> JSONValue {
        return .array(
            operations.map { operation in
                let isMove = operation.kind == .move || operation.kind == .copy
                let folderIDs = operation.movedFolders + (operation.destination.map { [$0] } ?? [])
                let shown = self.entries(for: operation.user, request)
                let entries = { (items: [ItemKey]) -> JSONValue in .array(items.compactMap { shown.json(of: $0) }) }
                return .leavingOutNil([
                    "id": .string(operation.id),
                    "Operation": .int(operation.kind.rawValue),
                    "progress": .int(operation.progress),
                    "error": operation.error.map(JSONValue.string),
                    "processed": .string("\(operation.processed)"),
                    "finished": .bool(operation.isFinished),
                    "files": isMove ? entries(operation.movedFiles.map(ItemKey.file)) : nil,
                    "folders": isMove ? entries(folderIDs.map(ItemKey.folder)) : nil,
                    "status": settings.version.showsStatus ? .int(operation.status.rawValue) : nil,
                ])
            }
        )
    }
}
