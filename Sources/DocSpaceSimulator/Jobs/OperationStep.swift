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
