import FoundationEssentials
import Platform
import Retention
import RetentionEngine
import Synchronization
import Time

/// Instants for people of this machine, as systemd's own tools write them: `Sun 2026-11-29 03:00:00 CET`.
struct LocalTime: Sendable {
    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    let zone: TimeZoneRules

    private static let known = Mutex<LocalTime?>(nil)

    /// The machine's zone, as it was when it was first read or last forgotten.
    static var ofMachine: LocalTime {
        known.withLock { known in
            if let known { return known }
            let time = LocalTime(zone: ZoneInfoDirectory().localZone(tz: Environment["TZ"]))
            known = time
            return time
        }
    }

    /// Makes the machine's zone be read again.
    static func forgetZone() { known.withLock { $0 = nil } }

    func text(_ date: Date) -> String {
        let weekday = Self.weekdays[zone.civilTime(at: date).weekdayFromMonday]
        let offset = zone.type(at: Int64(date.timeIntervalSince1970.rounded(.down)))
        return "\(weekday) \(dateAndTime(date)) \(offset.abbreviation)"
    }

    /// The bare `2026-11-29 03:00:00`, or to the minute.
    func dateAndTime(_ date: Date, hasSeconds: Bool = true) -> String {
        let time = zone.civilTime(at: date)
        let day = "\(Self.padded(time.year, 4))-\(Self.padded(time.month))-\(Self.padded(time.day))"
        let clock = "\(Self.padded(time.hour)):\(Self.padded(time.minute))"
        return "\(day) \(clock)" + (hasSeconds ? ":\(Self.padded(time.second))" : "")
    }

    private static func padded(_ number: Int, _ digits: Int = 2) -> String {
        let text = "\(number)"
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
