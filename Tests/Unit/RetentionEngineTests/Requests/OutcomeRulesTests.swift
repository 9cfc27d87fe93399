import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

/// Every cell of `Scripts/outcomes.table`, which is complete.
@Suite struct OutcomeRulesTests {
    private static let statuses: [CallStatus] = [
        .notSent("r"), .refused("r", isOfItem: true), .finished, .finishedWithError, .inDoubt("r"),
    ]

    struct Row: CustomTestStringConvertible, Sendable {
        let action: OpenRequest.Action
        let isWorking: Bool
        let evidence: ItemEvidence
        let results: [String]
        var testDescription: String { "\(action) \(isWorking ? "works" : "rests") \(evidence)" }
    }

    private static let rows: [Row] = RequestScript.text("outcomes.table").split(separator: "\n")
        .filter { !$0.hasPrefix("#") }.map { line in
            let words = line.split(separator: " ").map(String.init)
            return Row(
                action: words[0] == "purge" ? .purge : .restore, isWorking: words[1] == "works",
                evidence: RequestScript.evidence(words[2], at: nil)!, results: Array(words[3...]))
        }

    private static func name(_ result: ItemResult) -> String {
        switch result {
        case .done: "done"
        case .failed(_, let quarantine): quarantine ? "failed+q" : "failed"
        case .unknown: "unknown"
        case .overtaken: "other"
        }
    }

    @Test(arguments: rows) func `is as the table says`(row: Row) {
        #expect(row.results.count == Self.statuses.count)
        for (status, expected) in zip(Self.statuses, row.results) {
            let result = OutcomeRules.result(
                row.action, row.evidence, status, isWorking: row.isWorking, target: row.action == .purge ? nil : 50)
            #expect(Self.name(result) == expected, "\(status)")
        }
    }

    @Test func `the table is whole`() {
        #expect(Self.rows.count == 2 * 8 + 2 * 9)
        #expect(Set(Self.rows.map(\.testDescription)).count == Self.rows.count)
    }

    /// A refusal of the key or of everything is not the item's fault.
    @Test func `only a refusal of the item makes it rest`() {
        let result = OutcomeRules.result(
            .purge, .inTrash, .refused("r", isOfItem: false), isWorking: false, target: nil)
        #expect(result == .failed("r", quarantine: false))
    }

    @Test func `the effect of a refused call is reported`() {
        let refused = CallStatus.refused("r", isOfItem: true)
        #expect(
            OutcomeRules.result(.purge, .gone, refused, isWorking: false, target: nil)
                == .done("found gone, although it was refused"))
        #expect(
            OutcomeRules.result(.restore, .elsewhere(folder: 5), refused, isWorking: false, target: 5)
                == .done("found restored, although it was refused"))
    }
}
