/// Why a text is not a calendar expression. Offsets are bytes from the start of the text.
package enum CalendarError: Error, Equatable, CustomStringConvertible {
    case empty
    case invalidWeekday(offset: Int)
    case openWeekdayRange(offset: Int)
    case weekdayRangeBackwards(offset: Int)
    case notANumber(offset: Int)
    case numberTooLarge(offset: Int)
    case missingFraction(offset: Int)
    case zeroRepetition(offset: Int)
    case secondsRangeTooShort(offset: Int)
    case tooManyValues(offset: Int)
    case unexpectedText(offset: Int)
    case outOfRange(CalendarField)

    package var description: String {
        switch self {
        case .empty: "the schedule is empty, expected one such as \"Sun *-*-* 03:00:00\""
        case .invalidWeekday(let offset): "expected a weekday such as \"Mon\" or \"Monday\" at offset \(offset)"
        case .openWeekdayRange(let offset): "the range of weekdays has no end (at offset \(offset))"
        case .weekdayRangeBackwards(let offset):
            "the range of weekdays runs backwards, weeks begin on Monday (at offset \(offset))"
        case .notANumber(let offset): "expected a number or \"*\" at offset \(offset), as in \"*-*-* 03:00:00\""
        case .numberTooLarge(let offset): "the number at offset \(offset) is too large"
        case .missingFraction(let offset): "expected digits after the decimal point at offset \(offset)"
        case .zeroRepetition(let offset): "a repetition cannot be 0 (at offset \(offset))"
        case .secondsRangeTooShort(let offset): "the range of seconds at offset \(offset) is shorter than its step"
        case .tooManyValues(let offset): "the list has too many values, from offset \(offset) on"
        case .unexpectedText(let offset): "the schedule makes no sense from offset \(offset) on"
        case .outOfRange(let field): "the \(field) must be \(field.expectation)"
        }
    }
}
