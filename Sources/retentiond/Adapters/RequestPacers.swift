import DocSpace
import Retention
import Synchronization

/// One pacer for each account, for as long as the process lives.
final class RequestPacers: Sendable {
    private let pacers = Mutex<[String: RequestPacer]>([:])

    func pacer(of account: Account) -> RequestPacer {
        pacers.withLock { pacers in
            if let known = pacers[account.name] { return known }
            let new = RequestPacer()
            pacers[account.name] = new
            return new
        }
    }
}
