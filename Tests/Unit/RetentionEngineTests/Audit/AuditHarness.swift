import Foundation
import Synchronization

@testable import Retention
@testable import RetentionEngine

/// A sink that keeps records in memory, runs full, and reports or hides what it has.
final class InMemorySink: AuditSink {
    private let hasMemory: Bool
    private let stored = Mutex<[SealedRecord]>([])
    private let room = Mutex(Int.max)

    /// - Parameter hasMemory: whether it knows its own records, as a file does and the journal doesn't.
    init(hasMemory: Bool = false) {
        self.hasMemory = hasMemory
    }

    var records: [SealedRecord] { stored.withLock { $0 } }
    var sequences: [Int] { records.map(\.sequence) }

    /// From now on it takes only this number of records.
    func leaveRoom(for count: Int) { room.withLock { $0 = count } }
    /// Loses its newest records, as in a power cut.
    func lose(_ count: Int) { stored.withLock { $0.removeLast(count) } }

    var memory: AuditSinkMemory {
        hasMemory ? .own { [self] chain in records.last { $0.chain == chain }?.sequence } : .mark("delivered")
    }

    func check() throws {}

    func write(_ records: [SealedRecord]) throws {
        for record in records {
            let fits = room.withLock { room in
                room -= 1
                return room >= 0
            }
            guard fits else { throw InMemoryAuditTrail.Full() }
            stored.withLock { $0.append(record) }
        }
    }
}

/// A state directory whose trail can be opened repeatedly, as by processes in sequence.
final class AuditHarness: Sendable {
    let directory = NSTemporaryDirectory() + "retentiond-audit-\(UUID().uuidString)"
    let clock = HandClock()

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    func trail(_ sinks: any AuditSink..., boot: String? = "first") -> ChainedAuditTrail {
        ChainedAuditTrail(
            store: StateStore(directory: directory), sinks: sinks, bootID: boot, now: { [clock] in clock.now })
    }

    var spool: String { directory + "/audit/current.jsonl" }
}

extension AuditRecord {
    static func some(_ event: AuditEvent = .purged, account: String = "alice", file id: Int = 1) -> AuditRecord {
        AuditRecord(event, account: account, sweepID: "s", policyDigest: "sha256:0", item: .file(id))
    }
}
