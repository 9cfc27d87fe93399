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
            for (index, operation) in jobs.all.enumerated() where operation.isWorking {
                consider(operation.nextStep, .step(operation: index))
            }
            for operation in jobs.all where operation.isQueued && jobs.earliestStart(of: operation) > work {
                consider(jobs.earliestStart(of: operation), .wake)
            }
            if let sweep = jobs.nextSweep { consider(sweep, .sweep) }
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

    private mutating func perform(_ event: Event) {
        switch event {
        case .step(let index): performStep(ofOperationAt: index)
        case .sweep: jobs.sweep(at: work)
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

    private mutating func startJobs() {
        guard !isWorkerDown else { return }
        jobs.start(at: work, pace: settings.pace, using: &generator)
    }

    /// Somebody else's long work occupies lanes of a kind for a while, from now on; without `lanes` all of them.
    package mutating func occupyLanes(of kind: OperationKind, for duration: Duration, lanes: Int? = nil) {
        jobs.occupy(lanes ?? settings.lanes, of: kind, until: work + duration)
    }

    /// The worker process restarts: queued and running work is lost; its entries keep their last values (api.md §7).
    package mutating func restartWorker() { jobs.loseAll(at: work) }
}
