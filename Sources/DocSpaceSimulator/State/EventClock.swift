import FoundationEssentials

/// The portal's present, which events move from one due instant to the next.
struct EventClock: Sendable {
    /// The clock that it follows.
    let source: SimulatedClock
    /// The instant of the event being carried out; stamps every change.
    private(set) var instant: Date
    /// The present on the time axis of jobs.
    private(set) var work: Duration
    /// The reading of the clock up to which events were carried out.
    private var lastNow: Date

    init(_ source: SimulatedClock, pace: OperationPace) {
        self.source = source
        instant = source.now
        lastNow = instant
        work = source.reading(pace: pace).work
    }

    func isSetBack(at now: Date) -> Bool { now < lastNow }

    /// The point of the work axis at which the clock shows `date`.
    func work(at date: Date, before reading: ClockReading) -> Duration {
        max(work, reading.work - .seconds(reading.now.timeIntervalSince(date)))
    }

    /// Moves to an event between the present and a later reading of the clock.
    mutating func move(to event: Duration, before reading: ClockReading) {
        work = max(work, event)
        instant = max(
            min(lastNow, reading.now), reading.now.addingTimeInterval(-(reading.work - work).seconds)
        )
    }

    /// Sets the instant of an event that is due by date.
    mutating func move(to date: Date) { instant = date }

    /// Moves to a reading of the clock, after all events that were due by then.
    mutating func move(to reading: ClockReading) {
        work = max(work, reading.work)
        lastNow = reading.now
        instant = reading.now
    }
}

/// The clock as it is at one moment.
struct ClockReading: Sendable {
    let now: Date
    /// The moment on the time axis of jobs.
    let work: Duration
}

extension SimulatedClock {
    func reading(pace: OperationPace) -> ClockReading {
        let now = self.now
        if case .onClock = pace { return ClockReading(now: now, work: advanced) }
        return ClockReading(now: now, work: elapsed)
    }
}
