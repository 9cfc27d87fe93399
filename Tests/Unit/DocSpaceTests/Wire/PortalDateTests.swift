import Foundation
import Testing

@testable import DocSpace

@Suite struct PortalDateTests {
    @Test(arguments: [
        ("2026-03-04T10:15:00.0000000+03:00", 1_772_608_500.0), ("2026-03-04T07:15:00.0000000Z", 1_772_608_500),
        ("2026-03-03T22:45:00.0000000-08:30", 1_772_608_500), ("2026-03-04T07:15:00Z", 1_772_608_500),
        ("2026-03-04T07:15:00.5000000Z", 1_772_608_500.5), ("2026-03-04T07:15:00.5Z", 1_772_608_500.5),
        ("2024-02-29T23:59:59.0000000+14:00", 1_709_200_799), ("2026-10-25T02:30:00.0000000+02:00", 1_792_888_200),
        ("2026-10-25T02:30:00.0000000+01:00", 1_792_891_800),
    ])
    func `reads seven digits and any offset`(text: String, seconds: Double) throws {
        #expect(abs(try #require(PortalDate.parse(text)).timeIntervalSince1970 - seconds) < 0.001)
    }

    /// Rounded up, a date makes an item younger by up to a second; it must never become older.
    @Test func `nearly a whole second is not more than that`() throws {
        let date = try #require(PortalDate.parse("2026-03-04T07:15:00.9999999Z"))
        #expect(abs(date.timeIntervalSince1970 - 1_772_608_500.9999999) < 0.002)
    }

    @Test(arguments: [
        "0001-01-01T00:00:00.0000000Z", "0001-01-01T00:00:00.0000000+03:00", "1970-01-01T00:00:00.0000000Z", "",
        "yesterday",
        "2026-03-04", "2026-03-04T10:15:00", "2026-03-04T10:15:00.0000000", "2026-13-04T10:15:00Z", "04.03.2026 10:15",
        "1772608500",
    ])
    func `is unknown rather than wrong`(text: String) {
        #expect(PortalDate.parse(text) == nil)
    }

    @Test func `reads the date of HTTP`() {
        #expect(PortalDate.parseHTTP("Sun, 06 Nov 1994 08:49:37 GMT") == Date(timeIntervalSince1970: 784_111_777))
        #expect(PortalDate.parseHTTP("Mon, 23 Nov 2026 09:00:00 GMT") == Date(timeIntervalSince1970: 1_795_424_400))
    }

    /// Gateways send all forms that the standard allows, and some send a numeric zone.
    @Test(arguments: [
        "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun Nov 06 08:49:37 1994",
        "Sun, 06 Nov 1994 08:49:37 +0000", "Sun, 6 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 UTC",
    ])
    func `reads the other forms of a date`(text: String) {
        #expect(PortalDate.parseHTTP(text) == Date(timeIntervalSince1970: 784_111_777))
    }

    @Test func `two digits of a year are of this time`() {
        #expect(
            PortalDate.parseHTTP("Monday, 23-Nov-26 09:00:00 GMT") == Date(timeIntervalSince1970: 1_795_424_400))
    }

    @Test func `reads any date of HTTP that Foundation writes`() {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "UTC")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        for seconds in stride(from: 31_536_000.0, to: 32_503_680_000, by: 16_777_259) {
            let date = Date(timeIntervalSince1970: seconds)
            #expect(PortalDate.parseHTTP(formatter.string(from: date)) == date)
        }
        // RFC 9110 allows a leap second.
        #expect(PortalDate.parseHTTP("Sat, 31 Dec 2016 23:59:60 GMT") == Date(timeIntervalSince1970: 1_483_228_800))
        #expect(PortalDate.parseHTTP("Mon, 29 Feb 2027 00:00:00 GMT") == nil)
    }

    @Test(arguments: [
        "", "now", "Sunday, 06-Nov-1994 08:49:37 GMT", "Sunday 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 94",
        "Sun, 06 Nov 1994 08:49:37 +0100", "Sun, 06 Nov 94 08:49:37 GMT", "Foo, 06 Nov 1994 08:49:37 GMT",
        "Sun Nov  6 8:49:37 1994", "1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, -6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 99999999999999999999 08:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT",
    ])
    func `an unreadable HTTP date is ignored`(text: String) {
        #expect(PortalDate.parseHTTP(text) == nil)
    }
}
