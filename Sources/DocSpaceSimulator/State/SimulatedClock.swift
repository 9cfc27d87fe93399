package import FoundationEssentials
import Synchronization

/// The portal's clock: real time shifted by an offset, or a clock that tests move.
///
/// There are two readings. `now` stamps items, dates and the HTTP `Date` header. `elapsed` drives the work of
/// operations, their expiry and the rate limits: it follows real time even when `now` stands still, so that a client
/// polling a portal with a manual clock still sees its operations end. With a virtual clock it doesn't: then only the
/// test lets time pass, and the same steps give the same events.
package final class SimulatedClock: Sendable {
    private struct State {
        var isManual: Bool
        var isVirtual = false
        var base: Date
        var advanced: Duration = .zero
    }

    private let state: Mutex<State>
    private let start = ContinuousClock.now

    private init(isManual: Bool, isVirtual: Bool = false, base: Date) {
        state = Mutex(State(isManual: isManual, isVirtual: isVirtual, base: base))
    }

    /// Follows the machine's clock, shifted by `offset`.
    package static func real(offset: Duration = .zero) -> SimulatedClock {
        SimulatedClock(isManual: false, base: Date(timeIntervalSinceNow: offset.seconds))
    }

    /// Stands at `start` until `advance(by:)` or `set(to:)`.
    package static func manual(_ start: Date = Date(timeIntervalSince1970: 1_795_000_000)) -> SimulatedClock {
        SimulatedClock(isManual: true, base: start)
    }

    /// Like `manual`, and `elapsed` stands still as well until the clock is advanced.
    package static func virtual(_ start: Date) -> SimulatedClock {
        SimulatedClock(isManual: true, isVirtual: true, base: start)
    }

    /// The portal's present.
    package var now: Date {
        let ran = (ContinuousClock.now - start).seconds
        return state.withLock { $0.isManual ? $0.base : $0.base.addingTimeInterval(ran) }
    }

    /// Real time since creation plus every forward jump; with a virtual clock the forward jumps alone.
    package var elapsed: Duration {
        let ran = ContinuousClock.now - start
        return state.withLock { $0.isVirtual ? $0.advanced : ran + $0.advanced }
    }

    /// Forward jumps only.
    package var advanced: Duration { state.withLock { $0.advanced } }

    /// Moves the clock; a negative duration sets it back.
    package func advance(by duration: Duration) {
        state.withLock {
            $0.base.addTimeInterval(duration.seconds)
            $0.advanced += max(duration, .zero)
        }
    }

    /// Sets `now` forwards or backwards by this duration, as a person sets a clock: no time passes.
    package func jump(by duration: Duration) {
        state.withLock { $0.base.addTimeInterval(duration.seconds) }
    }

    /// Moves the clock to `date`, forwards or backwards.
    package func set(to date: Date) {
        advance(by: .seconds(date.timeIntervalSince(now)))
    }
}

extension Duration {
    /// The duration in seconds, for `Date` arithmetic.
    package var seconds: TimeInterval {
        TimeInterval(components.seconds) + TimeInterval(components.attoseconds) / 1e18
    }
}
