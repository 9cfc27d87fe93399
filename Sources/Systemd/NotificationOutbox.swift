import Dispatch
import Synchronization

/// Reports the latest state to the service manager without ever waiting for it.
///
/// If nobody reads the manager's socket, as while PID 1 is stopped, it soon takes nothing more. Later notifications are
/// kept, the latest of each kind, and sent as soon as the socket accepts them.
package final class NotificationOutbox: Sendable {
    /// How long after a refusal the socket is tried again.
    private static let pause = DispatchTimeInterval.milliseconds(200)

    private struct State {
        var waiting = WaitingNotifications()
        var isScheduled = false
    }

    private let send: @Sendable ([ServiceNotifier.Assignment]) throws(SystemdError) -> ServiceNotifier.Delivery
    private let onError: @Sendable (SystemdError) -> Void
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "retentiond.notify")

    /// - Parameters:
    ///   - send: sends one datagram; must not block.
    ///   - onError: called with an error that waiting can't fix.
    package init(
        send: @escaping @Sendable ([ServiceNotifier.Assignment]) throws(SystemdError) -> ServiceNotifier.Delivery = {
            assignments throws(SystemdError) in try ServiceNotifier().notify(assignments)
        },
        onError: @escaping @Sendable (SystemdError) -> Void
    ) {
        self.send = send
        self.onError = onError
    }

    /// Sends waiting notifications and this one, or keeps it for later.
    ///
    /// - Parameter assignments: at least one, for one datagram.
    package func notify(_ assignments: [ServiceNotifier.Assignment]) {
        let problem = state.withLock { state in
            state.waiting.add(assignments)
            return flush(&state)
        }
        if let problem { onError(problem) }
    }

    private func flush(_ state: inout State) -> SystemdError? {
        var problem: SystemdError?
        while let next = state.waiting.first {
            do throws(SystemdError) {
                if try send(next) == .full {
                    schedule(&state)
                    break
                }
            } catch {
                problem = error
            }
            state.waiting.removeFirst()
        }
        return problem
    }

    private func schedule(_ state: inout State) {
        guard !state.isScheduled else { return }
        state.isScheduled = true
        queue.asyncAfter(deadline: .now() + Self.pause) { [self] in
            let problem = self.state.withLock { state in
                state.isScheduled = false
                return flush(&state)
            }
            if let problem { onError(problem) }
        }
    }
}

/// Notifications that were not sent yet, reduced to those that give the latest state.
package struct WaitingNotifications: Sendable {
    /// Oldest first, a datagram each.
    private var datagrams: [[ServiceNotifier.Assignment]] = []

    package init() {}

    /// The next to be sent; nil if none waits.
    package var first: [ServiceNotifier.Assignment]? { datagrams.first }

    /// Removes the first, because it was sent, or can't be.
    package mutating func removeFirst() { datagrams.removeFirst() }

    /// Adds a datagram, and drops those that it makes obsolete.
    package mutating func add(_ assignments: [ServiceNotifier.Assignment]) {
        let superseded = Set(assignments.flatMap(\.superseded))
        datagrams = datagrams.map { $0.filter { !superseded.contains($0.kind) } }.filter { !$0.isEmpty }
        datagrams.append(assignments)
    }
}

extension ServiceNotifier.Assignment {
    /// The subject of a notification.
    fileprivate enum Kind: Hashable { case ready, reloading, stopping, status, extendTimeout, watchdog, errno }

    fileprivate var kind: Kind {
        switch self {
        case .ready: .ready
        case .reloading: .reloading
        case .stopping: .stopping
        case .status: .status
        case .extendTimeout: .extendTimeout
        case .watchdog: .watchdog
        case .errno: .errno
        }
    }

    /// Kinds that needn't be sent any more. The end of a reload doesn't replace its beginning: the manager waits for
    /// both.
    fileprivate var superseded: [Kind] {
        switch self {
        case .reloading: [.reloading, .ready]
        case .stopping: [.reloading, .ready, .stopping, .extendTimeout]
        case .ready, .status, .extendTimeout, .watchdog, .errno: [kind]
        }
    }
}
