package import DocSpace
import FoundationEssentials
package import Retention
package import RetentionEngine
import Synchronization

/// One pacer for each account, for as long as the process lives. Its counts by the day are kept in the state directory,
/// for the next process and for a `sweep` by hand.
package final class RequestPacers: Sendable {
    private let store: StateStore
    private let pacers = Mutex<[String: RequestPacer]>([:])

    package init(store: StateStore) {
        self.store = store
    }

    /// The account's pacer, with all writes so far.
    package func pacer(of account: Account) -> RequestPacer {
        let name = account.name
        let pacer = pacers.withLock { pacers in
            if let known = pacers[name] { return known }
            // A count that can't be stored is still right in this process.
            let new = RequestPacer(account.pace) { [store] hours in
                guard let data = try? JSONEncoder().encode(hours) else { return }
                try? store.keepWrites(Array(data), account: name)
            }
            pacers[name] = new
            return new
        }
        // The policy may have changed since.
        pacer.setPace(
            perMinute: account.pace.requestsPerMinute, writes: WriteBudget.perDay(account.pace.writesPerDay))
        if let bytes = try? store.writes(account: name),
            let hours = try? JSONDecoder().decode([WriteBudget.Hour].self, from: Data(bytes))
        {
            pacer.remember(hours)
        }
        return pacer
    }
}

extension RequestPacer {
    /// A pacer for an account's pace.
    convenience init(_ pace: RequestPace, keep: @escaping @Sendable ([WriteBudget.Hour]) -> Void = { _ in }) {
        self.init(perMinute: pace.requestsPerMinute, writes: .perDay(pace.writesPerDay), keep: keep)
    }
}
