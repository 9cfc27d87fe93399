/// The dates and times of a calendar expression, without the zone.
struct CalendarPattern: Hashable, Sendable, CustomStringConvertible {
    var weekdays = WeekdaySet.all
    var year = CalendarValues.any(.year)
    var month = CalendarValues.any(.month)
    var day = CalendarValues.any(.day)
    /// The values of `day` count back from the end of the month; 1 is the last day.
    var daysFromMonthEnd = false
    var hour = CalendarValues.any(.hour)
    var minute = CalendarValues.any(.minute)
    /// In microseconds.
    var second = CalendarValues.any(.second)

    subscript(field: CalendarField) -> CalendarValues {
        switch field {
        case .year: year
        case .month: month
        case .day: day
        case .hour: hour
        case .minute: minute
        case .second: second
        }
    }

    /// Throws for the first field with impossible values.
    func validate() throws(CalendarError) {
        for field in CalendarField.allCases
        where !self[field].isValid(fromMonthEnd: field == .day && daysFromMonthEnd) {
            throw .outOfRange(field)
        }
    }

    /// As systemd's normalized form, without the zone.
    var description: String {
        let weekdayPart = weekdays == .all ? "" : "\(weekdays) "
        let daySeparator = daysFromMonthEnd ? "~" : "-"
        return weekdayPart + year.description + "-" + month.description + daySeparator + day.description + " "
            + hour.description + ":" + minute.description + ":" + second.description
    }
}
