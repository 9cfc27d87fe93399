/// The jobs of all users: their lists, and the lanes in which they work (api.md §7).
struct JobQueue: Sendable {
    /// Oldest first, including those that no list shows any more.
    var all: [PortalOperation] = []
    /// The number of jobs dealt so far, by kind.
    private var dealt: [OperationKind: Int] = [:]
    /// The time at which somebody else's work leaves a lane.
    private var occupied: [Lane: Duration] = [:]

    /// How often the worker checks for entries to drop, and how long they may be unchanged (api.md §7).
    private static let sweepPeriod = Duration.seconds(10)
    private static let entryLifetime = Duration.seconds(60)

    /// Queues a job in the next of the lanes of its kind, and returns its operation id.
    mutating func queue(
        _ job: JobRequest, lanes: Int, at work: Duration, using generator: inout SeededGenerator
    ) -> String {
        let id = generator.uuid()
        var operation = PortalOperation(id: id, job, at: work)
        let manager = operation.kind.manager
        operation.lane = dealt[manager, default: 0] % lanes
        dealt[manager, default: 0] += 1
        all.append(operation)
        return id
    }

    /// Reads a user's operations, in any order: finished ones are removed, and returned this once only if they were
    /// kept.
    ///
    /// - Parameters:
    ///   - kind: nil reads all managers; a copy or a move reads the manager of both, but shows only its own kind.
    ///   - id: limits reading and consuming to this operation.
    mutating func read(
        of user: UserID, kind: OperationKind?, id: String?, using generator: inout SeededGenerator
    ) -> [PortalOperation] {
        var shown: [PortalOperation] = []
        all.removeAll { operation in
            guard operation.isListed, operation.user == user, id == nil || operation.id == id else { return false }
            if let kind, operation.kind.manager != kind.manager { return false }
            if case .vanishes = operation.fault { return operation.status.isOver }
            let isOver = operation.status.isOver
            if kind == nil || operation.kind == kind, !isOver || operation.keepsResult { shown.append(operation) }
            return isOver
        }
        return shown.shuffled(using: &generator)
    }

    /// Cancels one operation of a user, or all of them without an id. Processed items stay processed; a job that left
    /// the list while it waited isn't found.
    mutating func terminate(_ id: String?, of user: UserID, at work: Duration) {
        for index in all.indices where all[index].user == user && all[index].isListed && !all[index].status.isOver {
            guard id == nil || all[index].id == id else { continue }
            all[index].status = .canceled
            all[index].steps = []
            all[index].lastChange = work
        }
    }

    /// Starts the first job of each lane that is free.
    mutating func start(at work: Duration, pace: OperationPace, using generator: inout SeededGenerator) {
        var busy = Set(all.filter(\.isInLane).map(\.laneOfKind))
        for index in all.indices where all[index].isQueued {
            let operation = all[index]
            guard busy.insert(operation.laneOfKind).inserted, earliestStart(of: operation) <= work else { continue }
            all[index].status = .running
            all[index].lastChange = work
            all[index].nextStep = work + operation.startDelay + pace.step(using: &generator)
        }
        all.removeAll { !$0.isListed && $0.status == .running && $0.fault == .neverProgresses }
    }

    /// Takes a job out for its next step, with all of its steps; `put` must follow. The job in the list has none
    /// meanwhile, because each step would copy the following ones otherwise.
    mutating func take(at index: Int) -> PortalOperation {
        let operation = all[index]
        all[index].steps = []
        return operation
    }

    /// Puts a job back, unless it is over and no list shows it.
    mutating func put(_ operation: PortalOperation, at index: Int) {
        if operation.status.isOver, !operation.isListed { all.remove(at: index) } else { all[index] = operation }
    }

    /// The start of a job if only the jobs before it in its lane delay it.
    func earliestStart(of operation: PortalOperation) -> Duration {
        max(operation.notBefore, occupied[operation.laneOfKind] ?? .zero)
    }

    /// Somebody else's long work occupies this number of lanes of a kind.
    mutating func occupy(_ lanes: Int, of kind: OperationKind, until end: Duration) {
        for number in 0..<lanes { occupied[Lane(kind: kind.manager, number: number)] = end }
    }

    /// When the next sweep drops an entry; nil if there is none to drop.
    var nextSweep: Duration? {
        guard let oldest = all.filter(\.isSwept).map(\.lastChange).min() else { return nil }
        let due = oldest + Self.entryLifetime
        let periods = (due.seconds / Self.sweepPeriod.seconds).rounded(.up)
        return Self.sweepPeriod * Int(periods)
    }

    /// Drops entries unchanged for a minute. This silently cancels a job that is at work; one that waits in its lane
    /// isn't found, stays, and later runs unseen.
    mutating func sweep(at work: Duration) {
        let isDue = { (operation: PortalOperation) in
            operation.isSwept && operation.lastChange + Self.entryLifetime <= work
        }
        for index in all.indices where all[index].isQueued && isDue(all[index]) { all[index].isListed = false }
        all.removeAll(where: isDue)
    }

    /// The worker process restarts: queued and running work is lost; its entries keep their last values (api.md §7).
    mutating func loseAll(at work: Duration) {
        for index in all.indices where !all[index].status.isOver {
            all[index].isLost = true
            all[index].lastChange = work
        }
        all.removeAll { !$0.isListed }
    }
}

/// One lane of one kind of job.
struct Lane: Sendable, Hashable {
    let kind: OperationKind
    let number: Int
}

extension PortalOperation {
    var isQueued: Bool { status == .created && !isLost }
    var isWorking: Bool { status == .running && !isLost && fault != .neverProgresses }
    /// Whether it keeps others in its lane waiting.
    fileprivate var isInLane: Bool { status == .running && !isLost }
    /// Whether the sweep checks the entry.
    fileprivate var isSwept: Bool { isListed }
    fileprivate var laneOfKind: Lane { Lane(kind: kind.manager, number: lane) }

    fileprivate var startDelay: Duration {
        if case .starts(let delay) = fault { delay } else { .zero }
    }
}

extension OperationPace {
    /// Between half and one and a half times the pace, so that jobs overtake each other.
    func step(using generator: inout SeededGenerator) -> Duration {
        perItem * (0.5 + Double.random(in: 0..<1, using: &generator))
    }
}
