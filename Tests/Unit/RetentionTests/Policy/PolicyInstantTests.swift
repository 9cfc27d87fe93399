import FoundationEssentials
import Testing

@testable import Retention

@Suite struct PolicyInstantTests {
    @Test(arguments: [
        ("1970-01-01", 0), ("2027-01-01", 1_798_761_600), ("2000-02-29", 951_782_400), ("2024-12-31", 1_735_603_200),
        ("1969-12-31", -86_400), ("0001-01-01", -62_135_596_800), ("9999-12-31", 253_402_214_400),
        ("2026-11-23T12:00:00Z", 1_795_435_200), ("2026-11-23t12:00:00z", 1_795_435_200),
        ("2026-11-23 12:00:00+00:00", 1_795_435_200),
        ("2026-11-23T13:30:00+01:30", 1_795_435_200), ("2026-11-23T07:00:00-05:00", 1_795_435_200),
        ("2026-11-23T12:00:00.5Z", 1_795_435_200.5), ("2026-11-23T13:30:00+0130", 1_795_435_200),
        ("2026-11-23T07:00:00-05", 1_795_435_200),
    ])
    func `reads days and instants`(text: String, seconds: Double) {
        #expect(PolicyInstant.parse(text)?.timeIntervalSince1970 == seconds)
    }

    @Test(arguments: [
        "", "2026", "2026-11", "2026-13-01", "2026-00-01", "2026-02-29", "2026-04-31", "2026-01-00", "0000-01-01",
        "26-01-01",
        "2026-1-1", "2026-01-01T", "2026-01-01T12:00", "2026-01-01T12:00:00", "2026-01-01T24:00:00Z",
        "2026-01-01T12:60:00Z",
        "2026-01-01T12:00:60Z", "2026-01-01T12:00:00.Z", "2026-01-01T12:00:00+01:", "2026-01-01T12:00:00+010",
        "2026-01-01T12:00:00+01000",
        "2026-01-01T12:00:00 Z", "2026-01-01T12:00:00UTC", "2026-01-01T12:00:00+24:00",
        "2026-01-01T12:00:00Zx", "2026-01-01 ", " 2026-01-01", "+2026-01-01", "２０２６-01-01", "01.01.2027",
    ])
    func `refuses everything else`(text: String) {
        #expect(PolicyInstant.parse(text) == nil)
    }

    @Test func `agrees with ISO 8601 on every day`() throws {
        let style = Date.ISO8601FormatStyle().year().month().day()
        for day in stride(from: -200_000, through: 200_000, by: 97) {
            let date = Date(timeIntervalSince1970: Double(day) * 86_400)
            guard date > Date(timeIntervalSince1970: -12_219_292_800) else { continue }
            #expect(PolicyInstant.parse(date.formatted(style)) == date)
        }
    }
}
