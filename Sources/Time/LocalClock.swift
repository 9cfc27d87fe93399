/// Turns local times into instants exactly as systemd does, that is, as glibc's mktime(3) does for it.
///
/// A local time that comes twice is read with the last used offset, and one that never comes moves by the length of the
/// gap. Hence the answer depends on earlier calls, and this type remembers them. `TimeZoneRules.instants(of:)` gives an
/// answer without history.
/// - Note: Source: mktime(3), glibc 2.36; experiments with `systemd-analyze calendar`.
struct LocalClock {
    /// An instant and what the clocks of the zone show then.
    struct Reading {
        /// Seconds since 1970-01-01 00:00:00 UTC.
        var instant: Int64
        var local: CivilTime
        var isDaylightSaving: Bool
    }

    private let rules: TimeZoneRules
    /// Seconds east of UTC, used for the last answer.
    private var lastOffset: Int64

    /// - Parameter instant: seconds since 1970; the offset in force then counts as the last used one.
    init(rules: TimeZoneRules, at instant: Int64) {
        self.rules = rules
        lastOffset = Int64(rules.type(at: instant).offset)
    }

    func reading(at instant: Int64) -> Reading {
        let type = rules.type(at: instant)
        let local = CivilTime(secondsSinceEpoch: instant + Int64(type.offset))
        return Reading(instant: instant, local: local, isDaylightSaving: type.isDaylightSaving)
    }

    /// The instant of a local time, whose components may be out of range.
    ///
    /// - Parameter isDaylightSaving: read the time as daylight saving time or not, even if the other is in force then;
    ///   nil: as the zone says.
    /// - Returns: nil before 1970, and if the zone never has the requested kind of time.
    mutating func reading(of local: CivilTime, isDaylightSaving: Bool?) -> Reading? {
        // Seconds beyond the minute are added after the search.
        var minuteBound = local
        minuteBound.second = min(local.second, 59)
        let flat = minuteBound.secondsSinceEpoch
        guard let found = search(flat, isDaylightSaving: isDaylightSaving) else { return nil }
        lastOffset = flat - found
        let instant = found + Int64(local.second - minuteBound.second)
        return instant < 0 ? nil : reading(at: instant)
    }

    /// Corrects a guess by the offset found there until it fits or goes back and forth over a gap.
    private func search(_ flat: Int64, isDaylightSaving wanted: Bool?) -> Int64? {
        var guess = flat - lastOffset
        var earlier = guess
        var latest = guess
        var latestWasDaylightSaving = false
        for _ in 0..<6 {
            let type = rules.type(at: guess)
            let better = flat - Int64(type.offset)
            if better == guess {
                guard let wanted, wanted != type.isDaylightSaving else { return guess }
                return extrapolate(flat, near: guess, isDaylightSaving: wanted)
            }
            // In a gap daylight saving time is preferred, or else the kind that was not requested.
            let isPreferred =
                wanted.map { $0 != type.isDaylightSaving } ?? (!latestWasDaylightSaving || type.isDaylightSaving)
            if guess == earlier, guess != latest, isPreferred { return guess }
            (earlier, latest, guess) = (latest, guess, better)
            latestWasDaylightSaving = type.isDaylightSaving
        }
        return nil
    }

    /// Reads the time with the offset of the nearest period of the wanted kind, within some 8.5 years.
    private func extrapolate(_ flat: Int64, near instant: Int64, isDaylightSaving: Bool) -> Int64? {
        // Just below a week: no such period of any zone is shorter.
        let stride: Int64 = 601_200
        for distance in Swift.stride(from: stride, to: 268_828_200, by: Int64.Stride(stride)) {
            for probe in [instant - distance, instant + distance] {
                let type = rules.type(at: probe)
                if type.isDaylightSaving == isDaylightSaving { return flat - Int64(type.offset) }
            }
        }
        return nil
    }
}
