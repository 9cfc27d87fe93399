/// The replica of the database that answers reads, and the earlier contents that it still shows.
struct Replica: Sendable {
    /// The database at an instant of the work axis.
    private struct PastContents: Sendable {
        let at: Duration
        let database: Database
    }

    /// Only as long as the replica needs them; oldest first.
    private var past: [PastContents] = []

    /// Stores the present contents, if the replica lags behind.
    mutating func remember(_ database: Database, at work: Duration, lag: Duration) {
        guard lag > .zero else { return }
        past.append(PastContents(at: work, database: database))
        let newestNeeded = past.lastIndex { $0.at <= work - lag } ?? 0
        past.removeFirst(newestNeeded)
    }

    /// The contents that it shows; nil if it doesn't lag behind, or knows nothing that old.
    func contents(at work: Duration, lag: Duration) -> Database? {
        guard lag > .zero else { return nil }
        return past.last { $0.at <= work - lag }?.database
    }
}
