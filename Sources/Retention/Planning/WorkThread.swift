import Glibc
import Synchronization

/// Work on a thread of its own, and its result. Not on libdispatch's pool, after which a timer wakes the process every second
/// (docs/internals/decisions/0017-task-threads.md).
package struct WorkThread<Value: Sendable>: ~Copyable {
    private let thread: pthread_t?
    private let result = Result()

    /// Starts the work, or does it at once where no thread can be had.
    package init(_ work: @escaping @Sendable () -> Value) {
        let job = Unmanaged.passRetained(Job { [result] in result.set(work()) })
        var thread = pthread_t()
        let error = pthread_create(
            &thread, nil,
            { job in
                Unmanaged<Job>.fromOpaque(job!).takeRetainedValue().work()
                return nil
            }, job.toOpaque())
        self.thread = error == 0 ? thread : nil
        if error != 0 { job.takeRetainedValue().work() }
    }

    /// Waits until the work is done.
    package consuming func join() -> Value {
        if let thread { pthread_join(thread, nil) }
        return result.value
    }

    private final class Result: Sendable {
        private let stored = Mutex<Value?>(nil)

        var value: Value {
            guard let value = stored.withLock({ $0 }) else { preconditionFailure("the work is done") }
            return value
        }

        func set(_ value: Value) { stored.withLock { $0 = value } }
    }
}

private final class Job: Sendable {
    let work: @Sendable () -> Void

    init(_ work: @escaping @Sendable () -> Void) { self.work = work }
}
