import Foundation
import RetentionEngine
import TestSupport
import Testing

/// A chain whose first record is not the first any more: rotation, or somebody took them away?
@Suite struct AuditVerifierBeginningTests {
    /// The fourth record of a chain is the first one present; the third was made two seconds after the start.
    private static let third = SealedTrail.start.addingTimeInterval(2)

    private func report(_ reach: TrailReach, _ change: (inout [String: String]) -> Void = { _ in }) -> ChainReport {
        var trail = SealedTrail(count: 3)
        var fourth = ["RETENTIOND_EVENT": "purged"]
        change(&fourth)
        trail.append(fourth)
        let verifier = AuditVerifierTests.verifier([AuditVerifierTests.stored(trail.records[3])])
        return AuditVerifierTests.reports(verifier, end: nil, reach: reach)[0]
    }

    @Test func isRotationWhereTheJournalHoldsNothingAsOld() {
        let report = report(.journal(oldest: Self.third.addingTimeInterval(0.5)))
        #expect(report.damages.isEmpty)
        #expect(report.notes == [.rotated(upTo: 3)])
        #expect(report.numbers == 4...4)
    }

    @Test func isRemovalWhereTheJournalReachesFurtherBack() {
        for before in [0, 0.5, 3600.0] {
            let report = report(.journal(oldest: Self.third.addingTimeInterval(-before)))
            #expect(report.damages == [.beginningMissing(upTo: 3)], "\(before) s before")
            #expect(report.notes.isEmpty)
        }
    }

    @Test func isNotJudgedInAFile() {
        let report = report(.file)
        #expect(report.damages.isEmpty)
        #expect(report.notes == [.beginsLater(4)])
    }

    @Test func isNotJudgedWhereTheClockWasSetBack() {
        let report = report(.journal(oldest: .distantPast)) {
            $0["RETENTIOND_AUDIT_TIME"] = SealedTrail.text(SealedTrail.start.addingTimeInterval(-60))
        }
        #expect(report.damages.isEmpty)
        #expect(report.notes == [.beginningUnknown(upTo: 3)])
    }

    @Test func isRotationWhereNothingIsLeft() throws {
        let records = SealedTrail(count: 9).records
        let head = try #require(AuditVerifierTests.head(records))
        let end = ChainEnd(before: head, after: head)
        let last = SealedTrail.start.addingTimeInterval(8)
        let rotated = AuditVerifierTests.reports(
            AuditVerifier(), end: end, reach: .journal(oldest: last.addingTimeInterval(1)))
        #expect(rotated.map(\.notes) == [[.allRotated(upTo: 9)]])
        #expect(rotated.flatMap(\.damages).isEmpty)
        for reach in [TrailReach.journal(oldest: last), .journal(oldest: nil), .file] {
            let removed = AuditVerifierTests.reports(AuditVerifier(), end: end, reach: reach)
            #expect(removed.flatMap(\.damages) == [.allMissing(upTo: 9)], "\(reach)")
        }
    }
}
