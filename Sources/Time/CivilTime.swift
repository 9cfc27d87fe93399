/// A date and time of day of the proleptic Gregorian calendar, in no particular zone.
///
/// Components may be out of range ("day 0", "hour 24"); the arithmetic carries them over.
package struct CivilTime: Hashable, Sendable {
    package var year: Int
    /// 1…12 when in range.
    package var month: Int
    package var day: Int
    package var hour: Int
    package var minute: Int
    package var second: Int

    package init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    /// The date and time that a clock without any offset shows, with all components in range.
    ///
    /// - Parameter secondsSinceEpoch: seconds since 1970-01-01 00:00:00, negative before.
    package init(secondsSinceEpoch: Int64) {
        let (days, secondOfDay) = secondsSinceEpoch.flooredQuotientAndRemainder(dividingBy: 86_400)
        // Years are counted from March, so that the leap day ends one; eras of 400 years have 146,097 days.
        let (era, dayOfEra) = (days + 719_468).flooredQuotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        self.init(
            year: Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0),
            month: Int(month),
            day: Int(dayOfYear - (153 * monthFromMarch + 2) / 5) + 1,
            hour: Int(secondOfDay / 3600),
            minute: Int(secondOfDay / 60 % 60),
            second: Int(secondOfDay % 60))
    }

    /// Days since 1970-01-01, with months and days out of range carried over.
    package var daysSinceEpoch: Int64 {
        let (yearCarry, monthIndex) = Int64(month - 1).flooredQuotientAndRemainder(dividingBy: 12)
        let yearFromMarch = Int64(year) + yearCarry - (monthIndex < 2 ? 1 : 0)
        let (era, yearOfEra) = yearFromMarch.flooredQuotientAndRemainder(dividingBy: 400)
        let monthFromMarch = (monthIndex + 10) % 12
        let dayOfYear = (153 * monthFromMarch + 2) / 5
        let dayOfEra = 365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468 + Int64(day - 1)
    }

    /// Seconds since 1970-01-01 00:00:00 as if the zone had no offset.
    package var secondsSinceEpoch: Int64 {
        daysSinceEpoch * 86_400 + Int64(hour) * 3600 + Int64(minute) * 60 + Int64(second)
    }

    /// The day of the week, 0 is Monday and 6 is Sunday.
    package var weekdayFromMonday: Int {
        let days = CivilTime(secondsSinceEpoch: secondsSinceEpoch).daysSinceEpoch
        return Int((days + 3).flooredQuotientAndRemainder(dividingBy: 7).remainder)
    }
}

extension FixedWidthInteger {
    /// Division that rounds towards negative infinity; the remainder is never negative for a positive divisor.
    package func flooredQuotientAndRemainder(dividingBy divisor: Self) -> (quotient: Self, remainder: Self) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
