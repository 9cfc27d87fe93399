import Retention
import Synchronization

/// Lets changes to portals through only under the policy in force. A new policy comes into force between two calls: from
/// then on no sweep under an earlier one can begin another.
package final class PolicyGate: Sendable {
    private struct State {
        var digest: String
        /// Calls under way, by the policy that they were begun under.
        var calls: [String: Int] = [:]
    }

    private let state: Mutex<State>

    /// - Parameter digest: of the policy in force.
    package init(digest: String) {
        state = Mutex(State(digest: digest))
    }

    /// Puts another policy in force, at once.
    package func replace(with digest: String) { state.withLock { $0.digest = digest } }

    package func isInForce(_ digest: String) -> Bool { state.withLock { $0.digest == digest } }

    /// Whether a policy is in force and no call is under way any more that an earlier one began.
    package func isAlone(_ digest: String) -> Bool {
        state.withLock { $0.digest == digest && $0.calls.keys.allSatisfy { $0 == digest } }
    }

    /// - Throws: `PortalFailure` `.superseded`, without calling anything, when another policy is in force.
    func passing<Value>(
        _ digest: String, _ call: () async throws(PortalFailure) -> Value
    ) async throws(PortalFailure) -> Value {
        let isOpen = state.withLock { state in
            guard state.digest == digest else { return false }
            state.calls[digest, default: 0] += 1
            return true
        }
        guard isOpen else { throw PortalFailure(.superseded, excludesEffect: true, "the policy changed meanwhile") }
        defer {
            state.withLock { state in
                let left = state.calls[digest, default: 1] - 1
                state.calls[digest] = left > 0 ? left : nil
            }
        }
        return try await call()
    }
}

/// A writer behind a gate.
struct GatedTrashWriter: TrashWriter {
    let writer: any TrashWriter
    let gate: PolicyGate
    /// Of the policy that the sweep is under.
    let digest: String

    func restore(
        _ keys: [ItemKey], into folder: Int, within limit: Duration
    ) async throws(PortalFailure) -> OperationReport {
        try await gate.passing(digest) { () async throws(PortalFailure) in
            try await writer.restore(keys, into: folder, within: limit)
        }
    }

    func purge(_ keys: [ItemKey], within limit: Duration) async throws(PortalFailure) -> OperationReport {
        try await gate.passing(digest) { () async throws(PortalFailure) in
            try await writer.purge(keys, within: limit)
        }
    }

    func emptyTrash(within limit: Duration) async throws(PortalFailure) -> OperationReport {
        try await gate.passing(digest) { () async throws(PortalFailure) in
            try await writer.emptyTrash(within: limit)
        }
    }
}
