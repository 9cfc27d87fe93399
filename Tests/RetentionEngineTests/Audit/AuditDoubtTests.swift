import Foundation
import Testing

@testable import Retention
@testable import RetentionEngine

@Suite("Records that a sink may not have")
struct AuditDoubtTests {
    /// The service is stopped, the machine runs on, and loses its power before journald has written to the disk.
    @Test func aPowerCutSoonAfterAnOrderlyStopLosesNothing() throws {
        let bench = AuditBench()
        let sink = InMemorySink()
        let trail = bench.trail(sink)
        try trail.append([.some(), .some(file: 2)])
        try trail.finish()
        sink.lose(2)
        try bench.trail(sink, boot: "second").append([.some(file: 3)])
        #expect(Set(sink.sequences) == [1, 2, 3])
    }

    /// The journal is away; somebody does as the hint says and gives `--audit-log`. Then the journal is back.
    @Test func whatOneSinkTookIsNotHeldToHaveReachedAnother() throws {
        let bench = AuditBench()
        let (journal, file) = (InMemorySink(), InMemorySink(isDurable: true, tells: true))
        let service = bench.trail(journal)
        try service.append([.some()])
        journal.leaveRoom(for: 0)
        #expect(throws: InMemoryAuditTrail.Full.self) { try service.append([.some(file: 2)]) }
        try bench.trail(file).append([.some(file: 3)])
        journal.leaveRoom(for: .max)
        try service.append([.some(file: 4)])
        #expect(Set(journal.sequences) == [1, 2, 3, 4])
    }

    /// Another account's key can't be read for a while, so nothing of it is swept; the others write on.
    @Test func whatAnAccountHasNotReplayedYetIsKeptForIt() throws {
        let bench = AuditBench()
        let trail = bench.trail(InMemorySink())
        try trail.append([.some(.purged, account: "alice", file: 7)])
        for _ in 1...3 {
            bench.clock.advance(900)
            try trail.append([.some(.sweepStarted, account: "bob")])
        }
        #expect(try trail.recent(account: "alice", after: 0).map(\.event) == [.purged])
    }
}
