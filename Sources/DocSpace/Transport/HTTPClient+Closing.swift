import AsyncHTTPClient
import Dispatch

extension HTTPClient {
    /// Closes the connections and returns when they are closed.
    ///
    /// Not `shutdown()`, which uses libdispatch's global pool: that would wake the process every second from then on. A
    /// serial queue has a thread of its own. docs/internals/decisions/0017.
    func close() async {
        await withCheckedContinuation { done in
            shutdown(queue: DispatchQueue(label: "retentiond.close")) { _ in done.resume() }
        }
    }
}
