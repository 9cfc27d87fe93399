import ArgumentParser
import FoundationEssentials
import Platform
import Retention
import RetentionEngine
import Time

/// An instant on the command line: RFC 3339, or a timestamp of systemd.time(7); local time if it has no zone.
struct Instant: ExpressibleByArgument {
    let date: Date

    init?(argument: String) {
        let zone = ZoneInfoDirectory().localZone(tz: Environment["TZ"])
        guard let date = Self.parse(argument, now: Date(), zone: zone) else { return nil }
        self.date = date
    }

    private static func parse(_ text: String, now: Date, zone: TimeZoneRules) -> Date? {
        switch text {
        case "now": return now
        case "today", "yesterday", "tomorrow":
            var day = zone.civilTime(at: now)
            (day.hour, day.minute, day.second) = (0, 0, 0)
            day.day += ["yesterday": -1, "tomorrow": 1][text] ?? 0
            return zone.instants(of: day).preferred
        default: return relative(text, now: now) ?? absolute(text, zone: zone)
        }
    }

    /// "-2h", "2h ago", "+30min".
    private static func relative(_ text: String, now: Date) -> Date? {
        if text.hasSuffix(" ago") { return seconds(text.dropLast(4)).map { now.addingTimeInterval(-$0) } }
        if text.hasPrefix("-") { return seconds(text.dropFirst()).map { now.addingTimeInterval(-$0) } }
        if text.hasPrefix("+") { return seconds(text.dropFirst()).map { now.addingTimeInterval($0) } }
        return nil
    }

    private static func seconds(_ span: Substring) -> Double? {
        guard let duration = try? TimeSpan.parse(String(span)), duration < .seconds(1_000_000_000_000) else {
            return nil
        }
        return duration / .seconds(1)
    }

    /// RFC 3339 as in the policy, or the same without the zone, down to the day.
    private static func absolute(_ text: String, zone: TimeZoneRules) -> Date? {
        // To the minute means its beginning.
        let full = text.utf8.count == 16 ? text + ":00" : text
        let isLocal = full.utf8.count == 10 || full.utf8.count == 19
        guard let date = PolicyInstant.parse(isLocal && full.utf8.count == 19 ? full + "Z" : full) else { return nil }
        guard isLocal else { return date }
        return zone.instants(of: TimeZoneRules.utc.civilTime(at: date)).preferred
    }
}
