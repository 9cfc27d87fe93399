package import FoundationEssentials

/// Recurring points in time, in the syntax of systemd's `OnCalendar=`.
///
/// Reads, normalizes and repeats as systemd 252 does; `systemd-analyze calendar` is the oracle, and the differential
/// test lists the remaining differences.
/// - Note: Source: systemd.time(7), "Calendar events".
package struct CalendarSchedule: Hashable, Sendable {
    /// The zone that an expression names at its end.
    private enum Zone: Hashable {
        case local
        /// The local zone by its abbreviation: "CEST" means that clocks show daylight saving time, even in winter.
        case localAbbreviation(String, isDaylightSaving: Bool)
        case utc
        case named(String)
    }

    /// The expression as given.
    package let text: String
    private let pattern: CalendarPattern
    private let zone: Zone
    private let rules: TimeZoneRules

    /// Reads an expression such as "Sun *-*-* 03:00:00 Europe/Berlin", "weekly" or "Mon *-05~07/1".
    ///
    /// - Parameters:
    ///   - localZone: used for expressions that name no zone.
    ///   - zone: finds a zone by its IANA name, case-sensitive; nil if there is none. Called with the last word of the
    ///     text, which need not be a zone.
    /// - Throws: `CalendarError`, at the first offending part.
    package init(
        parsing text: String, localZone: TimeZoneRules, zone find: (String) -> TimeZoneRules?
    ) throws(CalendarError) {
        let bytes = Array(text.utf8)
        var rest = bytes
        var zone = Zone.local
        var rules = localZone
        if let prefix = bytes.dropping(suffix: "UTC") {
            (rest, zone, rules) = (prefix, .utc, .utc)
        } else if let (prefix, abbreviation) = Self.localAbbreviation(of: localZone, endOf: bytes) {
            (rest, zone) = (prefix, abbreviation)
        } else if let space = bytes.lastIndex(of: UInt8(ascii: " ")), space + 1 < bytes.count {
            let name = String(decoding: bytes[(space + 1)...], as: UTF8.self)
            if let found = find(name) { (rest, zone, rules) = (Array(bytes[..<space]), .named(name), found) }
        }
        let (pattern, isUTC) = try CalendarPattern.parse(rest)
        self.text = text
        self.pattern = pattern
        self.zone = isUTC ? .utc : zone
        self.rules = isUTC ? .utc : rules
    }

    /// The expression as `systemd-analyze calendar` prints it as "Normalized form".
    package var normalized: String {
        switch zone {
        case .local: pattern.description
        case .localAbbreviation(let name, _): "\(pattern) \(name)"
        case .utc: "\(pattern) UTC"
        case .named(let name): "\(pattern) \(name)"
        }
    }

    /// The first matching instant strictly after another one; resolution 1 µs.
    ///
    /// - Returns: nil if there is none up to the end of 2199, systemd's last year. Never before 1970.
    package func next(after: Date) -> Date? {
        let microseconds = (after.timeIntervalSince1970 * 1_000_000).rounded()
        guard microseconds < 253_402_214_400_000_000 else { return nil }
        let start = Int64(max(microseconds, -1)) + 1
        var isDaylightSaving: Bool?
        if case .localAbbreviation(_, let given) = zone { isDaylightSaving = given }
        var search = CalendarSearch(pattern: pattern, zone: rules, isDaylightSaving: isDaylightSaving, from: start)
        return search.run().map { Date(timeIntervalSince1970: TimeInterval($0) / 1_000_000) }
    }

    private static func localAbbreviation(of zone: TimeZoneRules, endOf text: [UInt8]) -> (rest: [UInt8], zone: Zone)? {
        let (standard, daylightSaving) = zone.abbreviations
        for (name, isDaylightSaving) in [(standard, false), (daylightSaving ?? standard, true)] {
            if let rest = text.dropping(suffix: name) {
                return (rest, .localAbbreviation(name, isDaylightSaving: isDaylightSaving))
            }
        }
        return nil
    }
}

extension [UInt8] {
    /// The text before a blank and `word` at its end, in any case (ASCII); nil if it has another end.
    fileprivate func dropping(suffix word: String) -> [UInt8]? {
        let expected = " ".utf8.map(\.self) + word.utf8.map(\.asciiLowercased)
        guard !word.isEmpty, suffix(expected.count).map(\.asciiLowercased) == expected else { return nil }
        return Array(dropLast(expected.count))
    }
}
