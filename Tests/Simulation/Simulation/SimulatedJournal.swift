import RetentionEngine
import Synchronization

/// A journal that, like the real one, reports nothing, may be absent, and loses unwritten records when the power fails.
final class SimulatedJournal: Sendable {
    private struct State {
        var records: [(record: SealedRecord, at: Duration)] = []
        var isPresent = true
    }

    struct Absent: Error {}

    private let state = Mutex(State())

    /// In the order received; records sent twice are there twice.
    var records: [SealedRecord] { state.withLock { $0.records.map(\.record) } }

    var isPresent: Bool {
        get { state.withLock { $0.isPresent } }
        set { state.withLock { $0.isPresent = newValue } }
    }

    func take(_ record: SealedRecord, at elapsed: Duration) throws {
        try state.withLock { state in
            guard state.isPresent else { throw Absent() }
            state.records.append((record, elapsed))
        }
    }

    /// Loses some of what it received in the last five minutes (`SyncIntervalSec=`).
    func losePower(at elapsed: Duration, keeping share: Double) {
        state.withLock { state in
            let late = state.records.reversed().prefix { $0.at > elapsed - .seconds(300) }.count
            state.records.removeLast(Int(Double(late) * (1 - share)))
        }
    }
}
