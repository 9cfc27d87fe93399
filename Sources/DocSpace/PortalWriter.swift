/// The three calls that change something. Each is answered once the portal has queued the work: nothing is done yet.
package struct PortalWriter: Sendable {
    private let connection: PortalConnection

    package init(_ connection: PortalConnection) {
        self.connection = connection
    }

    /// Waits until the next move or deletion may be sent at once, so that readings made then are fresh when it is sent.
    package func reserve(_ use: WriteBudget.Use) async throws(DocSpaceError) { try await connection.reserve(use) }

    /// Moves items into a folder: the portal's only way to restore.
    ///
    /// `Duplicate` neither drops nor replaces an item of the same name at the destination, and without `content` a folder
    /// stays whole.
    /// Source: docspace-api.md §6.
    ///
    /// - Returns: the queued operation; nil if the portal accepted the call without naming one.
    /// - Throws: with `excludesEffect` the call was never sent. Nothing else proves that none of its items moves.
    package func move(_ keys: [EntryKey], to folder: Int) async throws(DocSpaceError) -> Operation? {
        try await queue("move", MoveRequest(keys, to: folder), for: .restoring)
    }

    /// Destroys items that lie in the trash.
    ///
    /// `immediately: false`, so that an item that somebody restored meanwhile is at worst trashed again.
    /// Source: docspace-api.md §5.
    package func delete(_ keys: [EntryKey]) async throws(DocSpaceError) -> Operation? {
        try await queue("delete", DeleteRequest(keys), for: .destroying)
    }

    /// Destroys everything that is in the trash when the portal runs the call.
    package func emptyTrash() async throws(DocSpaceError) -> Operation? {
        try await queue("emptytrash?single=true", EmptyRequest(), for: .destroying)
    }

    private func queue(
        _ call: String, _ body: some Encodable & Sendable, for use: WriteBudget.Use
    ) async throws(DocSpaceError) -> Operation? {
        let answer = try await connection.write(
            "files/fileops/\(call)", body: body, for: use, as: OperationList.self)
        return answer.operations.count == 1 ? answer.operations[0] : nil
    }
}

private struct MoveRequest: Encodable, Sendable {
    let fileIds: [Int]
    let folderIds: [Int]
    let destFolderId: Int
    let conflictResolveType = "Duplicate"
    let deleteAfter = false
    let content = false
    let returnSingleOperation = true

    init(_ keys: [EntryKey], to folder: Int) {
        fileIds = keys.filter { $0.kind == .file }.map(\.id)
        folderIds = keys.filter { $0.kind == .folder }.map(\.id)
        destFolderId = folder
    }
}

private struct DeleteRequest: Encodable, Sendable {
    let fileIds: [Int]
    let folderIds: [Int]
    let deleteAfter = false
    let immediately = false
    let returnSingleOperation = true

    init(_ keys: [EntryKey]) {
        fileIds = keys.filter { $0.kind == .file }.map(\.id)
        folderIds = keys.filter { $0.kind == .folder }.map(\.id)
    }
}

private struct EmptyRequest: Encodable, Sendable {}
