import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

@Suite("Records that a sink may not have")
struct AuditDoubtTests {
    /// The service is stopped, the machine runs on, and loses its power before journald has written to the disk.
    @Test func `a power cut soon after an orderly stop loses nothing`() throws {
        let harness = AuditHarness()
        let sink = InMemorySink()
        let trail = harness.trail(sink)
        try trail.append([.some(), .some(file: 2)])
        sink.lose(2)
        try harness.trail(sink, boot: "second").append([.some(file: 3)])
        #expect(Set(sink.sequences) == [1, 2, 3])
    }

    /// The journal is missing; a person follows the hint and gives `--audit-log`. Then the journal is back.
    @Test func `a record in one sink does not count as in another`() throws {
        let harness = AuditHarness()
        let (journal, file) = (InMemorySink(), InMemorySink(hasMemory: true))
        let service = harness.trail(journal)
        try service.append([.some()])
        journal.leaveRoom(for: 0)
        #expect(throws: InMemoryAuditTrail.Full.self) { try service.append([.some(file: 2)]) }
        try harness.trail(file).append([.some(file: 3)])
        journal.leaveRoom(for: .max)
        try service.append([.some(file: 4)])
        #expect(Set(journal.sequences) == [1, 2, 3, 4])
    }
}
