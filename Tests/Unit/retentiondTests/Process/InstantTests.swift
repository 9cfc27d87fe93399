import Foundation
import TestSupport
import Testing

/// Instants on the command line, through `calendar`, which prints the second after one.
@Suite("Instants on the command line", .timeLimit(.minutes(10)))
struct InstantTests {
    private func secondAfter(_ instant: String, zone: String = "UTC") async throws -> CommandResult {
        try await withTemporaryDirectory { directory in
            try await run(
                try Binary.path(named: "retentiond"), ["calendar", "*-*-* *:*:*", "--from", instant],
                environment: ["TZ": zone], outputIn: directory.path)
        }
    }

    @Test(arguments: [
        ("2026-07-01T12:00:00Z", "2026-07-01T12:00:01Z"), ("2026-07-01T12:00:00+02:00", "2026-07-01T10:00:01Z"),
        ("2026-07-01", "2026-06-30T22:00:01Z"), ("2026-07-01 12:00", "2026-07-01T10:00:01Z"),
        ("2026-07-01 12:00:30", "2026-07-01T10:00:31Z"), ("2026-12-01 12:00", "2026-12-01T11:00:01Z"),
        // Clocks were set forward over the first, and show the second twice.
        ("2026-03-29 02:30", "2026-03-29T01:30:01Z"), ("2026-10-25 02:30", "2026-10-25T00:30:01Z"),
    ]) func `are local unless they say otherwise`(_ instant: String, _ expected: String) async throws {
        let result = try await secondAfter(instant, zone: "Europe/Berlin")
        #expect(result.stdout == expected + "\n", "\(result)")
    }

    @Test(
        arguments: [
            ("now", 0), ("-2h", -7200), ("2h ago", -7200), ("1d 1h ago", -90_000), ("+30min", 1800),
        ] as [(String, Double)]) func `are relative to now`(_ instant: String, _ offset: Double) async throws
    {
        let before = Date().addingTimeInterval(offset)
        let result = try await secondAfter(instant)
        let after = Date().addingTimeInterval(offset + 1)
        let date = try #require(
            ISO8601DateFormatter().date(from: result.stdout.trimmingCharacters(in: .newlines)), "\(result)")
        #expect(date > before.addingTimeInterval(-1) && date <= after)
    }

    @Test func `are days of the local clock`() async throws {
        var starts: [Date] = []
        for day in ["yesterday", "today", "tomorrow"] {
            let result = try await secondAfter(day)
            starts.append(
                try #require(
                    ISO8601DateFormatter().date(from: result.stdout.trimmingCharacters(in: .newlines)), "\(result)"))
        }
        #expect(starts.allSatisfy { Int($0.timeIntervalSince1970) % 86_400 == 1 })
        #expect(starts[1].timeIntervalSince(starts[0]) == 86_400 || Date().timeIntervalSince(starts[2]) >= 0)
        #expect(abs(starts[1].timeIntervalSinceNow) <= 86_400 + 60)
    }

    @Test(arguments: ["", "2h", "ago", "- ago", "2026-13-01", "2026-07-01 25:00", "2026-07-01T12", "12:00", "-x"])
    func `are nothing else`(_ instant: String) async throws {
        let result = try await secondAfter(instant)
        #expect(result.status == 64, "\(instant): \(result)")
    }
}
