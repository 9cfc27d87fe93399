import FoundationEssentials

/// When the next run of a worker is that the server starts every five minutes.
struct PeriodicRun: Sendable {
    static let period: TimeInterval = 300

    private(set) var next: Date

    /// The first run is a period after `date`.
    init(after date: Date) { next = date.addingTimeInterval(Self.period) }

    /// The first run from `due` on, nil if there is none until `now`.
    func first(from due: Date?, until now: Date) -> Date? {
        guard let due, due <= now else { return nil }
        let periods = max(0, due.timeIntervalSince(next) / Self.period).rounded(.up)
        let run = next.addingTimeInterval(periods * Self.period)
        return run <= now ? run : nil
    }

    /// The run of this date is over.
    mutating func finish(_ run: Date) { next = run.addingTimeInterval(Self.period) }

    /// The clock was set back: the next run is at most a period away.
    mutating func setBack(to now: Date) { next = min(next, now.addingTimeInterval(Self.period)) }

    /// Skips runs that had nothing to do.
    mutating func skip(until now: Date) {
        guard next <= now else { return }
        let periods = (now.timeIntervalSince(next) / Self.period).rounded(.down) + 1
        next = next.addingTimeInterval(periods * Self.period)
    }
}
