/// The unit of work between two progress reports of a job.
enum OperationStep: Sendable {
    case deleteFile(Int, immediately: Bool, nested: Bool)
    case deleteFolder(Int, immediately: Bool, nested: Bool)
    /// Removes a folder whose contents were deleted, unless something in it refused.
    case finishFolder(Int, nested: Bool)
    case moveFile(Int, to: Int)
    case moveFolder(Int, to: Int)
    /// Removes a folder merged into another one, unless something stayed behind.
    case finishMerge(Int)
}

extension OperationStep {
    /// The steps that delete items: files first, then folders; the first step comes last in the list.
    static func deletions(of items: [ItemKey], immediately: Bool) -> [OperationStep] {
        let files = items.filter { $0.kind == .file }
        let folders = items.filter { $0.kind == .folder }
        let steps: [OperationStep] =
            files.map { .deleteFile($0.id, immediately: immediately, nested: false) }
            + folders.map { .deleteFolder($0.id, immediately: immediately, nested: false) }
        return steps.reversed()
    }

    /// The steps that move items: files first, then folders; the first step comes last in the list. `spills` is
    /// `content: true`: moves the direct children of the folders instead of the folders.
    static func moves(
        of items: [ItemKey], to destination: Int, spills: Bool, in folders: [Int: StoredFolder]
    ) -> [OperationStep] {
        var moved = items.filter { $0.kind == .file }
        for item in items where item.kind == .folder {
            guard spills, let folder = folders[item.id] else {
                moved.append(item)
                continue
            }
            moved += folder.fileIDs.sorted().map(ItemKey.file) + folder.folderIDs.sorted().map(ItemKey.folder)
        }
        let steps: [OperationStep] = moved.map {
            $0.kind == .file ? .moveFile($0.id, to: destination) : .moveFolder($0.id, to: destination)
        }
        return steps.reversed()
    }

    /// The item of a move step.
    var movedItem: ItemKey? {
        switch self {
        case .moveFile(let id, _): .file(id)
        case .moveFolder(let id, _): .folder(id)
        default: nil
        }
    }

    /// Clean-up steps don't count as items.
    var isCounted: Bool {
        switch self {
        case .finishFolder, .finishMerge: false
        default: true
        }
    }
}

/// How a step can fail.
enum StepError: Error {
    /// The operation keeps the message and continues.
    case refused(String)
    /// The operation keeps the message and ends; the rest is untouched.
    case endsJob(String)
    /// The server only logs it: the operation ends with an empty error; the rest is untouched (api.md §5).
    case onlyLogged
}
