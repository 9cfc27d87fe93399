import Foundation
import RetentionEngine
import TestSupport
import Testing

/// A chain whose first record is no longer the first: after a rotation or a removal.
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

    @Test func `is rotation where the journal holds nothing as old`() {
        let report = report(.journal(oldest: Self.third.addingTimeInterval(0.5)))
        #expect(report.damages.isEmpty)
        #expect(report.notes == [.rotated(upTo: 3)])
        #expect(report.numbers == 4...4)
    }

    @Test func `is removal where the journal reaches further back`() {
        for before in [0, 0.5, 3600.0] {
            let report = report(.journal(oldest: Self.third.addingTimeInterval(-before)))
            #expect(report.damages == [.beginningMissing(upTo: 3)], "\(before) s before")
            #expect(report.notes.isEmpty)
        }
    }

    @Test func `is not judged in a file`() {
        let report = report(.file)
        #expect(report.damages.isEmpty)
        #expect(report.notes == [.beginsLater(4)])
    }

    @Test func `is not judged where the clock was set back`() {
        let report = report(.journal(oldest: .distantPast)) {
            $0["RETENTIOND_AUDIT_TIME"] = SealedTrail.text(SealedTrail.start.addingTimeInterval(-60))
        }
        #expect(report.damages.isEmpty)
        #expect(report.notes == [.beginningUnknown(upTo: 3)])
    }

    /// A flood, or a journal that is far too small: records made minutes ago are gone.
    @Test func `is a finding where the state directory still holds the records`() throws {
        let records = SealedTrail(count: 9).records
        let head = try #require(AuditVerifierTests.head(records))
        let late = TrailReach.journal(oldest: SealedTrail.start.addingTimeInterval(60))
        for (kept, found) in [(1, [AuditDamage.pushedOut(1...6)]), (4, [.pushedOut(4...6)]), (7, []), (9, [])] {
            let verifier = AuditVerifierTests.verifier(records[6...].map { AuditVerifierTests.stored($0) })
            let end = ChainEnd(before: head, after: head, oldestKept: UInt64(kept))
            let report = AuditVerifierTests.reports(verifier, end: end, reach: late)[0]
            #expect(report.damages == found, "\(kept)")
            #expect(report.notes == [.rotated(upTo: 6)])
            #expect(
                AuditVerifierTests.reports(verifier, end: end, reach: .file)[0].damages.isEmpty, "a file can't tell")
        }
        let all = AuditVerifierTests.reports(
            AuditVerifier(), end: ChainEnd(before: head, after: head, oldestKept: 4), reach: late)
        #expect(all.flatMap(\.damages) == [.pushedOut(4...9)])
    }

    /// A flood, or a size limit: the journal's own settings promise more.
    @Test func `is a finding where the settings would keep the records`() throws {
        for (kept, found) in [(-1.0, [AuditDamage.leftEarly(3)]), (0, []), (3600, [])] {
            let reach = TrailReach.journal(
                oldest: Self.third.addingTimeInterval(0.5), kept: Self.third.addingTimeInterval(kept))
            let report = report(reach)
            #expect(report.damages == found, "\(kept)")
            #expect(report.notes == [.rotated(upTo: 3)])
        }
        let head = try #require(AuditVerifierTests.head(SealedTrail(count: 9).records))
        let last = SealedTrail.start.addingTimeInterval(8)
        for (kept, oldestKept, found) in [
            (-1, nil, [.leftEarly(9)]), (1, nil, []), (-1, 4, [.pushedOut(4...9)]),
        ] as [(Double, UInt64?, [AuditDamage])] {
            let reach = TrailReach.journal(
                oldest: last.addingTimeInterval(1), kept: last.addingTimeInterval(kept))
            let end = ChainEnd(before: head, after: head, oldestKept: oldestKept)
            #expect(AuditVerifierTests.reports(AuditVerifier(), end: end, reach: reach).flatMap(\.damages) == found)
        }
        #expect("\(AuditDamage.leftEarly(3))".contains("MaxRetentionSec="))
    }

    @Test func `reports how far the trail reaches back`() {
        let report = report(.journal(oldest: .distantPast))
        #expect(report.reachesBackTo == SealedTrail.start.addingTimeInterval(3))
    }

    @Test func `is rotation where nothing is left`() throws {
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
