/// Spans of time as text, read as systemd 252 reads them.
///
/// - Note: Source: systemd.time(7), "Parsing time spans"; `systemd-analyze timespan` is the oracle.
package enum TimeSpan {
    /// The value of "infinity": 2⁶⁴−1 µs, systemd's own; some 584,000 years.
    package static let infinity = Duration.microseconds(Int64.max) + .microseconds(Int64.max) + .microseconds(1)

    /// Reads spans such as "15min", "2h 30min", "14d", "1.5h" or "infinity"; resolution 1 µs, finer digits are cut.
    ///
    /// - Parameters:
    ///   - text: numbers with units, added up. A month is 30.4375 days, a year 365.25. Case matters: "m" is minutes,
    ///     "M" months.
    ///   - requiresUnit: refuses a number without unit, which systemd takes for seconds. For settings where a forgotten
    ///     "d" does harm.
    /// - Throws: `TimeSpanError`, at the first offending part.
    package static func parse(_ text: String, requiresUnit: Bool = false) throws(TimeSpanError) -> Duration {
        var cursor = TextCursor(text)
        cursor.skipAll(whitespace)
        if cursor.skip("infinity") {
            cursor.skipAll(whitespace)
            guard cursor.isAtEnd else { throw .textAfterInfinity(offset: cursor.offset) }
            return infinity
        }
        guard !cursor.isAtEnd else { throw .empty }
        var total: UInt64 = 0
        while !cursor.isAtEnd {
            let start = cursor.offset
            let term = try parseTerm(&cursor, requiresUnit: requiresUnit)
            let (sum, overflow) = total.addingReportingOverflow(term)
            guard !overflow, sum != .max else { throw .tooLarge(offset: start) }
            total = sum
            cursor.skipAll(whitespace)
        }
        return duration(microseconds: total)
    }

    /// An exact form that `parse` reads back (up to 213,503,981 days): "2h 30min", "14d", "1s 500ms"; "0" and "infinity".
    ///
    /// The largest unit is the day: weeks add nothing, and systemd's months and years are not a calendar's.
    ///
    /// - Parameter span: not negative (a negative one is shown with "-", which does not read back); cut to 1 µs.
    package static func format(_ span: Duration) -> String {
        if span >= infinity { return "infinity" }
        if span < .zero { return "-" + format(.zero - span) }
        let (seconds, attoseconds) = span.components
        var rest = UInt64(seconds) * 1_000_000 + UInt64(attoseconds / 1_000_000_000_000)
        var parts: [String] = []
        for (name, size) in printedUnits where rest >= size {
            parts.append("\(rest / size)\(name)")
            rest %= size
        }
        return parts.isEmpty ? "0" : parts.joined(separator: " ")
    }

    private static let whitespace = " \t\n\r"

    private static let printedUnits: [(name: String, microseconds: UInt64)] = [
        ("d", 86_400_000_000), ("h", 3_600_000_000), ("min", 60_000_000), ("s", 1_000_000), ("ms", 1_000), ("us", 1),
    ]

    /// Tried in this order: a name precedes its own beginnings.
    private static let units: [(names: [String], microseconds: UInt64)] = [
        (["seconds", "second", "sec"], 1_000_000),
        (["minutes", "minute", "min"], 60_000_000),
        (["months", "month", "M"], 2_629_800_000_000),
        (["msec", "ms"], 1_000),
        (["usec", "us", "µs", "μs"], 1),
        (["hours", "hour", "hr", "h"], 3_600_000_000),
        (["days", "day", "d"], 86_400_000_000),
        (["weeks", "week", "w"], 604_800_000_000),
        (["years", "year", "y"], 31_557_600_000_000),
        (["s"], 1_000_000),
        (["m"], 60_000_000),
    ]

    /// Reads one number and its unit, from the first byte that is not white space.
    private static func parseTerm(_ cursor: inout TextCursor, requiresUnit: Bool) throws(TimeSpanError) -> UInt64 {
        let start = cursor.offset
        if cursor.peek() == UInt8(ascii: "-") { throw .negative(offset: start) }
        let hasSign = cursor.skip("+")
        let whole = cursor.digits()
        let startsWithPoint = !hasSign && cursor.peek() == UInt8(ascii: ".")
        guard !whole.isEmpty || startsWithPoint else { throw .notANumber(offset: start) }
        var fraction: [UInt8] = []
        if cursor.skip(".") {
            fraction = cursor.digits()
            guard !fraction.isEmpty else { throw .missingFraction(offset: cursor.offset) }
        }
        let gap = cursor.skipAll(whitespace)
        let unitOffset = cursor.offset
        let unit = units.first { unit in unit.names.contains { cursor.skip($0) } }
        if unit == nil {
            guard gap > 0 || cursor.isAtEnd else { throw .unknownUnit(offset: unitOffset) }
            guard !requiresUnit else { throw .missingUnit(offset: start) }
        }
        guard let term = microseconds(whole: whole, fraction: fraction, unit: unit?.microseconds ?? 1_000_000) else {
            throw .tooLarge(offset: start)
        }
        return term
    }

    /// `whole.fraction` times a unit; nil when too large.
    private static func microseconds(whole: [UInt8], fraction: [UInt8], unit: UInt64) -> UInt64? {
        guard let count = whole.decimalValue(), UInt64(count) < UInt64.max / unit else { return nil }
        var total = UInt64(count) * unit
        var place = unit / 10
        for digit in fraction {
            let (sum, overflow) = total.addingReportingOverflow(UInt64(digit) * place)
            if overflow { return nil }
            total = sum
            place /= 10
        }
        return total
    }

    private static func duration(microseconds: UInt64) -> Duration {
        Duration(
            secondsComponent: Int64(microseconds / 1_000_000),
            attosecondsComponent: Int64(microseconds % 1_000_000) * 1_000_000_000_000)
    }
}
