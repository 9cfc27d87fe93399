import Foundation
import Testing
import Time

@testable import Retention

/// Incident classes I9 to I13 (`docs/concepts/incidents.md`): wrong clocks, zones and dates.
@Suite struct TimeIncidentsTests {
    private func schedule(_ text: String, local: String = "UTC") throws -> CalendarSchedule {
        let zone = try #require(InstalledZones.zone(local))
        return try CalendarSchedule(parsing: text, localZone: zone, zone: InstalledZones.zone)
    }

    private func times(_ schedule: CalendarSchedule, from start: Date, until end: Date) -> [Date] {
        Array(sequence(first: start) { schedule.next(after: $0) }.dropFirst().prefix { $0 < end })
    }

    /// Neither another schedule nor the machine's own zone affects the zone of a schedule.
    @Test func `incident 09: timezone leaks`() throws {
        let start = try Date("2026-11-23T00:00:00Z", strategy: .iso8601)
        let zones = [("Europe/Berlin", 2.0), ("America/New_York", 8), ("Asia/Kathmandu", -2.75 + 24), ("UTC", 3)]
        for local in ["UTC", "Pacific/Auckland", "America/New_York"] {
            for (zone, hours) in zones + zones.reversed() {
                let next = try schedule("*-*-* 03:00:00 \(zone)", local: local).next(after: start)
                #expect(next == start.addingTimeInterval(hours * 3_600), "\(zone) on a machine in \(local)")
            }
        }
    }

    /// Days of a retention have 24 hours, in every zone: nothing is due an hour early.
    @Test func `incident 09: timezone shortens a retention`() throws {
        let beforeTheChange = try Date("2026-10-24T12:00:00+02:00", strategy: .iso8601)
        let item = TrashedItem.file(trashed: beforeTheChange)
        let policy = Policy.with(retention: days(1))
        let due = beforeTheChange.addingTimeInterval(86_400)
        #expect(decision(item, policy, at: due.addingTimeInterval(-1)).decision == .keep)
        #expect(decision(item, policy, at: due).decision == .purge)
    }

    /// The changes of 2026 in zones that change by an hour, by half an hour, and on different days.
    @Test(arguments: ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Europe/Dublin", "America/Santiago"])
    func `incident 10: hour played twice`(zone: String) throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: zone))
        for (first, last) in [("2026-03-01", "2026-04-15"), ("2026-09-01", "2026-11-15")] {
            let start = try Date("\(first)T12:00:00Z", strategy: .iso8601)
            let end = try Date("\(last)T12:00:00Z", strategy: .iso8601)
            for hour in ["00:00", "00:30", "01:30", "02:00", "02:30"] {
                let schedule = try schedule("*-*-* \(hour):00 \(zone)")
                let times = times(schedule, from: start, until: end)
                let days = times.map { calendar.startOfDay(for: $0) }
                #expect(Set(days).count == days.count, "twice on one day at \(hour)")
                #expect(abs(times.count - Int(end.timeIntervalSince(start) / 86_400)) <= 1, "\(times.count) at \(hour)")
                let acted = slotsActedOn(schedule, times, from: start)
                #expect(acted == times, "at \(hour): \(Set(acted).symmetricDifference(times))")
            }
        }
    }

    /// The slots used by a service that checks every 15 minutes around each slot.
    private func slotsActedOn(_ schedule: CalendarSchedule, _ times: [Date], from start: Date) -> [Date] {
        var slots = PurgeSlots(handledUntil: start, pending: nil)
        var handled: [Date] = []
        for time in times {
            for minutes in [-15.0, 0, 15, 30, 45, 60, 75, 90, 105, 120] {
                let check = time.addingTimeInterval(minutes * 60)
                slots.advance(to: check, next: schedule.next, missed: .run, tolerance: .seconds(1_000))
                if let slot = slots.pending { handled.append(slot) }
                slots.pending = nil
            }
        }
        return handled
    }

    /// With any rules: nothing is purged without a date in the past, and no age removes protection.
    @Test(arguments: UInt64(1)...8)
    func `incident 11: wrong or missing timestamps`(seed: UInt64) {
        var random = RandomChoices(seed: seed)
        for round in 0..<100 {
            let policy = random.policy()
            let items = random.trash(12).map { item in
                var item = item
                item.trashedAt = random.one(of: [nil, ago(0, -1), ago(-1), ago(-20_000), .distantFuture])
                return item
            }
            #expect(purged(items, policy).isEmpty, "seed \(seed), round \(round)")
        }
        let young = Policy.with([.hold("young", .criterion(.age(min: nil, max: days(2))))], retention: days(1))
        #expect(decision(.file(trashed: nil), young).restore?.isRescue == true, "the portal may destroy it at any time")
        #expect(decision(.file(trashed: ago(-1)), young).decision == .hold)
    }

    /// A machine that wakes up in another year finds everything due; the portal's clock contradicts it.
    @Test(arguments: [-31_536_000, -301, 301, 31_536_000, 1e300, -1e300] as [Double])
    func `incident 12: wall clock jumps`(skew: Double) throws {
        #expect(Guardrail.clock(skewSeconds: 300) == nil)
        #expect(try #require(Guardrail.clock(skewSeconds: skew)).description.contains("clock"))
    }

    /// A clock set back repeats no purge; one that had been far ahead doesn't silence the schedule.
    @Test func `incident 12: wall clock jumps back`() throws {
        let daily = try schedule("daily")
        let slot = try #require(daily.next(after: now))
        var slots = PurgeSlots(handledUntil: now, pending: nil)
        slots.advance(to: slot, next: daily.next, missed: .run, tolerance: .zero)
        #expect(slots.pending == slot)
        slots.pending = nil
        for step in [-1.0, -3_600, -7_200, 1] {
            slots.advance(to: slot.addingTimeInterval(step), next: daily.next, missed: .run, tolerance: .zero)
            #expect(slots.pending == nil)
        }
    }

    /// The instant that a plan prints is the one at which the decision changes, and `age` counts in the same way.
    @Test(arguments: [1, 7, 14, 30] as [Int])
    func `incident 13: boundary disagreement`(count: Int) throws {
        let item = TrashedItem.file(trashed: ago(3.5))
        let policy = Policy.with(retention: days(count))
        let due = try #require(decision(item, policy).dueAt)
        let old = Condition.criterion(.age(min: days(count), max: nil))
        for (instant, isDue) in [(due.addingTimeInterval(-1), false), (due, true), (due.addingTimeInterval(1), true)] {
            #expect((decision(item, policy, at: instant).decision == .purge) == isDue)
            #expect(old.evaluate(item, now: instant) == TernaryResult(isDue))
        }
    }
}
