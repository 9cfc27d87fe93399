/// The rights of users (api.md §1 "Whose trash", §5 and §6 pre-checks).
struct AccessRules {
    let tree: FileTree
    let users: [UserID: StoredUser]

    /// A user's access to the room above a folder; nil outside rooms and for others.
    private func access(of user: UserID, toFolder id: Int) -> RoomAccess? {
        guard let room = tree.room(above: id) else { return nil }
        return room.createdBy == user ? .manager : room.members[user]
    }

    private func container(of item: ItemKey) -> Int? {
        item.kind == .folder ? item.id : tree.files[item.id]?.folderID
    }

    func mayRead(_ item: ItemKey, user: UserID) -> Bool {
        guard let root = tree.root(of: item), let container = container(of: item) else { return false }
        return switch root.type {
        case .trash, .myDocuments, .privacy: root.createdBy == user
        case .rooms, .archive: container == root.id || access(of: user, toFolder: container) != nil
        default: false
        }
    }

    /// Whether the item may be deleted or moved away, apart from locks and open editors.
    func mayRemove(_ item: ItemKey, user: UserID) -> Bool {
        guard let root = tree.root(of: item), let container = container(of: item),
            container != root.id || item.kind == .file
        else { return false }
        if item.kind == .file ? tree.files[item.id]?.isForbidden == true : tree.folders[item.id]?.isForbidden == true {
            return false
        }
        if item.kind == .folder, tree.folders[item.id]?.type.isRoom == true { return false }
        switch root.type {
        case .trash, .myDocuments, .privacy: return root.createdBy == user
        case .rooms:
            switch access(of: user, toFolder: container) {
            case .manager: return true
            case .editor: return author(of: item) == user
            case .reader, nil: return false
            }
        default: return false
        }
    }

    func mayCreate(in folderID: Int, user: UserID) -> Bool {
        let chain = tree.ancestry(ofFolder: folderID)
        guard let root = chain.last, !chain.contains(where: \.isReadOnly) else { return false }
        return switch root.type {
        case .myDocuments, .privacy: root.createdBy == user
        case .rooms: folderID != root.id && [.manager, .editor].contains(access(of: user, toFolder: folderID))
        default: false
        }
    }

    private func author(of item: ItemKey) -> UserID? {
        item.kind == .file ? tree.files[item.id]?.createdBy : tree.folders[item.id]?.createdBy
    }

    /// Why an item refuses to be deleted or moved now, nil if it does not.
    func refusal(of item: ItemKey, user: UserID) -> APIError? {
        guard tree.exists(item) else { return .notFound(item.kind) }
        if !mayRemove(item, user: user) { return .accessDenied }
        guard item.kind == .file, let file = tree.files[item.id] else { return nil }
        if let holder = file.lockedBy, holder != user { return .accessDenied }
        return file.editors.isEmpty ? nil : .accessDenied
    }

    /// Why an item refuses when a job reaches it, as text for the operation (api.md §5 "At run time").
    func runTimeRefusal(of item: ItemKey, user: UserID) -> String? {
        if item.kind == .file, let message = tree.files[item.id]?.runTimeError { return message }
        return switch refusal(of: item, user: user) {
        case .notFound(let kind)?: APIError.notFound(kind).message
        case .some: "You don't have enough permission to perform the operation"
        case nil: nil
        }
    }

    /// Whether `folderID` lies within a private room or the Privacy section, which have no trash (api.md §5).
    func isPrivate(_ folderID: Int) -> Bool {
        tree.ancestry(ofFolder: folderID).contains { $0.isPrivate || $0.type == .privacy }
    }

    /// Whether deleting with `immediately: false` destroys the item anyway (api.md §5).
    func hasNoTrash(_ item: ItemKey, user: UserID) -> Bool {
        guard users[user]?.trashID != nil, let container = container(of: item) else { return true }
        if item.kind == .file, tree.files[item.id]?.isEncrypted == true, tree.room(above: container) != nil {
            return true
        }
        return tree.isInTrash(item) || isPrivate(container)
    }
}
