import FoundationEssentials

/// The event simulation: nothing runs in the background; every access first carries out the events that are due.
extension PortalState {
    /// An event at a point of the work axis.
    private enum Event {
        case step(operation: Int)
        case sweep
        case cleanerRun(Date)
        case cleanerPoll(UserID)
        case lifetimeRun(Date)
        /// A job that waited for an instant may begin.
        case wake
    }

    /// How often the worker checks for entries to drop, and how long they may be unchanged (api.md §7).
    private static let sweepPeriod = Duration.seconds(10)
    private static let entryLifetime = Duration.seconds(60)

    /// Brings jobs, the sweep, the cleaner and the end of lifetimes up to the present.
    package mutating func advance() {
        rememberPresent()
        let now = clock.now
        let target = workNow
        if now < lastNow {
            nextCleanerRun = min(nextCleanerRun, now.addingTimeInterval(Cleaner.period))
            nextLifetimeRun = min(nextLifetimeRun, now.addingTimeInterval(Cleaner.period))
        }
        if let end = conditionEnds, end <= clock.elapsed {
            condition = .active
            conditionEnds = nil
        }
        startJobs()
        while let (at, event) = nextEvent(now: now, target: target) {
            work = max(work, at)
            instant = max(min(lastNow, now), now.addingTimeInterval(-(target - work).seconds))
            perform(event)
            startJobs()
            rememberPresent()
        }
        work = max(work, target)
        settleCleaner(now: now)
        settleLifetimes(now: now)
        lastNow = now
        instant = now
    }

    private func nextEvent(now: Date, target: Duration) -> (Duration, Event)? {
        var earliest: (Duration, Event)?
        func consider(_ at: Duration, _ event: Event) {
            if at <= target, earliest.map({ at < $0.0 }) ?? true { earliest = (at, event) }
        }
        if !isWorkerDown {
            for (index, operation) in operations.enumerated() where operation.isWorking {
                consider(operation.nextStep, .step(operation: index))
            }
            for operation in operations where operation.isQueued && earliestStart(of: operation) > work {
                consider(earliestStart(of: operation), .wake)
            }
            if let oldest = operations.filter(\.isSwept).map(\.lastChange).min() {
                consider(Self.nextSweep(for: oldest), .sweep)
            }
        }
        for (user, at) in cleanerPolls.sorted(by: { $0.key.description < $1.key.description }) {
            consider(at, .cleanerPoll(user))
        }
        if let run = nextCleanerRun(now: now) {
            consider(max(work, target - .seconds(now.timeIntervalSince(run))), .cleanerRun(run))
        }
        if let run = nextLifetimeRun(now: now) {
            consider(max(work, target - .seconds(now.timeIntervalSince(run))), .lifetimeRun(run))
        }
        return earliest
    }

    private static func nextSweep(for lastChange: Duration) -> Duration {
        let due = lastChange + entryLifetime
        let periods = (due.seconds / sweepPeriod.seconds).rounded(.up)
        return sweepPeriod * Int(periods)
    }

    private mutating func perform(_ event: Event) {
        switch event {
        case .step(let index): performStep(ofOperationAt: index)
        case .sweep: sweep()
        case .wake: break
        case .cleanerRun(let date):
            instant = date
            runCleaner()
            nextCleanerRun = date.addingTimeInterval(Cleaner.period)
        case .cleanerPoll(let user): pollAsCleaner(user)
        case .lifetimeRun(let date):
            instant = date
            runLifetimeWorker()
            nextLifetimeRun = date.addingTimeInterval(Self.lifetimePeriod)
        }
    }

    /// Drops entries unchanged for a minute. This silently cancels a job that is at work; one that waits in its lane
    /// isn't found, stays, and later runs unseen.
    private mutating func sweep() {
        let now = work
        let isDue = { (operation: PortalOperation) in
            operation.isSwept && operation.lastChange + Self.entryLifetime <= now
        }
        for index in operations.indices where operations[index].isQueued && isDue(operations[index]) {
            operations[index].isListed = false
        }
        operations.removeAll(where: isDue)
    }

    /// Starts the first job of each lane that is free.
    private mutating func startJobs() {
        guard !isWorkerDown else { return }
        var busy = Set(operations.filter(\.isInLane).map(\.laneOfKind))
        for index in operations.indices where operations[index].isQueued {
            let operation = operations[index]
            guard busy.insert(operation.laneOfKind).inserted, earliestStart(of: operation) <= work else { continue }
            operations[index].status = .running
            operations[index].lastChange = work
            operations[index].nextStep = work + startDelay(of: operation) + stepDuration()
        }
        operations.removeAll { !$0.isListed && $0.status == .running && $0.fault == .neverProgresses }
    }

    /// The start of a job if only the jobs before it in its lane delay it.
    private func earliestStart(of operation: PortalOperation) -> Duration {
        max(operation.notBefore, occupied[operation.laneOfKind] ?? .zero)
    }

    /// Somebody else's long work occupies lanes of a kind for a while, from now on; without `lanes` all of them.
    package mutating func occupyLanes(of kind: OperationKind, for duration: Duration, lanes: Int? = nil) {
        for number in 0..<(lanes ?? settings.lanes) {
            occupied[Lane(kind: kind.manager, number: number)] = work + duration
        }
    }

    private func startDelay(of operation: PortalOperation) -> Duration {
        if case .starts(let delay) = operation.fault { delay } else { .zero }
    }

    /// Between half and one and a half times the pace, so that jobs overtake each other.
    mutating func stepDuration() -> Duration {
        settings.pace.perItem * (0.5 + Double.random(in: 0..<1, using: &generator))
    }

    /// The worker process restarts: queued and running work is lost; its entries keep their last values (api.md §7).
    package mutating func restartWorker() {
        for index in operations.indices where !operations[index].status.isOver {
            operations[index].isLost = true
            operations[index].lastChange = work
        }
        operations.removeAll { !$0.isListed }
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
    var isInLane: Bool { status == .running && !isLost }
    /// Whether the sweep checks the entry.
    var isSwept: Bool { isListed }
    var laneOfKind: Lane { Lane(kind: kind.manager, number: lane) }
}
