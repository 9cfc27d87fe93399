import RetentionEngine
import Synchronization

/// A number that only grows, and that others can wait for.
final class Counter: Sendable {
    private struct State {
        var value = 0
        var waiting: [(target: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    func increment() {
        let reached = state.withLock { state in
            state.value += 1
            let reached = state.waiting.filter { $0.target <= state.value }
            state.waiting.removeAll { $0.target <= state.value }
            return reached
        }
        for waiter in reached { waiter.continuation.resume() }
    }

    /// Returns once the number is at least `target`.
    func reaches(_ target: Int) async {
        await withCheckedContinuation { continuation in
            let isReached = state.withLock { state in
                if state.value < target { state.waiting.append((target, continuation)) }
                return state.value >= target
            }
            if isReached { continuation.resume() }
        }
    }
}

/// The service's timer, controlled by the simulation.
final class VirtualTimer: WakeTimer {
    let ticks: AsyncStream<Void>
    private let tick: AsyncStream<Void>.Continuation
    private let delay = Mutex(Duration.zero)
    /// The number of the service's iterations.
    let rounds = Counter()

    init() {
        (ticks, tick) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// How long the service wants to sleep.
    var wait: Duration { delay.withLock { $0 } }

    func wake(after delay: Duration, leeway: Duration) async {
        self.delay.withLock { $0 = delay }
        rounds.increment()
    }

    func fire() { tick.yield() }
}
