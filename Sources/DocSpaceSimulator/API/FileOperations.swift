/// The `fileops` endpoints: checks within the request, then a job (api.md §5–§7).
struct FileOperations {
    let database: Database
    let settings: PortalSettings
    let request: PortalRequest
    let user: UserID
    /// The present on the time axis of jobs.
    let work: Duration
    /// The fault for the operation that the request queues.
    let fault: OperationFault?

    func delete(in jobs: inout JobQueue, using generator: inout SeededGenerator) throws(APIError) -> JSONValue {
        let batch = try BatchRequest(request)
        let items = try check(batch).items()
        return delete(
            items, immediately: batch.isImmediate, isDeleteAfter: batch.isDeleteAfter, isSingle: batch.isSingle,
            in: &jobs, using: &generator
        )
    }

    /// `DELETE files/file/{id}` and `files/folder/{id}`; the folder form always returns the whole list.
    func delete(
        _ item: ItemKey, in jobs: inout JobQueue, using generator: inout SeededGenerator
    ) throws(APIError) -> JSONValue {
        guard let body = JSONValue(parsing: request.body) else {
            throw .missingBody
        }
        try check([item])
        let isSingle = item.kind == .file && request.value("returnSingleOperation")?.lowercased() == "true"
        return delete(
            [item], immediately: body["immediately"]?.flag ?? false,
            isDeleteAfter: body["deleteAfter"]?.flag ?? false, isSingle: isSingle, in: &jobs, using: &generator
        )
    }

    /// Everything in the trash at this instant, all or nothing; an empty trash makes no operation.
    ///
    /// An item that a person restores before the job reaches it is trashed again, not destroyed.
    func emptyTrash(in jobs: inout JobQueue, using generator: inout SeededGenerator) throws(APIError) -> JSONValue {
        let items = database.trashEntries(of: user)
        try check(items)
        let isSingle = request.value("single")?.lowercased() == "true"
        return delete(
            items, immediately: false, isDeleteAfter: false, isSingle: isSingle, in: &jobs, using: &generator)
    }

    private func delete(
        _ items: [ItemKey], immediately: Bool, isDeleteAfter: Bool, isSingle: Bool, in jobs: inout JobQueue,
        using generator: inout SeededGenerator
    ) -> JSONValue {
        guard !items.isEmpty else { return json(jobs.read(of: user, kind: .delete, id: nil, using: &generator)) }
        var job = JobRequest(
            .delete, for: user, steps: OperationStep.deletions(of: items, immediately: immediately))
        job.keepsResult = !isDeleteAfter
        return queue(job, isSingle: isSingle, in: &jobs, using: &generator)
    }

    /// Restores, and moves in general.
    func move(in jobs: inout JobQueue, using generator: inout SeededGenerator) throws(APIError) -> JSONValue {
        let batch = try BatchRequest(request)
        guard let destination = batch.destination.flatMap(BatchRequest.id) else { throw .notFound(.folder) }
        let items = try check(batch).items(movedTo: destination)
        guard !items.isEmpty else { return json(jobs.read(of: user, kind: .move, id: nil, using: &generator)) }
        let steps = OperationStep.moves(
            of: items, to: destination, spills: batch.spillsContent, in: database.folders)
        var job = JobRequest(.move, for: user, steps: steps)
        job.keepsResult = !batch.isDeleteAfter
        job.conflict = batch.conflict
        job.destination = destination
        return queue(job, isSingle: batch.isSingle, in: &jobs, using: &generator)
    }

    /// Rejects the request if one of the items may not be deleted; up to 3.6.1 nothing is checked (api.md §5).
    private func check(_ items: [ItemKey]) throws(APIError) {
        guard settings.version.checksBeforeQueueing else { return }
        for item in items { if let refusal = database.access.refusal(of: item, user: user) { throw refusal } }
    }

    private func check(_ batch: BatchRequest) -> BatchCheck {
        BatchCheck(batch: batch, database: database, settings: settings, user: user)
    }

    /// Queues a job. The answer names only the new operation, or – and consumes – all others of its kind.
    private func queue(
        _ job: JobRequest, isSingle: Bool, in jobs: inout JobQueue, using generator: inout SeededGenerator
    ) -> JSONValue {
        var job = job
        job.fault = fault
        let id = jobs.queue(job, lanes: settings.lanes, at: work, using: &generator)
        var shown = jobs.all.filter { $0.id == id }
        if !isSingle || !settings.version.selectsOperations {
            shown += jobs.read(of: user, kind: job.kind, id: nil, using: &generator).filter { $0.id != id }
        }
        return json(shown)
    }

    /// The operations of a user, of one kind if the path names one: reading consumes those that are over.
    func read(
        kind text: String?, in jobs: inout JobQueue, using generator: inout SeededGenerator
    ) throws(APIError) -> JSONValue {
        var kind: OperationKind?
        if let text {
            guard let known = OperationKind(text: text) else {
                throw .validation(field: "OperationType", message: "The value '\(text)' is not valid.")
            }
            kind = known
        }
        let id = settings.version.selectsOperations ? request.value("id") : nil
        return json(jobs.read(of: user, kind: kind, id: id, using: &generator))
    }

    func terminate(
        _ id: String?, in jobs: inout JobQueue, using generator: inout SeededGenerator
    ) -> JSONValue {
        jobs.terminate(id, of: user, at: work)
        return json(jobs.read(of: user, kind: nil, id: id, using: &generator))
    }

    private func json(_ operations: [PortalOperation]) -> JSONValue {
        .array(
            operations.map { $0.json(entries: EntryJSON(database, settings, request, user: $0.user), settings.version) }
        )
    }
}

extension PortalOperation {
    /// An operation as the API shows it: `Operation` with a capital, `processed` as text (api.md §7).
    fileprivate func json(entries shown: EntryJSON, _ version: PortalVersion) -> JSONValue {
        let isMove = kind == .move || kind == .copy
        let folderIDs = movedFolders + (destination.map { [$0] } ?? [])
        let entries = { (items: [ItemKey]) -> JSONValue in .array(items.compactMap { shown.json(of: $0) }) }
        return .leavingOutNil([
            "id": .string(id),
            "Operation": .int(kind.rawValue),
            "progress": .int(progress),
            "error": error.map(JSONValue.string),
            "processed": .string("\(processed)"),
            "finished": .bool(isFinished),
            "files": isMove ? entries(movedFiles.map(ItemKey.file)) : nil,
            "folders": isMove ? entries(folderIDs.map(ItemKey.folder)) : nil,
            "status": version.showsStatus ? .int(status.rawValue) : nil,
        ])
    }
}
