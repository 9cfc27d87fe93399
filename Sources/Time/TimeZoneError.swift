/// Why bytes are not a usable time zone. Offsets are bytes from the start of the file, or of the POSIX rule.
package enum TimeZoneError: Error, Equatable, CustomStringConvertible {
    case notTZif
    case truncated(offset: Int)
    case leapSeconds
    case invalidIndex(offset: Int)
    case invalidOffset(offset: Int)
    case unorderedTransitions(offset: Int)
    case invalidRule(offset: Int)

    package var description: String {
        switch self {
        case .notTZif: "the file is not a time zone file (it does not begin with \"TZif\")"
        case .truncated(let offset): "the time zone file ends too early (at offset \(offset))"
        case .leapSeconds: "the time zone file counts leap seconds, which system clocks do not"
        case .invalidIndex(let offset): "the time zone file refers to something it lacks (at offset \(offset))"
        case .invalidOffset(let offset): "the time zone file has a UTC offset beyond 26 hours (at offset \(offset))"
        case .unorderedTransitions(let offset):
            "the transitions of the time zone file are not in order (at offset \(offset))"
        case .invalidRule(let offset): "the rule for future years is not a POSIX TZ rule (at its offset \(offset))"
        }
    }
}
