import FoundationEssentials
import Retention
import Time

/// Numbers and times in the report's form.
enum Texts {
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// "12,345".
    static func number(_ number: some BinaryInteger) -> String {
        let digits = Array("\(number.magnitude)")
        let grouped = digits.enumerated().map { index, digit in
            (index > 0 && (digits.count - index) % 3 == 0 ? "," : "") + String(digit)
        }
        return (number < 0 ? "-" : "") + grouped.joined()
    }

    /// "1 item", "12 items".
    static func count(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
        "\(number(count)) \(count == 1 ? noun : plural ?? noun + "s")"
    }

    /// "a, b and c".
    static func list(_ parts: [String]) -> String {
        guard let last = parts.last, parts.count > 1 else { return parts.joined() }
        return parts.dropLast().joined(separator: ", ") + " and " + last
    }

    /// "12 November 2026".
    static func date(_ day: Int64) -> String {
        let date = civil(day)
        return "\(date.day) \(months[date.month - 1]) \(date.year)"
    }

    /// "12 Nov".
    static func shortDate(_ day: Int64) -> String {
        let date = civil(day)
        return "\(date.day) \(months[date.month - 1].prefix(3))"
    }

    /// "November 2026".
    static func month(_ day: Int64) -> String {
        let date = civil(day)
        return "\(months[date.month - 1]) \(date.year)"
    }

    /// "Nov 2026".
    static func shortMonth(_ day: Int64) -> String {
        let date = civil(day)
        return "\(months[date.month - 1].prefix(3)) \(date.year)"
    }

    private static func civil(_ day: Int64) -> CivilTime { CivilTime(secondsSinceEpoch: day * 86_400) }

    /// The text with a capital at the beginning.
    static func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}

extension TimeZoneRules {
    /// "2026-11-12 08:00", as clocks of the zone show it.
    func minute(_ date: Date) -> String { String(second(date).dropLast(3)) }

    /// "2026-11-12 08:00:05".
    func second(_ date: Date) -> String {
        let time = civilTime(at: date)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return
            "\(time.year)-\(two(time.month))-\(two(time.day)) \(two(time.hour)):\(two(time.minute)):\(two(time.second))"
    }

    /// The name of the zone at an instant: "CET, UTC+1".
    func name(at date: Date) -> String {
        let type = type(at: Int64(date.timeIntervalSince1970.rounded(.down)))
        guard type.offset != 0 || type.abbreviation != "UTC" else { return "UTC" }
        let (hours, minutes) = (abs(type.offset) / 3600, abs(type.offset) / 60 % 60)
        return "\(type.abbreviation), UTC\(type.offset < 0 ? "−" : "+")\(hours)"
            + (minutes == 0 ? "" : ":\(minutes < 10 ? "0" : "")\(minutes)")
    }
}
