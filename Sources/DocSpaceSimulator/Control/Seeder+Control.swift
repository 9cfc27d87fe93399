import FoundationEssentials

/// `POST /_sim/users`, `items` and `edit`.
extension Seeder {
    mutating func addUser(control body: JSONValue) throws(ControlError) -> JSONValue {
        guard let name = body["name"]?.text else { throw ControlError("name is missing") }
        let user = addUser(
            name: name, apiKey: body["apiKey"]?.text ?? "",
            permissions: body["permissions"]?.elements?.compactMap(\.text) ?? []
        )
        return .leavingOutNil([
            "id": .string(user.id.description), "apiKey": .string(user.apiKey), "trashId": .int(user.trashID),
            "myDocumentsId": user.myDocumentsID.map(JSONValue.int),
        ])
    }

    mutating func addItems(control body: JSONValue) throws(ControlError) -> JSONValue {
        var added: [JSONValue] = []
        for item in body["items"]?.elements ?? [body] { added.append(.string(try addItem(item).description)) }
        return ["items": .array(added)]
    }

    private mutating func addItem(_ body: JSONValue) throws(ControlError) -> ItemKey {
        let user = try body["user"] == nil ? mainUser() : body.controlUser("user", database.users)
        let title = body["title"]?.text ?? "untitled.txt"
        let kind = body["kind"]?.text ?? "file"
        if kind == "room" { return .folder(try addRoom(title: title, owner: user, body)) }
        guard let kind = ItemKind(rawValue: kind) else { throw ControlError("kind is file, folder or room") }
        if body["in"] == nil || body["in"] == "trash" { return try addTrashed(kind, title, user, body) }
        let my = body["in"] == "my" ? database.users[user]?.myDocumentsID : nil
        guard let parent = my ?? body["in"]?.integer, database.folders[parent] != nil else {
            throw ControlError("in names no folder")
        }
        switch kind {
        case .file: return .file(addFile(title: title, bytes: body["bytes"]?.integer ?? 1024, in: parent, by: user))
        case .folder: return .folder(addFolder(title: title, in: parent, by: user))
        }
    }

    private mutating func addTrashed(
        _ kind: ItemKind, _ title: String, _ user: UserID, _ body: JSONValue
    ) throws(ControlError) -> ItemKey {
        let author = try body["author"] == nil ? user : body.controlUser("author", database.users)
        var date: Date? = instant.addingTimeInterval(-(body["ageDays"]?.number ?? 0) * 86_400)
        if let text = body["trashedAt"] { date = text.text.flatMap(PortalDate.parse) }
        switch kind {
        case .file:
            return .file(
                addTrashedFile(
                    title: title, bytes: body["bytes"]?.integer ?? 1024, trashedAt: date, by: user,
                    from: body["from"]?.integer, author: author
                )
            )
        case .folder:
            let id = addTrashedFolder(
                title: title, trashedAt: date, by: user, from: body["from"]?.integer, author: author)
            for title in body["files"]?.elements?.compactMap(\.text) ?? [] {
                _ = addFile(title: title, in: id, by: author)
            }
            return .folder(id)
        }
    }

    private mutating func addRoom(title: String, owner: UserID, _ body: JSONValue) throws(ControlError) -> Int {
        var members: [UserID: RoomAccess] = [:]
        if case .object(let given)? = body["members"] {
            for member in given {
                let user = try JSONValue.object([JSONMember(name: "user", value: .string(member.name))]).controlUser(
                    "user", database.users)
                members[user] = member.value.text.flatMap(RoomAccess.init) ?? .reader
            }
        }
        let type = body["type"]?.integer.map(FolderType.init) ?? .collaborationRoom
        guard let type, type.isRoom else { throw ControlError("type is not the number of a room type") }
        return addRoom(
            title: title, owner: owner, members: members, type: type,
            tags: body["tags"]?.elements?.compactMap(\.text) ?? [], isArchived: body["archived"]?.flag ?? false,
            lifetime: try body.controlLifetime()
        )
    }

    private func mainUser() throws(ControlError) -> UserID {
        guard let user = database.users.values.min(by: { ($0.trashID ?? .max) < ($1.trashID ?? .max) }) else {
            throw ControlError("There is no user yet")
        }
        return user.id
    }

    mutating func edit(control body: JSONValue) throws(ControlError) -> JSONValue {
        let item = try body.controlItem("item")
        guard database.tree.exists(item) else { throw ControlError("No such item") }
        let holder =
            try body["lockedBy"].flatMap { $0 == .null ? nil : $0 } == nil
            ? nil : body.controlUser("lockedBy", database.users)
        let lifetime = try body.controlLifetime()
        let pageFault = try body.controlPageFault()
        let editor = try body["editedBy"] == nil ? nil : body.controlUser("editedBy", database.users)
        database.documents.edit(folder: item.kind == .folder ? item.id : 0) { folder in
            folder.isForbidden = body["forbidden"]?.flag ?? folder.isForbidden
            folder.isReadOnly = body["readOnly"]?.flag ?? folder.isReadOnly
            folder.isPrivate = body["private"]?.flag ?? folder.isPrivate
            if body["lifetime"] != nil { folder.lifetime = lifetime }
            if body["pageFault"] != nil { folder.pageFault = pageFault }
            folder.isTreeBroken = body["brokenTree"]?.flag ?? folder.isTreeBroken
        }
        database.documents.edit(file: item.kind == .file ? item.id : 0) { file in
            if body["lockedBy"] != nil { file.lockedBy = holder }
            if let editor { file.editors = [editor] }
            file.isForbidden = body["forbidden"]?.flag ?? file.isForbidden
            file.isConverting = body["converting"]?.flag ?? file.isConverting
            file.isEncrypted = body["encrypted"]?.flag ?? file.isEncrypted
            file.isForm = body["form"]?.flag ?? file.isForm
            if body["pageFault"] != nil { file.pageFault = pageFault }
            file.isTreeBroken = body["brokenTree"]?.flag ?? file.isTreeBroken
            file.runTimeError = body["runTimeError"]?.text ?? file.runTimeError
        }
        return ["ok": true]
    }
}
