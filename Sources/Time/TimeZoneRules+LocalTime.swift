package import FoundationEssentials

extension TimeZoneRules {
    /// The instants at which clocks of a zone show a date and time.
    package enum Instants: Hashable, Sendable {
        /// The usual case.
        case single(Date)
        /// Clocks were set back: the time comes twice, with the larger offset first.
        case fold(first: Date, second: Date)
        /// Clocks were set forward over the time. With the offset before the change it is `later`, an instant after the
        /// change; with the offset after the change it is `earlier`, an instant before.
        case gap(earlier: Date, later: Date)

        /// One instant for all cases: the first of two, and in a gap the one after the change.
        package var preferred: Date {
            switch self {
            case .single(let instant): instant
            case .fold(let first, _): first
            case .gap(_, let later): later
            }
        }
    }

    /// Finds the instants of a local date and time.
    package func instants(of local: CivilTime) -> Instants {
        let flat = local.secondsSinceEpoch
        // Offsets are within 26 hours, and no zone changes them twice within two days of a time.
        let before = Int64(type(at: flat - 93_600).offset)
        let after = Int64(type(at: flat + 93_600).offset)
        let candidates = [flat - before, flat - after]
        let matches = Set(candidates.filter { flat == $0 + Int64(type(at: $0).offset) }).sorted()
        switch (matches.first, matches.last) {
        case (let first?, let last?) where first != last: return .fold(first: date(first), second: date(last))
        case (let only?, _): return .single(date(only))
        default: return .gap(earlier: date(candidates.min() ?? flat), later: date(candidates.max() ?? flat))
        }
    }

    private func date(_ secondsSinceEpoch: Int64) -> Date {
        Date(timeIntervalSince1970: TimeInterval(secondsSinceEpoch))
    }
}
