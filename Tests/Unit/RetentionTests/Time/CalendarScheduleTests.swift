import Foundation
import Retention
import Testing
import Time

/// The tables of systemd.time(7), errors, and changes of clocks. The differential test covers the rest.
@Suite("Calendar schedules")
struct CalendarScheduleTests {
    private func schedule(_ text: String, in zone: String = "UTC") throws -> CalendarSchedule {
        let local = try #require(InstalledZones.zone(zone))
        return try CalendarSchedule(parsing: text, localZone: local, zone: InstalledZones.zone)
    }

    private func date(_ text: String) throws -> Date {
        try Date(text, strategy: .iso8601)
    }

    /// The first instants after another, as text.
    private func next(_ count: Int, of text: String, in zone: String = "UTC", after: String) throws -> [String] {
        let schedule = try schedule(text, in: zone)
        var instants: [String] = []
        var last = try date(after)
        while instants.count < count, let next = schedule.next(after: last) {
            instants.append(next.ISO8601Format())
            last = next
        }
        return instants
    }

    struct Form: CustomTestStringConvertible, Sendable {
        var text: String
        var normalized: String
        var testDescription: String { "'\(text)'" }

        init(_ text: String, _ normalized: String) {
            self.text = text
            self.normalized = normalized
        }
    }

    @Test(arguments: [
        Form("Sat,Thu,Mon..Wed,Sat..Sun", "Mon..Thu,Sat,Sun *-*-* 00:00:00"),
        Form("Mon,Sun 12-*-* 2,1:23", "Mon,Sun 2012-*-* 01,02:23:00"),
        Form("Wed *-1", "Wed *-*-01 00:00:00"),
        Form("Wed..Wed,Wed *-1", "Wed *-*-01 00:00:00"),
        Form("Wed, 17:48", "Wed *-*-* 17:48:00"),
        Form("Wed..Sat,Tue 12-10-15 1:2:3", "Tue..Sat 2012-10-15 01:02:03"),
        Form("*-*-7 0:0:0", "*-*-07 00:00:00"),
        Form("10-15", "*-10-15 00:00:00"),
        Form("monday *-12-* 17:00", "Mon *-12-* 17:00:00"),
        Form("Mon,Fri *-*-3,1,2 *:30:45", "Mon,Fri *-*-01,02,03 *:30:45"),
        Form("12,14,13,12:20,10,30", "*-*-* 12,13,14:10,20,30:00"),
        Form("12..14:10,20,30", "*-*-* 12..14:10,20,30:00"),
        Form("mon,fri *-1/2-1,3 *:30:45", "Mon,Fri *-01/2-01,03 *:30:45"),
        Form("05:40:23.4200004/3.1700005", "*-*-* 05:40:23.420000/3.170001"),
        Form("2003-02..04-05", "2003-02..04-05 00:00:00"),
        Form("2003-03-05 05:40 UTC", "2003-03-05 05:40:00 UTC"),
        Form("weekly Pacific/Auckland", "Mon *-*-* 00:00:00 Pacific/Auckland"),
        Form("semi-annually", "*-01,07-01 00:00:00"),
        Form("QUARTERLY", "*-01,04,07,10-01 00:00:00"),
        Form("*-02~03", "*-02~03 00:00:00"),
        Form("Mon *-05~07/1", "Mon *-05~07/1 00:00:00"),
        Form("@1395716396", "2014-03-25 02:59:56 UTC"),
        Form("*:*:0/1", "*-*-* *:*:*"),
        Form("Mon-Fri 9:00", "Mon..Fri *-*-* 09:00:00"),
    ])
    func normalizes(_ form: Form) throws {
        let schedule = try schedule(form.text)
        #expect(schedule.normalized == form.normalized)
        #expect(schedule.text == form.text)
        #expect(try self.schedule(form.normalized).normalized == form.normalized)
    }

    struct InvalidInput: CustomTestStringConvertible, Sendable {
        var text: String
        var error: CalendarError
        var testDescription: String { "'\(text)'" }

        init(_ text: String, _ error: CalendarError) {
            self.text = text
            self.error = error
        }
    }

