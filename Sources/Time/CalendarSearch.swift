/// The search for the next time that matches a pattern, from the year down to the second.
///
/// Works on local times, so a time that daylight saving skips is passed over, and one that comes twice is met once;
/// systemd decides which of the two (see `LocalClock`).
struct CalendarSearch {
    private enum Step {
        /// The field matches as it stands.
        case matches
        /// The time was moved ahead; all fields must be checked again.
        case moved
        /// Nothing will ever match.
        case never
    }

    /// systemd's limit of the search: matching patterns need less, and impossible ones would search for long.
    private static let maximumRounds = 1000

    private let pattern: CalendarPattern
    /// Whether times are read as daylight saving time or not; nil: as the zone says.
    private let isDaylightSaving: Bool?
    private var clock: LocalClock
    private var time: CivilTime
    private var microsecond: Int
    /// Whether `time` is daylight saving time, if known.
    private var currentIsDaylightSaving: Bool?
    /// The start of the search: an earlier match doesn't count.
    private let startTime: CivilTime
    private let startMicrosecond: Int
    /// The clock went back before the start, as it does from a gap when winter counts as daylight saving time
    /// (Europe/Dublin, Africa/Casablanca). From then on the kind of time found is kept, which leads over the gap.
    private var wasLedBack = false

    /// - Parameter start: the first instant that may match, microseconds since 1970.
    init(pattern: CalendarPattern, zone: TimeZoneRules, isDaylightSaving: Bool?, from start: Int64) {
        self.pattern = pattern
        self.isDaylightSaving = isDaylightSaving
        let (seconds, microsecond) = start.flooredQuotientAndRemainder(dividingBy: 1_000_000)
        clock = LocalClock(rules: zone, at: seconds)
        let reading = clock.reading(at: seconds)
        time = reading.local
        self.microsecond = Int(microsecond)
        startTime = time
        startMicrosecond = self.microsecond
        currentIsDaylightSaving = reading.isDaylightSaving
    }

    /// The first matching instant, microseconds since 1970; nil: never.
    mutating func run() -> Int64? {
        for _ in 0..<Self.maximumRounds {
            normalize()
            switch matchAllFields() {
            case .never: return nil
            case .moved: continue
            case .matches where isBeforeStart:
                wasLedBack = true
                time.hour += 1
            case .matches:
                let reading = clock.reading(of: time, isDaylightSaving: currentIsDaylightSaving)
                return reading.map { $0.instant * 1_000_000 + Int64(microsecond) }
            }
        }
        return nil
    }

    private var isBeforeStart: Bool {
        let (flat, startFlat) = (time.secondsSinceEpoch, startTime.secondsSinceEpoch)
        return (flat, microsecond) < (startFlat, startMicrosecond)
    }

    /// Carries over components that are out of range, and leaves gaps.
    private mutating func normalize() {
        if let reading = clock.reading(of: time, isDaylightSaving: currentIsDaylightSaving) {
            time = reading.local
            if wasLedBack { currentIsDaylightSaving = reading.isDaylightSaving }
        }
        if !wasLedBack { currentIsDaylightSaving = isDaylightSaving }
    }

    private mutating func matchAllFields() -> Step {
        for field in CalendarField.allCases {
            let step = match(field)
            guard case .matches = step else { return step }
            if field == .day, !isOnMatchingWeekday() {
                time.day += 1
                restart(below: .day)
                return .moved
            }
        }
        return .matches
    }

    /// Moves a field ahead to its next matching value; after the last one, moves the next larger field.
    private mutating func match(_ field: CalendarField) -> Step {
        guard let value = earliestValue(of: field) else { return carry(from: field) }
        let current = time[field] * field.unit + (field == .second ? microsecond : 0)
        if value != current {
            time[field] = value / field.unit
            restart(below: field)
            if field == .second { microsecond = value % field.unit }
        }
        return settle(at: field)
    }

    /// Checks whether the time exists, now that `field` was chosen.
    private mutating func settle(at field: CalendarField) -> Step {
        guard time.year <= CalendarField.year.range.upperBound,
            let reading = clock.reading(of: time, isDaylightSaving: currentIsDaylightSaving)
        else { return carry(from: field) }
        let different = CalendarField.allCases.first { reading.local[$0] != time[$0] }
        guard let different else { return .matches }
        guard reading.local[different] > time[different], field != .year else { return carry(from: field) }
        time = reading.local
        currentIsDaylightSaving = reading.isDaylightSaving
        if let below = CalendarField(rawValue: different.rawValue + 1) { time[below] = below.first }
        return .moved
    }

    private mutating func carry(from field: CalendarField) -> Step {
        guard let larger = CalendarField(rawValue: field.rawValue - 1) else { return .never }
        time[larger] += 1
        restart(below: larger)
        return .moved
    }

    private mutating func restart(below field: CalendarField) {
        for smaller in CalendarField.allCases where smaller > field { time[smaller] = smaller.first }
        microsecond = 0
    }

    private mutating func earliestValue(of field: CalendarField) -> Int? {
        let current = time[field] * field.unit + (field == .second ? microsecond : 0)
        let terms = pattern[field].terms
        guard !terms.isEmpty else { return current }
        let isFromMonthEnd = field == .day && pattern.daysFromMonthEnd
        return terms.compactMap { term in
            (isFromMonthEnd ? fromMonthStart(term) : term).earliest(atLeast: current)
        }.min()
    }

    /// Turns days counted back from the end of the current month into days counted from its start.
    private mutating func fromMonthStart(_ term: CalendarValues.Term) -> CalendarValues.Term {
        let start = dayFromMonthEnd(term.start)
        // Without a stop systemd still requests the day after the month, and its clock remembers that.
        let stop = dayFromMonthEnd(term.stop ?? -1)
        return term.stop == nil
            ? .init(start: start, step: term.step) : .init(start: stop, stop: start, step: term.step)
    }

    private mutating func dayFromMonthEnd(_ day: Int) -> Int {
        var end = time
        end.month += 1
        end.day = 1 - day
        let reading = clock.reading(of: end, isDaylightSaving: currentIsDaylightSaving)
        return reading.map(\.local.day) ?? -1
    }

    private mutating func isOnMatchingWeekday() -> Bool {
        guard pattern.weekdays != .all else { return true }
        guard let reading = clock.reading(of: time, isDaylightSaving: currentIsDaylightSaving) else { return false }
        return pattern.weekdays.contains(reading.local.weekdayFromMonday)
    }
}
