import Dispatch
import NIOPosix
import Platform
@_spi(ExperimentalCustomExecutors) @_spi(ExperimentalScheduling) import _Concurrency

/// The threads on which all tasks of the process run, instead of libdispatch's pool.
///
/// Once used, that pool wakes the process every second. These threads only wait for work. A job goes to a free one, so
/// one that is stuck in a system call delays no other. docs/internals/decisions/0017.
final class ThreadPoolExecutor: TaskExecutor, SchedulingExecutor {
    /// More than one thread, because tasks write to disks and to systemd's sockets, which may take a while.
    private static let count = 4

    private let pool: NIOThreadPool
    /// A serial queue has its own threads, which cause no wake-ups.
    private let timers = DispatchQueue(label: "retentiond.sleep")

    private init() {
        pool = NIOThreadPool(numberOfThreads: Self.count)
        pool.start()
    }

    /// Makes every task run here. Must be called before the first one.
    static func takeOver() { _createExecutors(factory: Factory.self) }

    private struct Factory: ExecutorFactory {
        static var mainExecutor: any MainExecutor { PlatformExecutorFactory.mainExecutor }
        static let defaultExecutor: any TaskExecutor = ThreadPoolExecutor()
    }

    func enqueue(_ job: consuming ExecutorJob) { start(UnownedJob(job)) }

    private func start(_ job: UnownedJob) {
        pool.submit { _ in job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }

    func enqueue<C: Clock>(
        _ job: consuming ExecutorJob, at instant: C.Instant, tolerance: C.Duration?, clock: C
    ) {
        enqueue(job, after: clock.now.duration(to: instant), tolerance: tolerance, clock: clock)
    }

    /// The implementation of `Task.sleep`. By the monotonic clock, which stops while the machine is suspended.
    func enqueue<C: Clock>(
        _ job: consuming ExecutorJob, after delay: C.Duration, tolerance: C.Duration?, clock: C
    ) {
        guard let delay = delay as? Swift.Duration else { preconditionFailure("no other clocks are used") }
        let unowned = UnownedJob(job)
        timers.asyncAfter(deadline: .now() + .nanoseconds(delay.wholeNanoseconds)) { self.start(unowned) }
    }
}
