/// A schedule in cron's form: five fields, or a shorthand such as "@daily". We refuse it, but recognize what was meant.
///
/// - Note: Source: crontab(5) of Debian's cron.
package enum CronExpression {
    /// The calendar expression with the same meaning.
    ///
    /// - Returns: nil for a text that is not a cron expression, and for one without an equal calendar expression: of a
    ///   day of the month and a weekday cron requires one, systemd both.
    package static func calendar(for text: String) -> String? {
        let words = text.split(separator: " ").map { $0.lowercased() }
        if words.count == 1, let name = shorthands[words[0]] { return name }
        guard words.count == 5, let minute = field(words[0], 0...59), let hour = field(words[1], 0...23),
            let day = field(words[2], 1...31), let month = field(words[3], 1...12, names: months),
            let weekdays = weekdays(words[4])
        else { return nil }
        guard weekdays.isEmpty || words[2] == "*" else { return nil }
        let prefix = weekdays.isEmpty ? "" : "\(weekdays) "
        return "\(prefix)*-\(month)-\(day) \(hour):\(minute):00"
    }

    private static let shorthands = [
        "@yearly": "yearly", "@annually": "yearly", "@monthly": "monthly", "@weekly": "Sun *-*-* 00:00:00",
        "@daily": "daily", "@midnight": "daily", "@hourly": "hourly",
    ]
    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    private static let days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

    /// A part of a list: all values of the field, one value or a range, and the step.
    private struct Part {
        var first: Int
        /// Nil for a single value.
        var last: Int?
        var step: Int?
        var isAll = false
    }

    private static func parts(_ text: String, _ range: ClosedRange<Int>, names: [String]) -> [Part]? {
        var parts: [Part] = []
        for entry in text.split(separator: ",", omittingEmptySubsequences: false) {
            let halves = entry.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            var part = Part(first: range.lowerBound)
            if halves[0] == "*" {
                part.isAll = true
                part.last = range.upperBound
            } else {
                let ends = halves[0].split(separator: "-", omittingEmptySubsequences: false).map {
                    number(String($0), names, from: range.lowerBound)
                }
                guard (1...2).contains(ends.count), let first = ends[0], range.contains(first) else { return nil }
                part.first = first
                if ends.count == 2 {
                    guard let last = ends[1], range.contains(last), last >= first else { return nil }
                    part.last = last
                }
            }
            if halves.count == 2 {
                guard let step = Int(halves[1]), step > 0 else { return nil }
                part.step = step
            }
            parts.append(part)
        }
        return parts
    }

    private static func number(_ text: String, _ names: [String], from start: Int) -> Int? {
        if let index = names.firstIndex(of: text) { return index + start }
        return text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
    }

    /// As a field of a calendar expression: minutes and hours with two digits.
    private static func field(_ text: String, _ range: ClosedRange<Int>, names: [String] = []) -> String? {
        guard let parts = parts(text, range, names: names) else { return nil }
        if parts.contains(where: { $0.isAll && ($0.step ?? 1) == 1 }) { return "*" }
        return parts.map { part in
            let first = padded(part.first)
            let step = part.step.map { "/\($0)" } ?? ""
            // In both syntaxes a step without an end goes to the end of the field.
            guard let last = part.last, !part.isAll else { return first + step }
            return "\(first)..\(padded(last))\(step)"
        }.joined(separator: ",")
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// Empty for any day.
    private static func weekdays(_ text: String) -> String? {
        if text == "*" { return "" }
        guard let parts = parts(text, 0...7, names: days) else { return nil }
        let numbers = parts.flatMap { part in
            Array(
                stride(from: part.first, through: part.last ?? (part.step == nil ? part.first : 6), by: part.step ?? 1))
        }
        // Monday first; 0 and 7 are Sunday.
        let week = Set(numbers.map { $0 == 0 ? 7 : $0 }).sorted()
        if week.count == 7 { return "" }
        let name = { (day: Int) in days[day % 7].prefix(1).uppercased() + days[day % 7].dropFirst() }
        if week.count > 2, week.last! - week[0] == week.count - 1 { return "\(name(week[0]))..\(name(week.last!))" }
        return week.map(name).joined(separator: ",")
    }
}
