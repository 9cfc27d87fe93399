package import Time

/// The hint for a text that is not a schedule.
package enum ScheduleHint {
    /// - Parameters:
    ///   - text: the unreadable one.
    ///   - zone: as for `CalendarSchedule`.
    ///   - zoneNames: all zones of this machine; called only for a text that seems to name one.
    /// - Returns: one clause or several; nil if there is nothing to add to the error.
    package static func text(
        for text: String, zone find: (String) -> TimeZoneRules?, zoneNames: () -> [String]
    ) -> String? {
        let words = text.split(separator: " ").map(String.init)
        let isZoned = words.count > 5 && words.last.map { find($0) != nil } == true
        let cron = isZoned ? words.dropLast().joined(separator: " ") : text
        if let calendar = CronExpression.calendar(for: cron) {
            let zone = isZoned ? " \(words.last!)" : ""
            return "this is a cron expression; as a calendar expression it is \"\(calendar)\(zone)\""
        }
        return unknownZone(words, find, zoneNames)
    }

    private static func unknownZone(
        _ words: [String], _ find: (String) -> TimeZoneRules?, _ zoneNames: () -> [String]
    ) -> String? {
        guard words.count > 1, let last = words.last, last.first?.isLetter == true, find(last) == nil else {
            return nil
        }
        let guess = suggestion(for: last, among: zoneNames())
        // A day or a shorthand has no slash; a text unlike any zone is not meant as one.
        guard last.contains("/") || guess != nil else { return nil }
        return "there is no time zone \"\(String(sanitizing: last))\" on this machine"
            + (guess.map { "; did you mean \"\($0)\"?" } ?? "")
    }
}
