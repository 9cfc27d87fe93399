package import FoundationEssentials

/// Dates as the portal writes them: `2026-03-04T10:15:00.0000000+03:00`, seven digits, `Z` for offset zero.
/// Source: docspace-api.md §2.
package enum PortalDate {
    private static let withFraction = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    private static let withoutFraction = Date.ISO8601FormatStyle()
    /// Anything before 1971 is a placeholder such as the year 0001, not a date.
    private static let firstCredible = Date(timeIntervalSince1970: 365 * 86_400)

    /// - Returns: nil for anything that isn't a full date with an offset, and for placeholders.
    package static func parse(_ text: String) -> Date? {
        guard let date = (try? Date(text, strategy: withFraction)) ?? (try? Date(text, strategy: withoutFraction)),
            date >= firstCredible
        else { return nil }
        return date
    }
}

extension PortalDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

    /// Reads the `Date` header in the forms that a receiver must accept (RFC 9110, section 5.6.7), and with `+0000` for
    /// `GMT`, which some gateways write:
    ///
    ///     Sun, 06 Nov 1994 08:49:37 GMT
    ///     Sunday, 06-Nov-94 08:49:37 GMT
    ///     Sun Nov  6 08:49:37 1994
    package static func parseHTTP(_ text: String) -> Date? {
        let parts = text.split { $0 == " " || $0 == "\t" }.map(String.init)
        guard let first = parts.first, let comma = first.firstIndex(of: ",") else { return parseAsctime(parts) }
        guard first.index(after: comma) == first.endIndex, let zone = parts.last,
            ["GMT", "UTC", "+0000"].contains(zone)
        else { return nil }
        let day = first[..<comma]
        switch parts.count {
        case 6:
            guard weekdays.contains(where: { $0.hasPrefix(day) }), day.count == 3 else { return nil }
            return date(day: parts[1], month: parts[2], year: number(parts[3], digits: 4...4), time: parts[4])
        case 4:
            let date = parts[1].split(separator: "-", omittingEmptySubsequences: false).map(String.init)
            guard date.count == 3, weekdays.contains(String(day)) else { return nil }
            // Two digits count from 1970, because no portal answers from earlier years.
            let year = number(date[2], digits: 2...2).map { $0 < 70 ? 2000 + $0 : 1900 + $0 }
            return self.date(day: date[0], month: date[1], year: year, time: parts[2])
        default: return nil
        }
    }

    private static func parseAsctime(_ parts: [String]) -> Date? {
        guard parts.count == 5, weekdays.contains(where: { $0.prefix(3) == parts[0] }) else { return nil }
        return date(day: parts[2], month: parts[1], year: number(parts[4], digits: 4...4), time: parts[3])
    }

    /// Digits only, in the allowed number.
    private static func number(_ text: String, digits: ClosedRange<Int>) -> Int? {
        guard digits.contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }

    private static func date(day: String, month: String, year: Int?, time: String) -> Date? {
        guard let month = months.firstIndex(of: month), let day = number(day, digits: 1...2), let year else {
            return nil
        }
        let time = time.split(separator: ":", omittingEmptySubsequences: false).map {
            number(String($0), digits: 2...2)
        }
        guard time.count == 3, let hour = time[0], let minute = time[1], let second = time[2] else { return nil }
        let date = CalendarDay(year: year, month: month + 1, day: day)
        // A leap second counts as the next second.
        guard let date, (0..<24).contains(hour), (0..<60).contains(minute), (0...60).contains(second) else {
            return nil
        }
        return Date(
            timeIntervalSince1970: Double(date.daysSince1970 * 86_400 + (hour * 60 + minute) * 60 + second))
    }
}
