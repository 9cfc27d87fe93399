/// A rule for all years to come, such as "CET-1CEST,M3.5.0,M10.5.0/3".
///
/// - Note: Source: POSIX.1 Base Definitions 8.3 (TZ) with the extensions of RFC 9636: hours from −167 to 167.
struct POSIXTimeZone: Hashable, Sendable {
    /// The day of a year on which clocks change.
    enum Day: Hashable, Sendable {
        /// 1…365, February 29 is never counted.
        case julian(Int)
        /// 0…365, February 29 is counted.
        case zeroBased(Int)
        /// Week 1…5 of a month, 5 is the last; weekday 0 is Sunday.
        case weekday(month: Int, week: Int, weekday: Int)
    }

    struct Change: Hashable, Sendable {
        var day: Day
        /// Seconds after local midnight, with the offset in force before the change; may leave the day.
        var secondOfDay: Int

        /// Seconds since 1970 on a clock without offset.
        func flatSeconds(inYear year: Int) -> Int64 {
            daysSinceEpoch(inYear: year) * 86_400 + Int64(secondOfDay)
        }

        private func daysSinceEpoch(inYear year: Int) -> Int64 {
            let newYear = CivilTime(year: year, month: 1, day: 1).daysSinceEpoch
            switch day {
            case .zeroBased(let index):
                return newYear + Int64(index)
            case .julian(let number):
                let march = CivilTime(year: year, month: 3, day: 1).daysSinceEpoch
                let isLeapYear = march - newYear == 60
                return newYear + Int64(number - 1) + (isLeapYear && number >= 60 ? 1 : 0)
            case .weekday(let month, let week, let weekday):
                let first = CivilTime(year: year, month: month, day: 1)
                let next = CivilTime(year: year, month: month + 1, day: 1).daysSinceEpoch
                let weekdayOfFirst = (first.weekdayFromMonday + 1) % 7
                let day = first.daysSinceEpoch + Int64((weekday - weekdayOfFirst + 7) % 7 + (week - 1) * 7)
                return day < next ? day : day - 7
            }
        }
    }

    struct DaylightSaving: Hashable, Sendable {
        var type: TimeZoneRules.LocalTimeType
        var start: Change
        var end: Change
    }

    var standard: TimeZoneRules.LocalTimeType
    var daylightSaving: DaylightSaving?

    /// The time type in force at an instant, in seconds since 1970-01-01 00:00:00 UTC.
    func type(at instant: Int64) -> TimeZoneRules.LocalTimeType {
        guard let daylightSaving else { return standard }
        let year = CivilTime(secondsSinceEpoch: instant).year
        let start = daylightSaving.start.flatSeconds(inYear: year) - Int64(standard.offset)
        let end = daylightSaving.end.flatSeconds(inYear: year) - Int64(daylightSaving.type.offset)
        let isDaylightSaving =
            start < end ? (start..<end).contains(instant) : !(end..<start).contains(instant)
        return isDaylightSaving ? daylightSaving.type : standard
    }
}
