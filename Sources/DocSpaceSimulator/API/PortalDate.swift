package import FoundationEssentials

/// The two date formats of the portal.
package enum PortalDate {
    /// The portal's text for a date that was never set (api.md §2): year 0001.
    package static let unset = "0001-01-01T00:00:00.0000000Z"

    /// ISO 8601 with seven fraction digits, then `Z` or `±hh:mm` (api.md §2).
    ///
    /// `roundTrip(Date(timeIntervalSince1970: 0), offsetSeconds: 10_800)` is `1970-01-01T03:00:00.0000000+03:00`.
    package static func roundTrip(_ date: Date, offsetSeconds: Int) -> String {
        let local = date.timeIntervalSince1970 + Double(offsetSeconds)
        let whole = local.rounded(.down)
        let ticks = min(Int((local - whole) * 1e7), 9_999_999)
        let civil = Civil(secondsSince1970: Int(whole))
        let zone =
            offsetSeconds == 0
            ? "Z"
            : (offsetSeconds < 0 ? "-" : "+") + "\(pad(abs(offsetSeconds) / 3600)):\(pad(abs(offsetSeconds) / 60 % 60))"
        return "\(pad(civil.year, 4))-\(pad(civil.month))-\(pad(civil.day))T"
            + "\(pad(civil.hour)):\(pad(civil.minute)):\(pad(civil.second)).\(pad(ticks, 7))\(zone)"
    }

    /// The `Date` header of HTTP (RFC 9110 §5.6.7).
    package static func httpHeader(_ date: Date) -> String {
        let civil = Civil(secondsSince1970: Int(date.timeIntervalSince1970.rounded(.down)))
        let weekday = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][civil.weekday]
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return "\(weekday), \(pad(civil.day)) \(names[civil.month - 1]) \(pad(civil.year, 4)) "
            + "\(pad(civil.hour)):\(pad(civil.minute)):\(pad(civil.second)) GMT"
    }

    /// Reads `yyyy-mm-ddThh:mm:ss[.f][Z|±hh:mm]`, as the control API takes it.
    package static func parse(_ text: String) -> Date? {
        let whole = try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: false))
        return whole ?? (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
    }

    private static func pad(_ value: Int, _ width: Int = 2) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension PortalSettings {
    /// A date in the portal's zone.
    func print(_ date: Date) -> String { PortalDate.roundTrip(date, offsetSeconds: zoneOffsetSeconds) }
}

/// Calendar fields of an instant in the proleptic Gregorian calendar; no zone involved.
private struct Civil {
    var year, month, day, hour, minute, second, weekday: Int

    init(secondsSince1970 seconds: Int) {
        let days = (seconds - ((seconds % 86_400) + 86_400) % 86_400) / 86_400
        let time = seconds - days * 86_400
        (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60)
        weekday = ((days + 4) % 7 + 7) % 7
        // Howard Hinnant's civil_from_days.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }
}
