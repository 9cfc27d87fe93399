import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Retention
@testable import RetentionEngine

/// A journal: it confirms nothing, may drop records, and can be read back.
private final class Journal: AuditSink {
    struct Silent: Error {}

    private struct Inside {
        var stored: [SealedRecord] = []
        /// Every record that was written, dropped ones included.
        var given: [Int] = []
        var searches: [[Int]] = []
        var proofs = 0
    }

    private let inside = Mutex(Inside())
    /// Drops the records for which this is true.
    let drops = Mutex<@Sendable (SealedRecord) -> Bool> { _ in false }
    let isSilent = Mutex(false)

    let memory = AuditSinkMemory.mark("delivered")

    var sequences: [Int] { inside.withLock { $0.stored.map(\.sequence) } }
    var resent: [Int] {
        inside.withLock { $0.stored.filter { $0.fields["RETENTIOND_AUDIT_RESENT"] != nil }.map(\.sequence) }
    }
    var given: [Int] { inside.withLock { $0.given } }
    var searches: [[Int]] { inside.withLock { $0.searches } }
    var proofs: Int { inside.withLock { $0.proofs } }

    func lose(_ numbers: Int...) { inside.withLock { $0.stored.removeAll { numbers.contains($0.sequence) } } }
    func dropNothing() { drops.withLock { $0 = { _ in false } } }

    func check() throws {}

    func write(_ records: [SealedRecord]) throws {
        let drops = drops.withLock { $0 }
        inside.withLock { inside in
            inside.given += records.map(\.sequence)
            inside.stored += records.filter { !drops($0) }
        }
    }

    func prove() throws {
        inside.withLock { $0.proofs += 1 }
        if isSilent.withLock({ $0 }) { throw Silent() }
    }

    func present(_ records: [SealedRecord]) throws -> Set<Int>? {
        inside.withLock { inside in
            inside.searches.append(records.map(\.sequence))
            let hashes = Set(inside.stored.map(\.hash))
            return Set(records.filter { hashes.contains($0.hash) }.map(\.sequence))
        }
    }
}

@Suite("Proofs of an audit trail")
struct AuditProofTests {
    private func some(_ ids: ClosedRange<Int>) -> [AuditRecord] { ids.map { .some(file: $0) } }

    @Test func `a journal that shows nothing does not prove the trail`() throws {
        let harness = AuditHarness()
        let journal = Journal()
        let trail = harness.trail(journal)
        try trail.append(some(1...2))
        journal.isSilent.withLock { $0 = true }
        #expect(throws: Journal.Silent.self) { try trail.prove() }
    }

    /// As if a namespace's journal ended: within one boot, and in the same process.
    @Test func `records that are not seen are sent again`() throws {
        let harness = AuditHarness()
        let journal = Journal()
        let trail = harness.trail(journal)
        try trail.append(some(1...5))
        journal.lose(2, 4)
        try trail.prove()
        #expect(journal.sequences == [1, 3, 5, 2, 4])
        #expect(journal.resent == [2, 4])
    }

    @Test func `seen records are not searched again`() throws {
        let harness = AuditHarness()
        let journal = Journal()
        let trail = harness.trail(journal)
        try trail.append(some(1...3))
        try trail.prove()
        try trail.append(some(4...5))
        try harness.trail(journal).prove()
        try trail.prove()
        #expect(journal.searches == [[1, 2, 3], [4, 5]])
        #expect(journal.given == [1, 2, 3, 4, 5], "and nothing is sent twice")
    }

    @Test func `records that never appear stop everything`() throws {
        let harness = AuditHarness()
        let journal = Journal()
        journal.drops.withLock { $0 = { $0.sequence == 2 } }
        let trail = harness.trail(journal)
        try trail.append(some(1...3))
        #expect(throws: RecordsLostError.self) { try trail.prove() }
        #expect(journal.given.filter { $0 == 2 }.count <= 5, "no storm")
        journal.dropNothing()
        try trail.prove()
        #expect(Set(journal.sequences) == [1, 2, 3])
    }

    @Test func `another boot searches again`() throws {
        let harness = AuditHarness()
        let journal = Journal()
        let first = harness.trail(journal)
        try first.append(some(1...3))
        try first.prove()
        journal.lose(3)
        try harness.trail(journal, boot: "second").prove()
        #expect(journal.sequences == [1, 2, 3])
        #expect(journal.resent == [3], "only what the power cut took")
    }

    /// Copies are kept for about twenty minutes, or until their records have arrived.
    @Test func `a copy stays until its record was seen`() throws {
        let harness = AuditHarness()
        let journal = Journal()
        journal.drops.withLock { $0 = { $0.sequence <= 2 } }
        let trail = harness.trail(journal)
        try trail.append(some(1...2))
        for number in 3...9 {
            harness.clock.advance(700)
            try trail.append(some(number...number))
        }
        #expect(!journal.sequences.contains(1))
        journal.dropNothing()
        try trail.prove()
        #expect(Set(journal.sequences) == Set(1...9))
    }

    @Test func `copies of what was seen go`() throws {
        let harness = AuditHarness()
        let journal = Journal()
        let trail = harness.trail(journal)
        for number in 1...9 {
            try trail.append(some(number...number))
            harness.clock.advance(700)
        }
        let kept = try String(contentsOfFile: harness.spool, encoding: .utf8).split(separator: "\n").count
        #expect(kept < 5)
        #expect(journal.given == Array(1...9))
    }

    @Test func `a mark of an earlier version is understood`() throws {
        let harness = AuditHarness()
        let journal = Journal()
        let trail = harness.trail(journal)
        try trail.append(some(1...3))
        let path = harness.directory + "/audit/delivered"
        let words = try String(contentsOfFile: path, encoding: .utf8).split(separator: " ")
        try (words.prefix(3).joined(separator: " ") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
        try harness.trail(journal).append(some(4...4))
        #expect(journal.given == [1, 2, 3, 4], "what was sent counts as sent")
        try trail.prove()
        #expect(journal.searches == [[1, 2, 3, 4]])
    }

    @Test func `knows whether its records were seen`() throws {
        let harness = AuditHarness()
        let journal = Journal()
        let trail = harness.trail(journal)
        #expect(try !trail.hasUnseenRecords())
        try trail.append(some(1...3))
        #expect(try trail.hasUnseenRecords())
        #expect(try harness.trail(journal).hasUnseenRecords(), "another process knows as well")
        try trail.prove()
        #expect(try !trail.hasUnseenRecords())
        #expect(try !harness.trail(journal).hasUnseenRecords())
    }

    @Test func `a trail without records proves itself too`() throws {
        let journal = Journal()
        try AuditHarness().trail(journal).prove()
        #expect(journal.proofs == 1)
    }
}
