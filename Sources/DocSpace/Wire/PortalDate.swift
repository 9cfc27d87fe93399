package import FoundationEssentials

/// Dates as the portal writes them: `2026-03-04T10:15:00.0000000+03:00`, seven digits, `Z` for offset zero.
/// Source: docspace/api.md §2.
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

    /// Reads the `Date` header: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, IMF-fixdate).
    package static func parseHTTP(_ text: String) -> Date? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: String(parts[2])),
            let day = Int(parts[1]), let year = Int(parts[3])
        else { return nil }
        let time = parts[4].split(separator: ":").map { Int($0) }
        guard time.count == 3, let hour = time[0], let minute = time[1], let second = time[2] else { return nil }
        let date = CalendarDay(year: year, month: month + 1, day: day)
        // A leap second counts as the one after it.
        guard let date, (0..<24).contains(hour), (0..<60).contains(minute), (0...60).contains(second) else {
            return nil
        }
        return Date(
            timeIntervalSince1970: Double(date.daysSince1970 * 86_400 + (hour * 60 + minute) * 60 + second))
    }
}
