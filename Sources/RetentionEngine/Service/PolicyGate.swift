import Retention
import Synchronization

/// Lets changes to portals through only under the policy in force. A new policy comes into force between two calls: from then
/// on no sweep under an earlier one can begin another call. A policy that differs only in its accounts stops only the sweeps
/// of accounts that it lacks, or has at another portal.
package final class PolicyGate: Sendable {
    /// The policy and account of a sweep.
    package struct Pass: Hashable, Sendable {
        /// The digest of the policy.
        package let digest: String
        package let account: String
        package let portal: String

        package init(digest: String, account: String = "", portal: String = "") {
            self.digest = digest
            self.account = account
            self.portal = portal
        }
    }

    private struct State {
        var digest: String
        /// The portal of each account; nil lets all accounts pass.
        var portals: [String: String]?
        /// Calls under way, by the pass that they began with.
        var calls: [Pass: Int] = [:]

        func admits(_ pass: Pass) -> Bool {
            pass.digest == digest && (portals.map { $0[pass.account] == pass.portal } ?? true)
        }
    }

    private let state: Mutex<State>
    /// How long a call may continue once another policy is in force.
    private let patience: Duration
    private static let pollInterval = Duration.milliseconds(100)

    /// - Parameters:
    ///   - digest: of the policy in force, for any accounts.
    ///   - patience: how long a call, and waiting for its operation, may continue once another policy is in force.
    package init(digest: String, patience: Duration = .seconds(30)) {
        state = Mutex(State(digest: digest))
        self.patience = patience
    }

    package convenience init(_ active: ActivePolicy) {
        self.init(digest: active.digest)
        replace(with: active)
    }

    /// Puts another policy in force at once, for any accounts.
    package func replace(with digest: String) {
        state.withLock { state in
            state.digest = digest
            state.portals = nil
        }
    }

    /// Puts another policy in force, at once.
    package func replace(with active: ActivePolicy) {
        let portals = active.policy.portals
        state.withLock { state in
            state.digest = active.digest
            state.portals = portals
        }
    }

    package func isInForce(_ pass: Pass) -> Bool { state.withLock { $0.admits(pass) } }

    /// Whether a policy is in force, and no call is under way that it would not let through.
    package func isAlone(_ digest: String) -> Bool {
        state.withLock { state in state.digest == digest && state.calls.keys.allSatisfy(state.admits) }
    }

    /// Carries out a call. An operation may take any time, and a new policy must not wait for it: after `patience` the call
    /// is cancelled, which ends the wait for its operation, and the next sweep finds its result.
    ///
    /// - Throws: `PortalError` `.superseded`, without calling anything, when another policy is in force.
    func passing<Value: Sendable>(
        _ pass: Pass, _ call: @escaping @Sendable () async throws(PortalError) -> Value
    ) async throws(PortalError) -> Value {
        let isOpen = state.withLock { state in
            guard state.admits(pass) else { return false }
            state.calls[pass, default: 0] += 1
            return true
        }
        guard isOpen else { throw PortalError(.superseded, excludesEffect: true, "the policy changed meanwhile") }
        defer {
            state.withLock { state in
                let left = state.calls[pass, default: 1] - 1
                state.calls[pass] = left > 0 ? left : nil
            }
        }
        return try await ended(pass, call)
    }

    private func ended<Value: Sendable>(
        _ pass: Pass, _ call: @escaping @Sendable () async throws(PortalError) -> Value
    ) async throws(PortalError) -> Value {
        let result = await withTaskGroup(of: Result<Value, PortalError>?.self) { group in
            group.addTask {
                do throws(PortalError) { return .success(try await call()) } catch { return .failure(error) }
            }
            group.addTask { [self] in
                do {
                    while isInForce(pass) { try await Task.sleep(for: Self.pollInterval) }
                    try await Task.sleep(for: patience)
                } catch {}
                return nil
            }
            var result: Result<Value, PortalError>?
            // The task that ends first ends the other.
            for await ended in group {
                group.cancelAll()
                result = result ?? ended
            }
            return result
        }
        guard let result else { throw PortalError(.cancelled, excludesEffect: false, "stopped") }
        return try result.get()
    }
}

extension Policy {
    /// The portal of each account, by the account's name.
    var portals: [String: String] {
        Dictionary(accounts.map { ($0.name, $0.portal) }, uniquingKeysWith: { first, _ in first })
    }
}

extension Sweeper {
    /// The pass that a sweep under a policy needs to change anything.
    func pass(_ active: ActivePolicy) -> PolicyGate.Pass {
        PolicyGate.Pass(digest: active.digest, account: account, portal: portal)
    }
}

/// A writer behind a gate.
struct GatedTrashWriter: TrashWriter {
    let writer: any TrashWriter
    let gate: PolicyGate
    /// The permission of the sweep.
    let pass: PolicyGate.Pass

    func prepare(_ change: TrashChange) async throws(PortalError) { try await writer.prepare(change) }

    func restore(
        _ keys: [ItemKey], into folder: Int, within limit: Duration
    ) async throws(PortalError) -> OperationReport {
        try await gate.passing(pass) { [writer] () async throws(PortalError) in
            try await writer.restore(keys, into: folder, within: limit)
        }
    }

    func purge(_ keys: [ItemKey], within limit: Duration) async throws(PortalError) -> OperationReport {
        try await gate.passing(pass) { [writer] () async throws(PortalError) in
            try await writer.purge(keys, within: limit)
        }
    }

    func emptyTrash(within limit: Duration) async throws(PortalError) -> OperationReport {
        try await gate.passing(pass) { [writer] () async throws(PortalError) in
            try await writer.emptyTrash(within: limit)
        }
    }
}