    @Test(arguments: [
        InvalidInput("", .empty),
        InvalidInput("Mond *-*-*", .invalidWeekday(offset: 3)),
        InvalidInput("Mon,Tues", .invalidWeekday(offset: 7)),
        InvalidInput("Fri.. 12:00", .openWeekdayRange(offset: 5)),
        InvalidInput("Sat..Tue", .weekdayRangeBackwards(offset: 8)),
        InvalidInput("fortnightly", .notANumber(offset: 0)),
        InvalidInput("*-*-* 99999999999999999999:00", .numberTooLarge(offset: 6)),
        InvalidInput("*:*:5.", .missingFraction(offset: 6)),
        InvalidInput("*:0/0", .zeroRepetition(offset: 4)),
        InvalidInput("*:*:5..5", .secondsRangeTooShort(offset: 4)),
        InvalidInput("12", .unexpectedText(offset: 2)),
        InvalidInput("2026-01-01 12:00 Mars/Base", .unexpectedText(offset: 16)),
        InvalidInput("*-13-01", .outOfRange(.month)),
        InvalidInput("*-*-32", .outOfRange(.day)),
        InvalidInput("*-*~29", .outOfRange(.day)),
        InvalidInput("24:00", .outOfRange(.hour)),
        InvalidInput("12..10:00", .outOfRange(.hour)),
        InvalidInput("2200-01-01", .outOfRange(.year)),
        InvalidInput("*:" + Array(repeating: "1", count: 242).joined(separator: ","), .tooManyValues(offset: 484)),
    ])
    func refuses(_ refusal: InvalidInput) {
        #expect(throws: refusal.error) { try schedule(refusal.text) }
    }

    @Test func `leaves out a time that clocks skip`() throws {
        #expect(
            try next(2, of: "02:30", in: "Europe/Berlin", after: "2026-03-28T00:00:00Z")
                == ["2026-03-28T01:30:00Z", "2026-03-30T00:30:00Z"])
    }

    @Test func `takes a time that comes twice once`() throws {
        #expect(
            try next(3, of: "02:30 Europe/Berlin", after: "2026-10-24T00:00:00Z")
                == ["2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"])
    }

    @Test func `finds the way out of a gap where winter is daylight saving`() throws {
        #expect(
            try next(2, of: "daily", in: "Europe/Dublin", after: "2025-03-29T12:00:00Z")
                == ["2025-03-30T00:00:00Z", "2025-03-30T23:00:00Z"])
    }

    @Test func `is strictly after the given instant`() throws {
        #expect(try next(1, of: "daily", after: "2026-11-23T00:00:00Z") == ["2026-11-24T00:00:00Z"])
        let schedule = try schedule("*:*:0/0.25")
        let start = try date("2026-11-23T00:00:00Z")
        let first = try #require(schedule.next(after: start))
        #expect(abs(first.timeIntervalSince(start) - 0.25) < 0.000_001)
        #expect(abs(try #require(schedule.next(after: first)).timeIntervalSince(start) - 0.5) < 0.000_001)
    }

    @Test(arguments: ["*-02-30", "2020-01-01", "*-02,04,06,09,11-31", "Mon 2026-12-01"])
    func `says when nothing ever comes`(text: String) throws {
        #expect(try next(1, of: text, after: "2026-11-23T00:00:00Z").isEmpty)
    }

    @Test func `ends with the year 2199`() throws {
        #expect(
            try next(9, of: "yearly", after: "2197-06-01T00:00:00Z") == [
                "2198-01-01T00:00:00Z", "2199-01-01T00:00:00Z",
            ])
        #expect(try schedule("daily").next(after: .distantFuture) == nil)
    }

    @Test func `begins with 1970`() throws {
        #expect(try next(1, of: "yearly", after: "1900-01-01T00:00:00Z") == ["1970-01-01T00:00:00Z"])
        #expect(try schedule("daily").next(after: .distantPast) == Date(timeIntervalSince1970: 0))
    }

    @Test func `finds 29 February on a weekday`() throws {
        #expect(
            try next(2, of: "Thu *-02-29", after: "2026-11-23T00:00:00Z") == [
                "2052-02-29T00:00:00Z", "2080-02-29T00:00:00Z",
            ])
    }

    @Test func `finds the last Monday of a month`() throws {
        #expect(
            try next(2, of: "Mon *-05~07/1", after: "2026-01-01T00:00:00Z") == [
                "2026-05-25T00:00:00Z", "2027-05-31T00:00:00Z",
            ])
    }
}
