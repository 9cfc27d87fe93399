import Foundation
import Glibc
import TestSupport
import Testing

@testable import Platform
@testable import Retention
@testable import RetentionEngine

@Suite("The chained audit trail")
struct ChainedAuditTrailTests {
    /// Computed by the tests' own code.
    private func hash(_ record: SealedRecord) -> String { SealedTrail.hash(record.fields) }

    @Test func `links each record to the one before`() throws {
        let harness = AuditHarness()
        let sink = InMemorySink()
        let trail = harness.trail(sink)
        var odd = AuditRecord.some(file: 2)
        odd.item?.title = "a\nRETENTIOND_EVENT=purged\u{0}é\u{202E}😀"
        try trail.append([.some(.sweepStarted), odd])
        harness.clock.advance(1.25)
        #expect(try trail.append([.some(file: 3)]) == 3)
        let records = sink.records
        #expect(records.map(\.sequence) == [1, 2, 3])
        #expect(Set(records.map(\.chain)).count == 1)
        #expect(records[0].fields["RETENTIOND_AUDIT_HASH"] == String(repeating: "0", count: 64))
        #expect(records[1].fields["RETENTIOND_AUDIT_HASH"] == hash(records[0]))
        #expect(records[2].fields["RETENTIOND_AUDIT_HASH"] == hash(records[1]))
        #expect(
            records.map { $0.fields["RETENTIOND_AUDIT_TIME"] }
                == ["2026-11-23T09:00:00.000Z", "2026-11-23T09:00:00.000Z", "2026-11-23T09:00:01.250Z"])
        #expect(
            records.map { $0.fields["RETENTIOND_AUDIT_PREVIOUS_TIME"] }
                == [nil, "2026-11-23T09:00:00.000Z", "2026-11-23T09:00:00.000Z"])
    }

    @Test func `goes on in the next process`() throws {
        let harness = AuditHarness()
        let sink = InMemorySink()
        try harness.trail(sink).append([.some()])
        try harness.trail(sink).append([.some(file: 2)])
        #expect(sink.sequences == [1, 2])
        #expect(sink.records[1].fields["RETENTIOND_AUDIT_HASH"] == hash(sink.records[0]))
    }

    @Test func `two processes take turns`() async throws {
        let harness = AuditHarness()
        let sink = InMemorySink()
        let trails = [harness.trail(sink), harness.trail(sink)]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for trail in trails {
                group.addTask { for id in 1...50 { try trail.append([.some(file: id), .some(file: id + 100)]) } }
            }
            try await group.waitForAll()
        }
        #expect(sink.sequences == Array(1...200))
    }

    @Test func `sends what did not arrive before the next record`() throws {
        let harness = AuditHarness()
        let sink = InMemorySink()
        let trail = harness.trail(sink)
        try trail.append([.some()])
        sink.leaveRoom(for: 1)
        #expect(throws: InMemoryAuditTrail.Full.self) { try trail.append([.some(file: 2), .some(file: 3)]) }
        sink.leaveRoom(for: .max)
        try trail.append([.some(file: 4)])
        #expect(sink.sequences == [1, 2, 2, 3, 4], "the second perhaps twice, none left out")
        #expect(sink.records.map { $0.fields["RETENTIOND_AUDIT_RESENT"] } == [nil, nil, "1", "1", nil])
        #expect(sink.records[1].hash == sink.records[2].hash, "and it is the same record")
    }

    @Test func `sends nothing twice to a sink that knows what it has`() throws {
        let harness = AuditHarness()
        let sink = InMemorySink(hasMemory: true)
        try harness.trail(sink).append([.some(), .some(file: 2)])
        sink.leaveRoom(for: 1)
        #expect(throws: InMemoryAuditTrail.Full.self) {
            try harness.trail(sink).append([.some(file: 3), .some(file: 4)])
        }
        sink.leaveRoom(for: .max)
        try harness.trail(sink, boot: "second").append([.some(file: 5)])
        #expect(sink.sequences == [1, 2, 3, 4, 5])
        #expect(sink.records.allSatisfy { $0.fields["RETENTIOND_AUDIT_RESENT"] == nil })
    }

    @Test func `after a power cut sends the newest once more`() throws {
        let harness = AuditHarness()
        let sink = InMemorySink()
        try harness.trail(sink).append([.some(), .some(file: 2), .some(file: 3)])
        sink.lose(2)
        let trail = harness.trail(sink, boot: "second")
        try trail.append([.some(file: 4)])
        try trail.append([.some(file: 5)])
        #expect(Set(sink.sequences) == [1, 2, 3, 4, 5])
        #expect(sink.sequences.suffix(2) == [4, 5], "and only once")
    }

    @Test func `in the same boot the next process sends nothing twice`() throws {
        let harness = AuditHarness()
        let sink = InMemorySink()
        try harness.trail(sink).append([.some(), .some(file: 2)])
        try harness.trail(sink).append([.some(file: 3)])
        #expect(sink.sequences == [1, 2, 3])
    }

    @Test func `without knowing the boot each start may be after a power cut`() throws {
        let harness = AuditHarness()
        let sink = InMemorySink()
        let trail = harness.trail(sink, boot: nil)
        try trail.append([.some()])
        try trail.append([.some(file: 2)])
        #expect(sink.sequences == [1, 2])
        sink.lose(1)
        try harness.trail(sink, boot: nil).append([.some(file: 3)])
        #expect(sink.sequences == [1, 1, 2, 3])
    }

    @Test func `a file that is new to the chain begins with the next record`() throws {
        let harness = AuditHarness()
        try harness.trail(InMemorySink(hasMemory: true)).append([.some(), .some(file: 2)])
        let other = InMemorySink(hasMemory: true)
        try harness.trail(other).append([.some(file: 3)])
        #expect(other.sequences == [3])
    }

    @Test func `a process that was stopped with the lock does not stop others for ever`() throws {
        let harness = AuditHarness()
        try harness.trail(InMemorySink()).append([.some()])
        let lock = try OpenDescriptor(harness.directory + "/audit/lock", O_RDWR)
        #expect(flock(lock.number, LOCK_EX) == 0)
        #expect(throws: SpoolError.self) { try harness.trail(InMemorySink()).append([.some()]) }
    }

    @Test func `drops a line that a crash left half`() throws {
        let harness = AuditHarness()
        let sink = InMemorySink()
        try harness.trail(sink).append([.some()])
        let handle = try #require(FileHandle(forWritingAtPath: harness.spool))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(#"{"MESSAGE":"alice: pur"#.utf8))
        try handle.close()
        try harness.trail(sink).append([.some(file: 2)])
        #expect(sink.sequences == [1, 2])
        let lines = try String(contentsOfFile: harness.spool, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 2)
    }

    @Test func `sets the spool aside and still finds the end of the chain`() throws {
        let harness = AuditHarness()
        let sink = InMemorySink()
        for id in 1...5 {
            try harness.trail(sink).append([.some(file: id)])
            harness.clock.advance(601)
        }
        #expect(sink.sequences == [1, 2, 3, 4, 5])
        let kept = try FileManager.default.contentsOfDirectory(atPath: harness.directory + "/audit")
        #expect(Set(kept) == ["current.jsonl", "previous.jsonl", "delivered", "lock"])
        #expect(try String(contentsOfFile: harness.spool, encoding: .utf8).split(separator: "\n").count == 1)
    }

    /// The second power cut loses records that were sent again after the first, and that are older than the spool
    /// usually keeps.
    @Test func `sends again what two power cuts took`() throws {
        let harness = AuditHarness()
        let sink = InMemorySink()
        for id in 1...2 {
            try harness.trail(sink).append([.some(file: id)])
            harness.clock.advance(601)
        }
        sink.lose(2)
        harness.clock.advance(3_600)
        try harness.trail(sink, boot: "second").append([.some(file: 3)])
        harness.clock.advance(60)
        try harness.trail(sink, boot: "second").append([.some(file: 4)])
        sink.lose(4)
        harness.clock.advance(60)
        try harness.trail(sink, boot: "third").append([.some(file: 5)])
        #expect(sink.sequences == [1, 2, 3, 4, 5])
    }

    /// Records that were handed over late are also dropped at some time.
    @Test func `keeps what was sent again no longer than it must`() throws {
        let harness = AuditHarness()
        let sink = InMemorySink()
        try harness.trail(sink).append([.some()])
        try harness.trail(sink, boot: "second").append([.some(file: 2)])
        for id in 3...4 {
            harness.clock.advance(601)
            try harness.trail(sink, boot: "second").append([.some(file: id)])
        }
        harness.clock.advance(601)
        try harness.trail(sink, boot: "third").append([.some(file: 5)])
        #expect(sink.sequences == [1, 1, 2, 3, 4, 3, 4, 5])
    }

    @Test func `returns what was recorded lately`() throws {
        let harness = AuditHarness()
        let trail = harness.trail(InMemorySink())
        try trail.append([.some(.purgeRequested, file: 7), .some(.purged, account: "bob", file: 8)])
        harness.clock.advance(700)
        try trail.append([.some(.purged, file: 7)])
        let events = try trail.recent(account: "alice", after: 0)
        #expect(events.map(\.event) == [.purgeRequested, .purged])
        #expect(events.map { $0.item?.key } == [key(7), key(7)])
        #expect(events[1].at == harness.clock.now)
        #expect(try trail.recent(account: "alice", after: 1).map(\.event) == [.purged])
        #expect(try trail.recent(account: "alice", after: 3).isEmpty)
    }

    @Test func `without room for the spool nothing is sent`() throws {
        let sink = InMemorySink()
        let trail = ChainedAuditTrail(store: StateStore(directory: "/proc/nowhere"), sinks: [sink], bootID: "b")
        #expect(throws: (any Error).self) { try trail.append([.some()]) }
        #expect(sink.records.isEmpty)
    }
}
