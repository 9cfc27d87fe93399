import AsyncHTTPClient
import Dispatch

extension HTTPClient {
    /// Closes the connections and returns when that is done.
    ///
    /// Not `shutdown()`: that one goes through libdispatch's global pool, which from then on wakes the process every second.
    /// A serial queue has a thread of its own. docs/internals/decisions/0017.
    func close() async {
        await withCheckedContinuation { done in
            shutdown(queue: DispatchQueue(label: "retentiond.close")) { _ in done.resume() }
        }
    }
}
