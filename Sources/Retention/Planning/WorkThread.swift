import Glibc

/// Work on a thread of its own. Not on libdispatch's pool, after which a timer wakes the process every second
/// (docs/internals/decisions/0017-task-threads.md).
package struct WorkThread: ~Copyable {
    private let thread: pthread_t?

    /// Starts the work, or does it at once where no thread can be had.
    package init(_ work: @escaping @Sendable () -> Void) {
        let job = Unmanaged.passRetained(Job(work))
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
    package consuming func join() {
        if let thread { pthread_join(thread, nil) }
    }

    private final class Job: Sendable {
        let work: @Sendable () -> Void

        init(_ work: @escaping @Sendable () -> Void) { self.work = work }
    }
}
