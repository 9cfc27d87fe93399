/// Days of the week, Monday first.
struct WeekdaySet: Hashable, Sendable, CustomStringConvertible {
    static let all = WeekdaySet(bits: 0b111_1111)

    private static let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let fullNames = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

    /// Bit 0 is Monday.
    private var bits: UInt8

    private init(bits: UInt8) {
        self.bits = bits
    }

    /// - Parameter days: 0 is Monday, 6 is Sunday.
    init(_ days: some Sequence<Int>) {
        self.init(bits: days.reduce(0) { bits, day in bits | 1 << day })
    }

    /// - Parameter day: 0 is Monday, 6 is Sunday.
    func contains(_ day: Int) -> Bool { bits & 1 << day != 0 }

    /// "Mon,Wed..Fri": three or more days in a row become a range.
    var description: String {
        var runs: [ClosedRange<Int>] = []
        for day in 0..<7 where contains(day) {
            if let last = runs.last, last.upperBound == day - 1 {
                runs[runs.count - 1] = last.lowerBound...day
            } else {
                runs.append(day...day)
            }
        }
        return runs.map { run in
            let separator = run.count > 2 ? ".." : ","
            let ends = run.count == 1 ? [run.lowerBound] : [run.lowerBound, run.upperBound]
            return ends.map { Self.names[$0] }.joined(separator: separator)
        }.joined(separator: ",")
    }

    /// Reads "Mon..Wed,Sat " up to and including the blanks after it; nil, without moving, if no weekday comes first.
    ///
    /// - Note: "-" for ".." is an older spelling that systemd still reads. A trailing comma is allowed.
    static func parse(_ cursor: inout TextCursor) throws(CalendarError) -> WeekdaySet? {
        guard var day = parseDay(&cursor) else { return nil }
        var days = Set<Int>()
        var rangeStart: Int?
        while true {
            guard cursor.isAtEndOr("-., ") else { throw .invalidWeekday(offset: cursor.offset) }
            let first = rangeStart ?? day
            guard first <= day else { throw .weekdayRangeBackwards(offset: cursor.offset) }
            days.formUnion(first...day)
            if cursor.isAtEndOr(" ") { break }
            if cursor.skip(",") {
                rangeStart = nil
            } else {
                guard rangeStart == nil, cursor.skip("..") || cursor.skip("-") else {
                    throw .invalidWeekday(offset: cursor.offset)
                }
                rangeStart = day
            }
            if cursor.isAtEndOr(" ") {
                guard rangeStart == nil else { throw .openWeekdayRange(offset: cursor.offset) }
                break
            }
            guard let next = parseDay(&cursor) else { throw .invalidWeekday(offset: cursor.offset) }
            day = next
        }
        cursor.skipAll(" ")
        return WeekdaySet(days)
    }

    private static func parseDay(_ cursor: inout TextCursor) -> Int? {
        for day in 0..<7
        where cursor.skip(fullNames[day], ignoringCase: true) || cursor.skip(names[day], ignoringCase: true) {
            return day
        }
        return nil
    }
}
