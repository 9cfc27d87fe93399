import Testing
import Time

@testable import Retention

/// Issue 17, point 11.
@Suite struct ScheduleHintTests {
    @Test(arguments: [
        ("0 3 * * 0", "Sun *-*-* 03:00:00"), ("0 3 * * 7", "Sun *-*-* 03:00:00"), ("*/15 * * * *", "*-*-* *:00/15:00"),
        ("30 2 1 * *", "*-*-01 02:30:00"), ("0 4 * * 1-5", "Mon..Fri *-*-* 04:00:00"),
        ("0 4 * * mon,Thu", "Mon,Thu *-*-* 04:00:00"), ("0 4 * * 0,6", "Sat,Sun *-*-* 04:00:00"),
        ("5,35 0-6/2 1-7 Jan-mar *", "*-01..03-01..07 00..06/2:05,35:00"), ("0 0 * */3 *", "*-01/3-* 00:00:00"),
        ("0 0 * * */2", "Tue,Thu,Sat,Sun *-*-* 00:00:00"), ("@daily", "daily"), ("@weekly", "Sun *-*-* 00:00:00"),
    ])
    func `knows the calendar of a cron expression`(cron: String, calendar: String) throws {
        #expect(CronExpression.calendar(for: cron) == calendar)
        _ = try CalendarSchedule(parsing: calendar, localZone: .utc, zone: { _ in nil })
    }

    @Test(arguments: [
        "0 3 1 * 0", "@reboot", "0 3 * *", "60 3 * * *", "0 24 * * *", "0 3 0 * *", "0 3 * 13 *", "0 3 * * 8",
        "5-1 3 * * *", "*/0 * * * *", "a b c d e", "Sun *-*-* 03:00:00", "", "1- * * * *", ", * * * *",
    ])
    func `knows what is none`(text: String) {
        #expect(CronExpression.calendar(for: text) == nil)
    }

    @Test(
        arguments: [
            (
                "Sun *-*-* 03:00:00 Europe/Berln",
                "there is no time zone \"Europe/Berln\" on this machine; did you mean \"Europe/Berlin\"?"
            ),
            (
                "daily europe/berlin",
                "there is no time zone \"europe/berlin\" on this machine; did you mean \"Europe/Berlin\"?"
            ),
            ("daily Mars/Olympus_Mons", "there is no time zone \"Mars/Olympus_Mons\" on this machine"),
            ("0 3 * * 0", "this is a cron expression; as a calendar expression it is \"Sun *-*-* 03:00:00\""),
            (
                "0 3 * * 0 Europe/Berlin",
                "this is a cron expression; as a calendar expression it is \"Sun *-*-* 03:00:00 Europe/Berlin\""
            ),
            ("25:00", nil), ("dayly", nil), ("Sun at 3", nil),
        ] as [(String, String?)])
    func `says what to write`(text: String, hint: String?) {
        let names = ["Europe/Berlin", "Europe/Vienna", "Asia/Tokyo", "CET"]
        #expect(
            ScheduleHint.text(for: text, zone: { $0 == "Europe/Berlin" ? .utc : nil }, zoneNames: { names }) == hint)
    }

    @Test func `a policy names path and suggestion`() throws {
        let text = policy(with: #""purge": { "schedule": "0 3 * * 0" }"#)
        let problem = try #require(errors(of: text).first)
        #expect(problem.hint.contains("Sun *-*-* 03:00:00"))
        #expect(problem.path.description == "purge.schedule")
    }
}
