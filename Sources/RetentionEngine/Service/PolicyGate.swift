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
    /// How long a call goes on once another policy is in force.
    private let patience: Duration
    private static let pollInterval = Duration.milliseconds(100)

    /// - Parameters:
    ///   - digest: of the policy in force.
    ///   - patience: how long a call, and waiting for its operation, goes on once another policy is in force.
    package init(digest: String, patience: Duration = .seconds(30)) {
        state = Mutex(State(digest: digest))
        self.patience = patience
    }

    /// Puts another policy in force, at once.
    package func replace(with digest: String) { state.withLock { $0.digest = digest } }

    package func isInForce(_ digest: String) -> Bool { state.withLock { $0.digest == digest } }

    /// Whether a policy is in force and no call is under way any more that an earlier one began.
    package func isAlone(_ digest: String) -> Bool {
        state.withLock { $0.digest == digest && $0.calls.keys.allSatisfy { $0 == digest } }
    }

    /// Carries a call out. An operation may take as long as it likes, and a new policy must not wait for that: after `patience` the call is
    /// cancelled, so that nobody waits for its operation any more, and the next sweep finds out what became of it.
    ///
    /// - Throws: `PortalFailure` `.superseded`, without calling anything, when another policy is in force.
    func passing<Value: Sendable>(
        _ digest: String, _ call: @escaping @Sendable () async throws(PortalFailure) -> Value
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
        return try await ended(digest, call)
    }

    private func ended<Value: Sendable>(
        _ digest: String, _ call: @escaping @Sendable () async throws(PortalFailure) -> Value
    ) async throws(PortalFailure) -> Value {
        let result = await withTaskGroup(of: Result<Value, PortalFailure>?.self) { group in
            group.addTask {
                do throws(PortalFailure) { return .success(try await call()) } catch { return .failure(error) }
            }
            group.addTask { [self] in
                do {
                    while isInForce(digest) { try await Task.sleep(for: Self.pollInterval) }
                    try await Task.sleep(for: patience)
                } catch {}
                return nil
            }
            var result: Result<Value, PortalFailure>?
            // The one that ends first ends the other.
            for await ended in group {
                group.cancelAll()
                result = result ?? ended
            }
            return result
        }
        guard let result else { throw PortalFailure(.cancelled, excludesEffect: false, "stopped") }
        return try result.get()
    }
}

/// A writer behind a gate.
struct GatedTrashWriter: TrashWriter {
    let writer: any TrashWriter
    let gate: PolicyGate
    /// Of the policy that the sweep is under.
    let digest: String

    func prepare(_ change: TrashChange) async throws(PortalFailure) { try await writer.prepare(change) }

    func restore(
        _ keys: [ItemKey], into folder: Int, within limit: Duration
    ) async throws(PortalFailure) -> OperationReport {
        try await gate.passing(digest) { [writer] () async throws(PortalFailure) in
            try await writer.restore(keys, into: folder, within: limit)
        }
    }

    func purge(_ keys: [ItemKey], within limit: Duration) async throws(PortalFailure) -> OperationReport {
        try await gate.passing(digest) { [writer] () async throws(PortalFailure) in
            try await writer.purge(keys, within: limit)
        }
    }

    func emptyTrash(within limit: Duration) async throws(PortalFailure) -> OperationReport {
        try await gate.passing(digest) { [writer] () async throws(PortalFailure) in
            try await writer.emptyTrash(within: limit)
        }
    }
}
