/// The smaller parts of an entry: rights and sizes.
extension EntryJSON {
    /// The rights map, with PascalCase keys. In the trash only `Read`, `Delete` and `Move` can be true (api.md §3).
    func security(of item: ItemKey) -> JSONValue {
        let access = database.access
        let isReadable = access.mayRead(item, user: user)
        let isRemovable = access.mayRemove(item, user: user)
        let isTrashed = access.tree.isInTrash(item)
        let isLive = isReadable && !isTrashed
        let accepts = item.kind == .folder && !isTrashed && access.mayCreate(in: item.id, user: user)
        return [
            "Read": .bool(isReadable),
            "Create": .bool(accepts),
            "Edit": .bool(isLive && isRemovable),
            "Rename": .bool(isLive && isRemovable),
            "Delete": .bool(isRemovable),
            "Move": .bool(isRemovable),
            "MoveTo": .bool(accepts),
            "Copy": .bool(isLive),
            "CopyTo": .bool(accepts),
            "Duplicate": .bool(isLive),
            "Download": .bool(isLive),
        ]
    }

    /// Display text such as `12 KB`: never to be parsed (api.md §3).
    func displaySize(_ bytes: Int) -> String {
        var value = Double(bytes)
        var unit = 0
        let units = ["bytes", "KB", "MB", "GB", "TB"]
        while value >= 1024, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10) \(units[unit])" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}
