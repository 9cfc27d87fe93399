package import FoundationEssentials

/// The offsets of one time zone, past and future.
///
/// FoundationEssentials has no named zones, and the C library's zone belongs to the whole process; hence this type.
/// - Note: Source: RFC 9636 (TZif), POSIX.1 Base Definitions 8.3 (TZ).
package struct TimeZoneRules: Hashable, Sendable {
    /// The clock settings of a zone for a period.
    package struct LocalTimeType: Hashable, Sendable {
        /// Seconds east of UTC.
        package var offset: Int
        /// The file's own flag. Zones may call winter daylight saving time (Europe/Dublin, Africa/Casablanca).
        package var isDaylightSaving: Bool
        /// As in "CET"; numeric ("+0545") where no other is in use.
        package var abbreviation: String
    }

    /// A change of clocks: from `instant` on, `type` is in force.
    package struct Transition: Hashable, Sendable {
        /// Seconds since 1970-01-01 00:00:00 UTC.
        package var instant: Int64
        package var type: LocalTimeType
    }

    /// As given, usually the IANA name. Empty if not known.
    package let identifier: String
    /// In force before the first transition.
    let initialType: LocalTimeType
    /// Ascending, without duplicates.
    let transitions: [Transition]
    /// In force from the last transition on; nil: that transition's type stays.
    let futureRule: POSIXTimeZone?

    /// Coordinated Universal Time, which needs no file.
    package static let utc = TimeZoneRules(
        identifier: "UTC",
        initialType: LocalTimeType(offset: 0, isDaylightSaving: false, abbreviation: "UTC"),
        transitions: [],
        futureRule: nil)

    /// The time type in force at an instant, in seconds since 1970-01-01 00:00:00 UTC.
    package func type(at instant: Int64) -> LocalTimeType {
        guard let last = transitions.last else { return futureRule?.type(at: instant) ?? initialType }
        if instant >= last.instant { return futureRule?.type(at: instant) ?? last.type }
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].instant <= instant { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? initialType : transitions[low - 1].type
    }

    /// Seconds east of UTC at an instant.
    package func offset(at date: Date) -> Int {
        type(at: Int64(date.timeIntervalSince1970.rounded(.down))).offset
    }

    /// The date and time that clocks of the zone show at an instant, in whole seconds.
    package func civilTime(at date: Date) -> CivilTime {
        let instant = Int64(date.timeIntervalSince1970.rounded(.down))
        return CivilTime(secondsSinceEpoch: instant + Int64(type(at: instant).offset))
    }

    /// The abbreviations that a time in this zone may carry now ("CET" and "CEST"); the second is nil without daylight
    /// saving time in the whole history of the zone.
    package var abbreviations: (standard: String, daylightSaving: String?) {
        let history = [initialType] + transitions.map(\.type)
        let standard = futureRule?.standard ?? history.last { !$0.isDaylightSaving }
        let daylightSaving = futureRule?.daylightSaving?.type ?? history.last { $0.isDaylightSaving }
        return (standard?.abbreviation ?? initialType.abbreviation, daylightSaving?.abbreviation)
    }
}
