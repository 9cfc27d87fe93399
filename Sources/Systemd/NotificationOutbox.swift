import Dispatch
import Synchronization

/// Tells the service manager the latest state without ever waiting for it.
///
/// When nobody reads the manager's socket, as while PID 1 is stopped, it soon takes nothing more. What is news by then is
/// kept, the latest of each kind, and sent as soon as the socket accepts it.
package final class NotificationOutbox: Sendable {
    /// How long after a refusal the socket is tried again.
    private static let pause = DispatchTimeInterval.milliseconds(200)

    private struct State {
        var waiting = WaitingNotifications()
        var isScheduled = false
    }

    private let send: @Sendable ([ServiceNotifier.Assignment]) throws(SystemdError) -> ServiceNotifier.Delivery
    private let complain: @Sendable (SystemdError) -> Void
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "retentiond.notify")

    /// - Parameters:
    ///   - send: sends one datagram; must not block.
    ///   - complain: told what sending met with, for which waiting is no remedy.
    package init(
        send: @escaping @Sendable ([ServiceNotifier.Assignment]) throws(SystemdError) -> ServiceNotifier.Delivery = {
            assignments throws(SystemdError) in try ServiceNotifier().notify(assignments)
        },
        complain: @escaping @Sendable (SystemdError) -> Void
    ) {
        self.send = send
        self.complain = complain
    }

    /// Sends what waits and this, or keeps it for later.
    ///
    /// - Parameter assignments: at least one, for one datagram.
    package func notify(_ assignments: [ServiceNotifier.Assignment]) {
        let problem = state.withLock { state in
            state.waiting.add(assignments)
            return flush(&state)
        }
        if let problem { complain(problem) }
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
            if let problem { complain(problem) }
        }
    }
}

/// Notifications that were not sent yet, as few as tell the latest state.
package struct WaitingNotifications: Sendable {
    /// Oldest first, a datagram each.
    private var datagrams: [[ServiceNotifier.Assignment]] = []

    package init() {}

    /// The next to be sent; nil when nothing waits.
    package var first: [ServiceNotifier.Assignment]? { datagrams.first }

    /// The first was sent, or can't be.
    package mutating func removeFirst() { datagrams.removeFirst() }

    /// Adds a datagram, and drops what it makes obsolete.
    package mutating func add(_ assignments: [ServiceNotifier.Assignment]) {
        let superseded = Set(assignments.flatMap(\.superseded))
        datagrams = datagrams.map { $0.filter { !superseded.contains($0.kind) } }.filter { !$0.isEmpty }
        datagrams.append(assignments)
    }
}

extension ServiceNotifier.Assignment {
    /// What it is about.
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

    /// What needn't be sent any more. The end of a reload doesn't replace its begin: the manager waits for both.
    fileprivate var superseded: [Kind] {
        switch self {
        case .reloading: [.reloading, .ready]
        case .stopping: [.reloading, .ready, .stopping, .extendTimeout]
        case .ready, .status, .extendTimeout, .watchdog, .errno: [kind]
        }
    }
}
