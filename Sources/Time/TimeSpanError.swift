/// Why a text is not a time span. Offsets are bytes from the start of the text.
package enum TimeSpanError: Error, Equatable, CustomStringConvertible {
    case empty
    case negative(offset: Int)
    case notANumber(offset: Int)
    case missingFraction(offset: Int)
    case unknownUnit(offset: Int)
    case missingUnit(offset: Int)
    case tooLarge(offset: Int)
    case textAfterInfinity(offset: Int)

    package var description: String {
        switch self {
        case .empty: "the time span is empty, expected one such as \"2h 30min\""
        case .negative(let offset): "a time span cannot be negative (at offset \(offset))"
        case .notANumber(let offset): "expected a number at offset \(offset), as in \"2h 30min\""
        case .missingFraction(let offset): "expected digits after the decimal point at offset \(offset)"
        case .unknownUnit(let offset):
            "unknown unit of time at offset \(offset), known are us, ms, s, min, h, d, w, month, y"
        case .missingUnit(let offset): "the number at offset \(offset) needs a unit, such as \"min\", \"h\" or \"d\""
        case .tooLarge(let offset): "the time span is too large (at offset \(offset))"
        case .textAfterInfinity(let offset): "\"infinity\" must be alone, but more text follows at offset \(offset)"
        }
    }
}
