/// A day of the Gregorian calendar from 1971 to 2999: the range of the portal's dates.
struct CalendarDay {
    private let year: Int
    private let month: Int
    private let day: Int

    /// Nil for a day that doesn't exist.
    init?(year: Int, month: Int, day: Int) {
        guard (1971...2999).contains(year), (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Years count from March, so that the leap day is the last of one.
    var daysSince1970: Int {
        let years = month > 2 ? year : year - 1
        let monthFromMarch = (month + 9) % 12
        return 365 * years + years / 4 - years / 100 + years / 400 + (153 * monthFromMarch + 2) / 5 + day - 719_469
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
