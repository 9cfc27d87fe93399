import Foundation
import Testing
import Time

@testable import Retention

/// A schedule of 03:00 UTC each day, checked whenever a sweep runs.
@Suite struct PurgeSlotsTests {
    private static let day = 86_400.0
    private static let midnight = Date(timeIntervalSince1970: 1_795_392_000)

    private static func next(after date: Date) -> Date? {
        let sinceSlot = date.timeIntervalSince(midnight) - 3 * 3_600
        return midnight.addingTimeInterval(3 * 3_600 + ((sinceSlot / day).rounded(.down) + 1) * day)
    }

    /// An instant by day and hour.
    private static func at(_ day: Int, _ hour: Double) -> Date {
        midnight.addingTimeInterval(Double(day) * self.day + hour * 3_600)
    }

    /// Purges at once when something is pending, and returns the checks at which that happened.
    private func purges(
        _ checks: [Date], from start: PurgeSlots = PurgeSlots(handledUntil: at(0, 0), pending: nil),
        missed: MissedPurge = .run, tolerance: Duration = .seconds(1_000)
    ) -> [Date] {
        var slots = start
        return checks.filter { check in
            slots.advance(to: check, next: Self.next, missed: missed, tolerance: tolerance)
            defer { slots.pending = nil }
            return slots.pending != nil
        }
    }

    @Test func `purges once per slot`() {
        let checks = (0..<5).flatMap { day in stride(from: 0.0, to: 24, by: 0.25).map { Self.at(day, $0) } }
        #expect(purges(checks) == (0..<5).map { Self.at($0, 3) })
    }

    @Test func `a slot has come at its very instant`() {
        #expect(purges([Self.at(0, 3).addingTimeInterval(-1), Self.at(0, 3), Self.at(0, 3)]) == [Self.at(0, 3)])
    }

    @Test func `a slot stays pending until it is carried out`() {
        var slots = PurgeSlots(handledUntil: Self.at(0, 0), pending: nil)
        for hour in [4.0, 5, 30, 60] {
            slots.advance(to: Self.at(0, hour), next: Self.next, missed: .skip, tolerance: .seconds(86_400))
            #expect(slots.pending == Self.at(0, 3))
        }
    }

    @Test func `several missed slots are purged once`() {
        #expect(purges([Self.at(4, 12), Self.at(4, 13)]) == [Self.at(4, 12)])
    }

    @Test func `run catches up after a downtime`() {
        #expect(purges([Self.at(0, 2), Self.at(0, 9)], missed: .run) == [Self.at(0, 9)])
    }

    @Test func `skip waits for the next slot after a downtime`() {
        #expect(purges([Self.at(0, 2), Self.at(0, 9), Self.at(1, 3.1)], missed: .skip) == [Self.at(1, 3.1)])
    }

    @Test func `skip forgives an ordinary delay`() {
        let late = Self.at(0, 3).addingTimeInterval(999)
        #expect(purges([Self.at(0, 2), late], missed: .skip) == [late])
        let tooLate = Self.at(0, 3).addingTimeInterval(1_001)
        #expect(purges([Self.at(0, 2), tooLate], missed: .skip).isEmpty)
    }

    @Test func `a new account or schedule starts from here`() {
        let fresh = PurgeSlots(handledUntil: nil, pending: nil)
        #expect(purges([Self.at(0, 4), Self.at(0, 23), Self.at(1, 3)], from: fresh) == [Self.at(1, 3)])
    }

    /// A clock that was far ahead must not silence the schedule until that day comes again.
    @Test func `a clock set back does not stop the schedule`() {
        let slots = PurgeSlots(handledUntil: Self.at(5_000, 0), pending: nil)
        #expect(purges([Self.at(0, 2), Self.at(0, 3)], from: slots) == [Self.at(0, 3)])
    }

    /// An NTP step of a second across a slot.
    @Test func `a small step back does not repeat a slot`() {
        let checks = [Self.at(0, 3), Self.at(0, 3).addingTimeInterval(-1), Self.at(0, 3.25)]
        #expect(purges(checks) == [Self.at(0, 3)])
    }

    /// Found with checks every quarter of an hour at the end of daylight saving time: 01:30 came twice.
    @Test(arguments: [MissedPurge.run, .skip])
    func `a local time that comes twice is purged once`(missed: MissedPurge) throws {
        let schedule = try CalendarSchedule(
            parsing: "01:30 America/New_York", localZone: .utc, zone: InstalledZones.zone)
        let first = try Date("2026-11-01T05:30:00Z", strategy: .iso8601)
        var slots = PurgeSlots(handledUntil: first.addingTimeInterval(-3_600), pending: nil)
        var purges: [Date] = []
        for minutes in stride(from: -45.0, through: 23 * 60, by: 15) {
            let check = first.addingTimeInterval(minutes * 60)
            slots.advance(to: check, next: schedule.next, missed: missed, tolerance: .seconds(1_000))
            if slots.pending != nil { purges.append(check) }
            slots.pending = nil
        }
        #expect(purges == [first])
    }

    @Test(arguments: [MissedPurge.run, .skip])
    func `a dense schedule after a long pause comes to an end`(missed: MissedPurge) {
        var slots = PurgeSlots(handledUntil: Self.at(0, 0), pending: nil)
        var calls = 0
        let everySecond = { (date: Date) -> Date? in
            calls += 1
            return date.addingTimeInterval(1)
        }
        slots.advance(to: Self.at(400, 0), next: everySecond, missed: missed, tolerance: .seconds(60))
        #expect(slots.pending != nil)
        #expect(slots.handledUntil == Self.at(400, 0))
        #expect(calls < 2_000)
    }

    @Test(arguments: UInt64(1)...50)
    func `never purges a slot twice at any rhythm of checks`(seed: UInt64) {
        var random = RandomChoices(seed: seed)
        var check = Self.at(0, 0)
        let checks = (0..<200).map { _ in
            check = check.addingTimeInterval(Double(Int.random(in: 0...20_000, using: &random)))
            return check
        }
        let days = purges(checks).map { Int(($0.timeIntervalSince(Self.at(0, 3)) / Self.day).rounded(.down)) }
        #expect(days == Array(Set(days)).sorted(), "seed \(seed)")
        let last = Int((check.timeIntervalSince(Self.at(0, 3)) / Self.day).rounded(.down))
        #expect(days == Array(0...last), "seed \(seed): checks are never a day apart, so no slot is skipped")
    }
}
