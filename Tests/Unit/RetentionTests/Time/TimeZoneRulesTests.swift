import Foundation
import Retention
import Testing
import Time

@Suite("Time zones")
struct TimeZoneRulesTests {
    private func date(_ text: String) throws -> Date {
        try Date(text, strategy: .iso8601)
    }

    struct Offset: CustomTestStringConvertible, Sendable {
        var zone: String
        var instant: String
        var seconds: Int
        var testDescription: String { "\(zone) at \(instant)" }
    }

    @Test(arguments: [
        Offset(zone: "UTC", instant: "2026-07-01T00:00:00Z", seconds: 0),
        Offset(zone: "Europe/Berlin", instant: "2026-03-29T00:59:59Z", seconds: 3600),
        Offset(zone: "Europe/Berlin", instant: "2026-03-29T01:00:00Z", seconds: 7200),
        Offset(zone: "Europe/Berlin", instant: "2150-07-01T00:00:00Z", seconds: 7200),
        Offset(zone: "Europe/Berlin", instant: "2150-12-31T23:30:00Z", seconds: 3600),
        Offset(zone: "Australia/Lord_Howe", instant: "2026-01-01T00:00:00Z", seconds: 39_600),
        Offset(zone: "Australia/Lord_Howe", instant: "2100-01-01T00:00:00Z", seconds: 39_600),
        Offset(zone: "Australia/Lord_Howe", instant: "2100-07-01T00:00:00Z", seconds: 37_800),
        Offset(zone: "Asia/Kathmandu", instant: "2026-01-01T00:00:00Z", seconds: 20_700),
        Offset(zone: "Africa/Casablanca", instant: "2026-03-01T00:00:00Z", seconds: 0),
        Offset(zone: "America/New_York", instant: "1883-01-01T00:00:00Z", seconds: -17_762),
    ])
    func `knows the offset`(_ offset: Offset) throws {
        let zone = try #require(InstalledZones.zone(offset.zone))
        #expect(zone.offset(at: try date(offset.instant)) == offset.seconds)
    }

    /// Against the zones of Foundation, which come from its own tables.
    @Test(arguments: [
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Santiago", "Asia/Tokyo",
        "Europe/London", "Pacific/Auckland",
    ])
    func `agrees with Foundation`(name: String) throws {
        let zone = try #require(InstalledZones.zone(name))
        let reference = try #require(TimeZone(identifier: name))
        for hours in stride(from: 0, to: 24 * 365 * 60, by: 17) {
            let date = Date(timeIntervalSince1970: TimeInterval(hours) * 3600)
            #expect(zone.offset(at: date) == reference.secondsFromGMT(for: date), "\(name) at \(date)")
        }
    }

    @Test func `distinguishes gaps and folds from other times`() throws {
        let berlin = try #require(InstalledZones.zone("Europe/Berlin"))
        #expect(
            berlin.instants(of: CivilTime(year: 2026, month: 3, day: 29, hour: 2, minute: 30))
                == .gap(earlier: try date("2026-03-29T00:30:00Z"), later: try date("2026-03-29T01:30:00Z")))
        #expect(
            berlin.instants(of: CivilTime(year: 2026, month: 10, day: 25, hour: 2, minute: 30))
                == .fold(first: try date("2026-10-25T00:30:00Z"), second: try date("2026-10-25T01:30:00Z")))
        #expect(
            berlin.instants(of: CivilTime(year: 2026, month: 10, day: 25, hour: 3))
                == .single(try date("2026-10-25T02:00:00Z")))
        #expect(
            berlin.instants(of: CivilTime(year: 2026, month: 3, day: 29, hour: 3))
                == .single(try date("2026-03-29T01:00:00Z")))
    }

    @Test func `leaves out a day that a zone skipped`() throws {
        let apia = try #require(InstalledZones.zone("Pacific/Apia"))
        let instants = apia.instants(of: CivilTime(year: 2011, month: 12, day: 30, hour: 12))
        #expect(instants.preferred == (try date("2011-12-30T22:00:00Z")))
    }

    @Test(arguments: 1...4)
    func `reads every file version`(version: Int) throws {
        let zone = try TimeZoneRules(tzif: SmallTZif(version: version).bytes, identifier: "Test")
        #expect(zone.offset(at: Date(timeIntervalSince1970: 999)) == 0)
        #expect(zone.offset(at: Date(timeIntervalSince1970: 1000)) == 3600)
        // Only later versions have the rule for the years to come, here "XXT-1YYT,M3.5.0,M10.5.0/3".
        #expect(zone.offset(at: try date("2026-07-01T00:00:00Z")) == (version == 1 ? 3600 : 7200))
    }

    @Test func `refuses damaged files`() throws {
        let whole = SmallTZif(version: 2).bytes
        for length in 0..<whole.count {
            #expect(throws: TimeZoneError.self) {
                try TimeZoneRules(tzif: Array(whole.prefix(length)), identifier: "Test")
            }
        }
        var random = RandomChoices(seed: 7)
        for _ in 0..<20_000 {
            var damaged = whole
            damaged[Int.random(in: 0..<whole.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            // Either answer is fine, a crash is not.
            let zone = try? TimeZoneRules(tzif: damaged, identifier: "Test")
            _ = zone?.offset(at: Date(timeIntervalSince1970: 5_000_000_000))
        }
    }

    @Test func `refuses leap seconds`() {
        #expect(throws: TimeZoneError.leapSeconds) {
            try TimeZoneRules(tzif: SmallTZif(version: 1, leapCount: 1).bytes, identifier: "right/Test")
        }
    }
}

/// A time zone file with one change, from UTC to an hour ahead at 1000 s after the epoch.
private struct SmallTZif {
    var version: Int
    var leapCount = 0

    var bytes: [UInt8] {
        let later = version == 1 ? [] : block(timeSize: 8) + Array("\nXXT-1YYT,M3.5.0,M10.5.0/3\n".utf8)
        return block(timeSize: 4) + later
    }

    private func block(timeSize: Int) -> [UInt8] {
        let mark: UInt8 = version == 1 ? 0 : UInt8(ascii: "0") + UInt8(version)
        var bytes = Array("TZif".utf8) + [mark] + [UInt8](repeating: 0, count: 15)
        for count in [0, 0, leapCount, 1, 2, 8] { bytes += bigEndian(count, size: 4) }
        bytes += bigEndian(1000, size: timeSize) + [1]
        bytes += bigEndian(0, size: 4) + [0, 0] + bigEndian(3600, size: 4) + [0, 4]
        return bytes + Array("UTC\0XXT\0".utf8) + [UInt8](repeating: 0, count: leapCount * (timeSize + 4))
    }

    private func bigEndian(_ value: Int, size: Int) -> [UInt8] {
        (0..<size).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
}
