import FoundationEssentials

/// The event simulation: nothing runs in the background, every access first carries out what has become due.
extension PortalState {
    /// Something that happens at a point of the work axis.
    private enum Event {
        case step(operation: Int)
        case sweep
        case cleanerRun(Date)
        case cleanerPoll(UserID)
        case lifetimeRun(Date)
    }

    /// How often the worker looks for entries to drop, and how long they may be unchanged (api.md §7).
    private static let sweepPeriod = Duration.seconds(10)
    private static let entryLifetime = Duration.seconds(60)

    /// Brings jobs, the sweep, the cleaner and the end of lifetimes up to the present.
    package mutating func advance() {
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

    /// Drops entries unchanged for a minute, and with them silently cancels jobs that are stuck.
    private mutating func sweep() {
        operations.removeAll { $0.isSwept && $0.lastChange + Self.entryLifetime <= work }
    }

    /// Starts queued jobs while there are free places, in no particular order.
    private mutating func startJobs() {
        guard !isWorkerDown else { return }
        // In a fixed order, or the same seed would not give the same story.
        let kinds = Set(operations.filter(\.isQueued).map(\.kind.manager))
        for kind in kinds.sorted(by: { $0.rawValue < $1.rawValue }) {
            var free = settings.parallelJobs - operations.count { $0.kind.manager == kind && $0.isWorking }
            let queued = operations.indices.filter { operations[$0].kind.manager == kind && operations[$0].isQueued }
            for index in queued.shuffled(using: &generator) where free > 0 {
                free -= 1
                operations[index].status = .running
                operations[index].lastChange = work
                operations[index].nextStep = work + startDelay(of: operations[index]) + stepDuration()
            }
        }
    }

    private func startDelay(of operation: PortalOperation) -> Duration {
        if case .starts(let delay) = operation.fault { delay } else { .zero }
    }

    /// Between half and one and a half times the pace, so that jobs overtake each other.
    mutating func stepDuration() -> Duration {
        settings.pace.perItem * (0.5 + Double.random(in: 0..<1, using: &generator))
    }

    /// The worker process restarts: queued and running work is lost, its entries keep their last words (api.md §7).
    package mutating func restartWorker() {
        for index in operations.indices where !operations[index].status.isOver {
            operations[index].isLost = true
            operations[index].lastChange = work
        }
    }
}

extension PortalOperation {
    var isQueued: Bool { status == .created && !isLost }
    var isWorking: Bool { status == .running && !isLost && fault != .neverProgresses }
    /// Whether the sweep watches the entry: all but jobs that still wait for a worker.
    var isSwept: Bool { status != .created || isLost }
}
