import Retention
import Testing
import Time

@Suite("Time spans")
struct TimeSpanTests {
    struct Reading: CustomTestStringConvertible, Sendable {
        var text: String
        var span: Duration
        var testDescription: String { "'\(text)'" }
    }

    @Test(arguments: [
        Reading(text: "15min", span: .seconds(900)),
        Reading(text: "2h 30min", span: .seconds(9000)),
        Reading(text: "14d", span: .seconds(14 * 86_400)),
        Reading(text: "1.5h", span: .seconds(5400)),
        Reading(text: "55s500ms", span: .milliseconds(55_500)),
        Reading(text: "300ms20s 5day", span: .milliseconds(432_020_300)),
        Reading(text: "1y 12month", span: .seconds(2 * 31_557_600)),
        Reading(text: "2w", span: .seconds(14 * 86_400)),
        Reading(text: "1M", span: .seconds(2_629_800)),
        Reading(text: "1m", span: .seconds(60)),
        Reading(text: "7", span: .seconds(7)),
        Reading(text: "5 5", span: .seconds(10)),
        Reading(text: ".5s", span: .milliseconds(500)),
        Reading(text: "3µs", span: .microseconds(3)),
        Reading(text: "0.0000019s", span: .microseconds(1)),
        Reading(text: " infinity ", span: TimeSpan.infinity),
    ])
    func reads(_ reading: Reading) throws {
        #expect(try TimeSpan.parse(reading.text) == reading.span)
    }

    struct InvalidInput: CustomTestStringConvertible, Sendable {
        var text: String
        var error: TimeSpanError
        var testDescription: String { "'\(text)'" }
    }

    @Test(arguments: [
        InvalidInput(text: "", error: .empty),
        InvalidInput(text: "  ", error: .empty),
        InvalidInput(text: "-5min", error: .negative(offset: 0)),
        InvalidInput(text: "2h -1min", error: .negative(offset: 3)),
        InvalidInput(text: "soon", error: .notANumber(offset: 0)),
        InvalidInput(text: "5.min", error: .missingFraction(offset: 2)),
        InvalidInput(text: "5fortnights", error: .unknownUnit(offset: 1)),
        InvalidInput(text: "5MIN", error: .notANumber(offset: 2)),
        InvalidInput(text: "584543y", error: .tooLarge(offset: 0)),
        InvalidInput(text: "99999999999999999999s", error: .tooLarge(offset: 0)),
        InvalidInput(text: "infinity 5s", error: .textAfterInfinity(offset: 9)),
    ])
    func refuses(_ refusal: InvalidInput) {
        #expect(throws: refusal.error) { try TimeSpan.parse(refusal.text) }
    }

    @Test(arguments: ["14", "0", "2h 30", "5 5s"])
    func `refuses a number without unit on request`(text: String) {
        #expect(throws: TimeSpanError.self) { try TimeSpan.parse(text, requiresUnit: true) }
    }

    @Test(arguments: ["0s", "14d", "1.5 h", "infinity"])
    func `takes a number with unit on request`(text: String) throws {
        #expect(try TimeSpan.parse(text, requiresUnit: true) == TimeSpan.parse(text))
    }

    @Test(arguments: [
        (Duration.seconds(9000), "2h 30min"), (.seconds(14 * 86_400), "14d"), (.seconds(400 * 86_400), "400d"),
        (.milliseconds(1500), "1s 500ms"), (.microseconds(7), "7us"), (.zero, "0"), (.seconds(-90), "-1min 30s"),
        (TimeSpan.infinity, "infinity"), (.nanoseconds(999), "0"),
    ])
    func prints(span: Duration, text: String) {
        #expect(TimeSpan.format(span) == text)
    }
}
