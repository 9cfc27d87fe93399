import Foundation
import Retention
import Testing
import Time

/// `TimeSpan.parse` against the real `systemd-analyze timespan` of systemd 252.
///
/// Known difference: before a number the C library also skips form feed and vertical tab, we do not.
@Suite("Time spans are read as by systemd-analyze")
struct TimeSpanDifferentialTests {
    @Test(.enabled(if: SystemdAnalyze.isUsable))
    func `agrees with systemd`() throws {
        var random = RandomChoices(seed: CalendarDifferentialTests.seed)
        let count = CalendarDifferentialTests.count
        var (compared, accepted) = (0, 0)
        var differences: [String] = []
        while compared < count {
            let texts = (0..<50).map { _ in Self.span(&random) }
            for (text, expected) in zip(texts, try SystemdAnalyze.timespans(texts)) {
                let actual = (try? TimeSpan.parse(text)).map(Self.microseconds)
                compared += 1
                accepted += expected == nil ? 0 : 1
                if actual != expected {
                    differences.append(
                        "'\(text)': \(actual.map(String.init) ?? "-") instead of \(expected.map(String.init) ?? "-")")
                }
                if let span = try? TimeSpan.parse(text), span < Self.readBackLimit,
                    (try? TimeSpan.parse(TimeSpan.format(span))) != span
                {
                    differences.append("'\(text)' formats as '\(TimeSpan.format(span))'")
                }
            }
        }
        print("timespan: \(compared) compared, \(accepted) accepted, \(differences.count) differ")
        #expect(
            differences.isEmpty,
            "seed \(CalendarDifferentialTests.seed): \(differences.prefix(40).joined(separator: "\n"))")
    }

    /// In the last day below infinity systemd's limit on a number of days refuses our output.
    private static let readBackLimit = Duration.seconds(213_503_982 * 86_400)

    private static func microseconds(_ span: Duration) -> UInt64 {
        let (seconds, attoseconds) = span.components
        return UInt64(seconds) &* 1_000_000 &+ UInt64(attoseconds / 1_000_000_000_000)
    }

    private static let units = [
        "seconds", "second", "sec", "s", "minutes", "minute", "min", "months", "month", "M", "msec", "ms", "m", "hours",
        "hour", "hr", "h", "days", "day", "d", "weeks", "week", "w", "years", "year", "y", "usec", "us", "µs", "μs", "",
    ]

    private static func span(_ random: inout RandomChoices) -> String {
        if random.oneIn(60) {
            return random.one(of: ["infinity", " infinity ", "infinity 1", "infinitys", "", " ", "Infinity"])
        }
        var text = random.oneIn(10) ? random.one(of: [" ", "\t", "\n"]) : ""
        for _ in 0...(random.oneIn(2) ? Int.random(in: 0...3, using: &random) : 0) {
            text +=
                number(&random) + random.one(of: ["", "", " ", "  "]) + random.one(of: units)
                + random.one(of: ["", " ", "\t"])
        }
        // Half of the following texts are refused, which costs a process each.
        guard random.oneIn(12), !text.isEmpty else { return text }
        var characters = Array(text)
        let position = Int.random(in: 0..<characters.count, using: &random)
        if random.oneIn(2) {
            characters[position] = random.one(of: Array("0123456789.+- smhdnex"))
        } else {
            characters.remove(at: position)
        }
        return String(characters)
    }

    private static func number(_ random: inout RandomChoices) -> String {
        let whole = random.one(of: [
            "0", "1", "\(Int.random(in: 0...100, using: &random))", "\(Int.random(in: 0...100_000, using: &random))",
            "007",
        ])
        switch Int.random(in: 0...40, using: &random) {
        case 0...8: return whole + "." + "\(Int.random(in: 0...9_999_999, using: &random))"
        case 9: return "." + "\(Int.random(in: 0...99, using: &random))"
        case 10: return "+" + whole
        case 11:
            return random.one(of: [
                "9223372036854775807", "9223372036854775808", "18446744073709551615", "584542", "213503982",
            ])
        default: return whole
        }
    }
}
