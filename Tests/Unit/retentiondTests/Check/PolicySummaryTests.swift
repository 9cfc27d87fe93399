import Foundation
import TestSupport
import Testing
import Time

@testable import Retention
@testable import RetentionEngine
@testable import retentiond

/// The summary of a policy that `check` prints.
@Suite struct PolicySummaryTests {
    /// A value that occurs nowhere else in the sentences, as the policy and the summary write it.
    private static func value(of key: LimitKey) -> String {
        switch key {
        case .maxPurgeItems: "4101"
        case .maxPurgeFraction: "0.375"
        case .maxRestoresPerItem: "4103"
        case .maxInflowFactor: "4104.5"
        case .maxPurgeItemsPerDay: "4105"
        }
    }

    @Test func `names every limit`() throws {
        let limits = LimitKey.allCases.map { "\"\($0.rawValue)\": \(Self.value(of: $0))" }.joined(separator: ", ")
        let text = """
            { "version": 1, "accounts": [{ "name": "a", "portal": "https://p.example", "apiKey": { "credential": "k" } }],
              "retention": "14d", "limits": { \(limits) } }
            """
        let context = PolicyContext(localZone: .utc, zone: { _ in nil })
        let parsed = try PolicyDocument.parse(Array(text.utf8), file: "policy.json", context: context).get()
        let lines = PolicySummary.lines(ActivePolicy(parsed, context: context), now: Date(timeIntervalSince1970: 0))
        let line = try #require(lines.first { $0.hasPrefix("limits: ") })
        for key in LimitKey.allCases { #expect(line.contains(Self.value(of: key)), "\(key): \(line)") }
    }

    /// Detects a limit that the reader ignores, even if it has a default value.
    @Test func `every limit has a key`() {
        let properties = Mirror(reflecting: Limits.standard).children.compactMap(\.label)
        #expect(differences(properties, in: "Limits", from: LimitKey.allCases.map(\.rawValue)) == [])
    }
}
