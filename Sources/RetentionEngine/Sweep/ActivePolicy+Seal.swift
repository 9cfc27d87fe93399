package import FoundationEssentials
package import Retention

extension ActivePolicy {
    /// `inForce` of the policy file, if it counts.
    package func seal(at now: Date) -> PolicySeal? {
        policy.seal.flatMap { objection(to: $0, at: now) == nil ? $0 : nil }
    }

    /// Why `inForce` is ignored; nil if it is valid or missing.
    package func sealProblem(at now: Date) -> String? {
        policy.seal.flatMap { objection(to: $0, at: now) }.map { "\"inForce\" is ignored: \($0)" }
    }

    private func objection(to seal: PolicySeal, at now: Date) -> String? {
        seal.objection(digest: digest, grace: policy.policyChangeGrace, now: now)
    }
}

extension AccountState {
    /// Whether `inForce` counts for this account: if its trash isn't new here, and if the state's own record is older. A
    /// later record has its own grace, because somebody may have undone a change.
    func trusts(_ seal: PolicySeal) -> Bool {
        guard let policy else { return wasTakenOver == true }
        return policy.since < seal.since
    }
}

extension AccountState.PolicyRecord {
    /// The record that `inForce` gives.
    init(_ seal: PolicySeal, _ active: ActivePolicy) {
        self.init(
            digest: active.digest, since: seal.since,
            settlesAt: seal.since.addingTimeInterval(active.policy.policyChangeGrace.timeInterval))
        isSealed = true
    }
}
