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
        replica.remember(database, at: time.work, lag: settings.readLag)
        let reading = time.source.reading(pace: settings.pace)
        if time.isSetBack(at: reading.now) {
            cleaner.schedule.setBack(to: reading.now)
            lifetimes.schedule.setBack(to: reading.now)
        }
        availability.settle(at: time.source.elapsed)
        startJobs()
        while let (at, event) = nextEvent(until: reading) {
            time.move(to: at, before: reading)
            perform(event)
            startJobs()
            replica.remember(database, at: time.work, lag: settings.readLag)
        }
        time.move(to: reading)
        cleaner.schedule.skip(until: reading.now)
        lifetimes.schedule.skip(until: reading.now)
    }

    private func nextEvent(until reading: ClockReading) -> (Duration, Event)? {
        var earliest: (Duration, Event)?
        func consider(_ at: Duration, _ event: Event) {
            if at <= reading.work, earliest.map({ at < $0.0 }) ?? true { earliest = (at, event) }
        }
        for (index, operation) in jobs.all.enumerated() where operation.isWorking {
            consider(operation.nextStep, .step(operation: index))
        }
        for operation in jobs.all where operation.isQueued && jobs.earliestStart(of: operation) > time.work {
            consider(jobs.earliestStart(of: operation), .wake)
        }
        if let sweep = jobs.nextSweep { consider(sweep, .sweep) }
        for poll in cleaner.nextPolls { consider(poll.at, .cleanerPoll(poll.user)) }
        if settings.isCleanerOn, let run = cleaner.nextRun(until: reading.now, in: database) {
            consider(time.work(at: run, before: reading), .cleanerRun(run))
        }
        if let run = lifetimes.nextRun(until: reading.now, in: database) {
            consider(time.work(at: run, before: reading), .lifetimeRun(run))
        }
        return earliest
    }

    private mutating func perform(_ event: Event) {
        switch event {
        case .step(let index):
            var job = jobs.take(at: index)
            JobWorker(settings: settings, time: time).performStep(of: &job, on: &database, using: &generator)
            jobs.put(job, at: index)
        case .sweep: jobs.sweep(at: time.work)
        case .wake: break
        case .cleanerRun(let date):
            time.move(to: date)
            runCleaner()
            cleaner.schedule.finish(date)
        case .cleanerPoll(let user): cleaner.poll(user, at: time.work, in: &jobs, using: &generator)
        case .lifetimeRun(let date):
            time.move(to: date)
            lifetimes.run(on: &database, at: time.instant, version: settings.version)
            lifetimes.schedule.finish(date)
        }
    }

    private mutating func startJobs() { jobs.start(at: time.work, pace: settings.pace, using: &generator) }

    /// A run of the server's own cleaner, now.
    mutating func runCleaner() {
        cleaner.run(in: database, at: time, settings: settings, queueing: &jobs, using: &generator)
    }
}
