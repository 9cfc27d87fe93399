/// The check of a batch within the request since 3.7: all or nothing; the first bad id rejects the request, and is not
/// named (api.md §5, §6).
struct BatchCheck {
    let batch: BatchRequest
    let database: Database
    let settings: PortalSettings
    let user: UserID

    /// The items, if all of them may be deleted.
    func items() throws(APIError) -> [ItemKey] {
        guard settings.version.checksBeforeQueueing else { return batch.numbered }
        var items: [ItemKey] = []
        for (kind, id) in batch.items {
            guard let id else { throw .notFound(kind) }
            let item = ItemKey(kind, id)
            if let refusal = database.access.refusal(of: item, user: user) { throw refusal }
            items.append(item)
        }
        return items
    }

    /// The items, if all of them may be moved: checks the destination, then each item, then the destination's rules for
    /// the items (api.md §6).
    func items(movedTo folderID: Int) throws(APIError) -> [ItemKey] {
        guard settings.version.checksBeforeQueueing else { return batch.numbered }
        let destination = database.destination(folderID)
        if let refusal = destination.refusal(user: user) { throw refusal }
        var items: [ItemKey] = []
        for (index, entry) in batch.items.enumerated() {
            let isFirst = index == 0 || batch.items[index - 1].kind != entry.kind
            guard let item = entry.id.map({ ItemKey(entry.kind, $0) }), database.tree.exists(item) else {
                throw refusalOfMissing(entry.kind, isFirst: isFirst)
            }
            if let refusal = database.access.refusal(of: item, user: user) { throw refusal }
            items.append(item)
        }
        if let refusal = destination.formRoomRefusal(of: items) { throw refusal }
        for item in items {
            if let refusal = destination.refusal(of: item, deniedExtensions: settings.deniedExtensions) {
                throw refusal
            }
        }
        return items
    }

    private func refusalOfMissing(_ kind: ItemKind, isFirst: Bool) -> APIError {
        guard isFirst, settings.moveMisnamesTheFirst else { return .notFound(kind) }
        return kind == .file ? .accessDenied : .failure(status: 500)
    }
}
