import Retention
import Testing
import Time

@Suite("Civil times")
struct CivilTimeTests {
    @Test func `counts days both ways`() {
        for day in stride(from: Int64(-1_000_000), to: 1_000_000, by: 37) {
            let time = CivilTime(secondsSinceEpoch: day * 86_400 + 5)
            #expect(time.daysSinceEpoch == day)
            #expect(time.secondsSinceEpoch == day * 86_400 + 5)
        }
    }

    @Test func `knows weekdays`() {
        #expect(CivilTime(year: 1970, month: 1, day: 1).weekdayFromMonday == 3)
        #expect(CivilTime(year: 2026, month: 11, day: 23).weekdayFromMonday == 0)
        #expect(CivilTime(year: 1969, month: 12, day: 28).weekdayFromMonday == 6)
    }

    @Test func `carries components over`() {
        let carried = CivilTime(year: 2026, month: 14, day: 0, hour: 24, minute: 60, second: -1)
        let plain = CivilTime(year: 2027, month: 2, day: 1, hour: 0, minute: 59, second: 59)
        #expect(carried.secondsSinceEpoch == plain.secondsSinceEpoch)
        #expect(
            CivilTime(year: 2024, month: 3, day: 0).daysSinceEpoch
                == CivilTime(year: 2024, month: 2, day: 29).daysSinceEpoch)
    }
}
