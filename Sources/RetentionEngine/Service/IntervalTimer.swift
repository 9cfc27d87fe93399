import Dispatch
import Platform

/// Wakes the service after a while.
package protocol WakeTimer: Sendable {
    /// One element for each wake-up. A late consumer finds a single one waiting.
    var ticks: AsyncStream<Void> { get }

    /// Wakes once, after `delay`; replaces the earlier request. May be late by `leeway`.
    func wake(after delay: Duration, leeway: Duration) async
}

/// Wakes the service after a while, by the monotonic clock. One wake-up at a time; a new one replaces the previous.
package actor IntervalTimer: WakeTimer {
    package nonisolated let ticks: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let source: any DispatchSourceTimer

    package init() {
        (ticks, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        source = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "retentiond.timer"))
        source.setEventHandler { @Sendable [continuation] in continuation.yield() }
        source.activate()
    }

    /// Wakes once, after `delay`. The kernel may be late by `leeway`, to save wake-ups.
    package func wake(after delay: Duration, leeway: Duration) {
        source.schedule(
            deadline: .now() + .nanoseconds(delay.wholeNanoseconds), leeway: .nanoseconds(leeway.wholeNanoseconds))
    }

    isolated deinit {
        source.cancel()
        continuation.finish()
    }
}
