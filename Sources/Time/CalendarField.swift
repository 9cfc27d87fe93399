/// The parts of a date and time, from the largest to the smallest.
package enum CalendarField: Int, CaseIterable, Comparable, Sendable, CustomStringConvertible {
    case year, month, day, hour, minute, second

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    package var description: String {
        switch self {
        case .year: "year"
        case .month: "month"
        case .day: "day"
        case .hour: "hour"
        case .minute: "minute"
        case .second: "second"
        }
    }

    /// The values a schedule may name. Seconds are in microseconds.
    var range: ClosedRange<Int> {
        switch self {
        case .year: 1970...2199
        case .month: 1...12
        case .day: 1...31
        case .hour: 0...23
        case .minute: 0...59
        case .second: 0...59_999_999
        }
    }

    /// The first value of a field, used once a larger one has moved on.
    var first: Int { self == .month || self == .day ? 1 : 0 }

    /// A part of a sentence for `CalendarError`.
    var expectation: String {
        let limits = self == .second ? "0 to 59" : "\(range.lowerBound) to \(range.upperBound)"
        let fromEnd = self == .day ? " (with \"~\", 1 to 28)" : ""
        return "within \(limits)\(fromEnd), ranges must rise, and a repetition must fit in at least once"
    }

    /// One step in the units of `range`: 1 s is 1,000,000 µs.
    var unit: Int { self == .second ? 1_000_000 : 1 }

    /// The number of digits in the normalized form.
    var width: Int { self == .year ? 4 : 2 }
}

extension CivilTime {
    /// The components by field; `second` in whole seconds.
    subscript(field: CalendarField) -> Int {
        get {
            switch field {
            case .year: year
            case .month: month
            case .day: day
            case .hour: hour
            case .minute: minute
            case .second: second
            }
        }
        set {
            switch field {
            case .year: year = newValue
            case .month: month = newValue
            case .day: day = newValue
            case .hour: hour = newValue
            case .minute: minute = newValue
            case .second: second = newValue
            }
        }
    }
}
