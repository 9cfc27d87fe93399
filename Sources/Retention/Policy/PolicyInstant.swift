package import FoundationEssentials

/// Reads the instants of a policy: a day, which means its start in UTC, or an RFC 3339 instant. Offsets may also have
/// the ISO 8601 forms `+0100` and `+01`.
package enum PolicyInstant {
    /// - Returns: nil for anything but forms such as `2027-01-01` and `2027-01-01T09:00:00+01:00`; also for leap
    ///   seconds.
    package static func parse(_ text: String) -> Date? {
        var rest = text.utf8[...]
        guard let year = number(&rest, digits: 4), skip(&rest, "-"), let month = number(&rest, digits: 2),
            skip(&rest, "-"), let day = number(&rest, digits: 2),
            year >= 1, (1...12).contains(month), (1...daysOfMonth(month, year)).contains(day)
        else { return nil }
        let midnight = Date(timeIntervalSince1970: Double(daysSince1970(year, month, day) * 86_400))
        guard !rest.isEmpty else { return midnight }
        guard skip(&rest, "T") || skip(&rest, "t") || skip(&rest, " ") else { return nil }
        guard let seconds = timeOfDay(&rest), let offset = zoneOffset(&rest), rest.isEmpty else { return nil }
        return midnight.addingTimeInterval(seconds - Double(offset))
    }

    private static func timeOfDay(_ rest: inout Substring.UTF8View) -> Double? {
        guard let hour = number(&rest, digits: 2), hour < 24, skip(&rest, ":"),
            let minute = number(&rest, digits: 2), minute < 60, skip(&rest, ":"),
            let second = number(&rest, digits: 2), second < 60
        else { return nil }
        let whole = Double(hour * 3600 + minute * 60 + second)
        guard skip(&rest, ".") else { return whole }
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard (1...9).contains(digits.count), let fraction = Double("0." + String(Substring(digits))) else {
            return nil
        }
        rest = rest.dropFirst(digits.count)
        return whole + fraction
    }

    /// Seconds east of UTC: `Z`, `+01:00`, `+0100` or `+01`.
    private static func zoneOffset(_ rest: inout Substring.UTF8View) -> Int? {
        if skip(&rest, "Z") || skip(&rest, "z") { return 0 }
        let sign = skip(&rest, "+") ? 1 : -1
        guard sign == 1 || skip(&rest, "-"), let hour = number(&rest, digits: 2), hour < 24 else { return nil }
        guard !rest.isEmpty else { return sign * hour * 3600 }
        _ = skip(&rest, ":")
        guard let minute = number(&rest, digits: 2), minute < 60 else { return nil }
        return sign * (hour * 3600 + minute * 60)
    }

    private static func number(_ rest: inout Substring.UTF8View, digits: Int) -> Int? {
        let prefix = rest.prefix(digits)
        guard prefix.count == digits, prefix.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        rest = rest.dropFirst(digits)
        return Int(Substring(prefix))
    }

    private static func skip(_ rest: inout Substring.UTF8View, _ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: scalar) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private static func daysOfMonth(_ month: Int, _ year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// Of the proleptic Gregorian calendar. Years are counted from March, so that the leap day comes last.
    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
    }
}
