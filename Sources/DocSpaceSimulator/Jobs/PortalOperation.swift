/// Kinds of file operations (api.md §2). Moves and copies share a manager (§7).
package enum OperationKind: Int, Sendable, CaseIterable {
    case move = 0
    case copy = 1
    case delete = 2
    case download = 3
    case markAsRead = 4
    case importing = 5
    case convert = 6
    case duplicate = 7

    /// A kind by number or by name, as in `GET fileops/{type}`.
    package init?(text: String) {
        if let number = Int(text) {
            self.init(rawValue: number)
            return
        }
        let names = ["move", "copy", "delete", "download", "markasread", "import", "convert", "duplicate"]
        guard let index = names.firstIndex(of: text.lowercased()) else { return nil }
        self.init(rawValue: index)
    }

    /// The kind whose list this one is kept in.
    var manager: OperationKind { self == .copy ? .move : self }
}

/// The state of a job (api.md §2).
package enum OperationStatus: Int, Sendable {
    case created = 0
    case running = 1
    case completed = 2
    case canceled = 3
    case failed = 4

    /// Whether the job is over; reading one that is over consumes it (api.md §7).
    package var isOver: Bool { rawValue >= 2 }
}

/// `conflictResolveType` of a move (api.md §6).
package enum ConflictResolution: Int, Sendable, CaseIterable {
    case skip = 0
    case overwrite = 1
    case duplicate = 2

    /// By name in any case, or by number.
    package init?(_ value: JSONValue) {
        if let number = value.integer {
            self.init(rawValue: number)
        } else {
            let names = ["skip", "overwrite", "duplicate"]
            guard let index = names.firstIndex(of: value.text?.lowercased() ?? "") else { return nil }
            self.init(rawValue: index)
        }
    }
}

/// A job of the worker and its entry in the user's list (api.md §7).
package struct PortalOperation: Sendable {
    package let id: String
    package let user: UserID
    package let kind: OperationKind
    /// False when the request said `deleteAfter: true`: the finished entry is never shown.
    let keepsResult: Bool
    let cause: Cause
    var conflict = ConflictResolution.skip
    var destination: Int?
    /// Work to do, the next step last.
    var steps: [OperationStep]
    package internal(set) var status = OperationStatus.created
    package internal(set) var processed = 0
    package internal(set) var error: String?
    package internal(set) var isFinished = false
    var movedFiles: [Int] = []
    var movedFolders: [Int] = []
    var fault: OperationFault?
    /// The worker of the job restarted: the entry keeps its last values until the sweep drops it.
    var isLost = false
    var nextStep: Duration = .zero
    var lastChange: Duration
    /// The lane it works in, among those of its kind.
    var lane = 0
    /// It doesn't begin before.
    var notBefore = Duration.zero
    /// False once the entry was dropped while the job waited in its lane: it still runs, and no list shows it (api.md §7).
    package internal(set) var isListed = true
    /// When `status` becomes 2, for a job that already shows its end.
    var endsAt: Duration?

    init(id: String, _ job: JobRequest, at work: Duration) {
        self.id = id
        user = job.user
        kind = job.kind
        keepsResult = job.keepsResult
        cause = job.isCleaners ? .cleaner(operation: id) : .request(operation: id)
        conflict = job.conflict
        destination = job.destination
        steps = job.steps
        fault = job.fault
        lastChange = work
        if case .waits(let wait) = job.fault { notBefore = work + wait }
    }

    /// Share of the known steps done; 100 only at the end (api.md §7).
    package var progress: Int {
        if status.isOver || isFinished { return 100 }
        return min(99, processed * 100 / max(1, processed + steps.count))
    }

    /// Everything requested has been done, as far as possible.
    mutating func complete() {
        status = .completed
        isFinished = true
        steps = []
    }
}
