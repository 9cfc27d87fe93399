import DocSpace
import Foundation
import RetentionAdapters
import TestSupport
import Testing
import Time

@testable import Retention
@testable import RetentionEngine
@testable import RetentionReport
@testable import retentiond

/// People search docs/operating/troubleshooting.md for the text of a message: each reason, refusal and problem has a line.
@Suite("Problems in the documentation") struct ProblemPageTests {
    private static let page = "docs/operating/troubleshooting.md"

    /// Texts that can precede any reason: a line about them does not explain the reason.
    private static let frames = [
        "nothing was purged: xyzzy", "nothing was changed: xyzzy", "account alice: xyzzy (3 times in a row)",
        "account alice is blocked: xyzzy", "blocked: xyzzy",
    ]

    /// The texts that the lists quote, as patterns.
    private static func patterns() throws -> [Regex<AnyRegexOutput>] {
        let quotes = try Repository.text(page).split(separator: "\n").compactMap { line in
            line.firstMatch(of: #/^\* `([^`]+)`: ./#).map { String($0.1) }
        }
        return try quotes.map { quote in
            let parts = quote.split(separator: "…").map { $0.trimmingCharacters(in: .whitespaces) }
            return try Regex(parts.map(NSRegularExpression.escapedPattern).joined(separator: ".*")).ignoresCase()
        }.filter { pattern in !frames.contains { $0.contains(pattern) } }
    }

    private static func expectExplained(_ messages: [String]) throws {
        let patterns = try patterns()
        #expect(patterns.count > 60)
        let unexplained = messages.filter { message in !patterns.contains { message.contains($0) } }
        #expect(unexplained == [])
    }

    @Test func `every problem of a sweep is explained`() throws {
        #expect(SweepError.samples.count >= 20)
        try Self.expectExplained(SweepError.samples.map(\.description))
    }

    @Test func `every refusal is explained`() throws {
        try Self.expectExplained(Refusal.samples.map(\.description))
    }

    @Test func `every failure of the portal is explained`() throws {
        // A stop is not a failure, and the sweep has its text.
        let errors = DocSpaceError.samples.filter { $0 != .cancelled }
        try Self.expectExplained(errors.map(\.description) + errors.map { PortalError(essential: $0).description })
        let support = PortalSupport.samples.flatMap { [$0.objection, $0.warning].compactMap(\.self) }
        #expect(support.count == 3)
        try Self.expectExplained(support)
    }

    @Test func `every error of the state is explained`() throws {
        try Self.expectExplained(StateError.samples.map(\.description))
    }

    /// The messages that the engine and its adapters have as literals.
    @Test func `every reason written in the sources is explained`() throws {
        let sources = try ["RetentionEngine", "RetentionAdapters"].flatMap {
            try Repository.sources(below: "Sources/\($0)")
        }
        let failure =
            #/(?:\.unavailable\(|PortalError\(\.(?!cancelled|superseded)\w+, excludesEffect: \w+,)\s*"((?:[^"\\]|\\.)+)"/#
        let reasons = sources.flatMap { $0.matches(of: failure).map { String($0.1) } }
        #expect(reasons.count >= 6)
        try Self.expectExplained(
            reasons.map { $0.replacing(#/\\\((?:[^()]|\([^()]*\))*\)/#, with: "xyzzy").replacing("\\\"", with: "\"") })
    }

    /// The names in status line, monitoring check, messages and reports.
    @Test func `every problem of an account is explained`() throws {
        let report = ReportPage(
            ReportContent(
                generatedAt: Date(timeIntervalSince1970: 0), version: "1", zone: .utc, source: "the journal",
                trail: TrailDigest(zone: .utc)))
        for problem in AccountProblem.samples {
            let texts = [
                StatusLine.trouble("alice", problem, LocalTime(zone: .utc))?.text, StatusCheck.finding(problem)?.text,
                NotificationCause.active(problem)?.reason, report.concern(problem)?.what,
                SweepError(problem)?.description,
            ].compactMap(\.self)
            #expect(!texts.isEmpty, "nothing reports \(problem)")
            try Self.expectExplained(texts)
        }
    }
}
