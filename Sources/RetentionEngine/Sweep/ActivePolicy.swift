package import FoundationEssentials
package import Retention

/// A policy in force, with what must be stored of it.
package struct ActivePolicy: Sendable {
    package let policy: Policy
    /// `sha256:` and 64 hex digits, over `rulesText`: white space, the order of keys, and accounts don't count.
    package let digest: String
    /// The policy without its accounts, in its canonical form.
    package let rulesText: String
    /// Reads a policy that was in force earlier; nil if this version can't.
    package let parse: @Sendable ([UInt8]) -> Policy?

    package init(
        policy: Policy, digest: String, rulesText: String, parse: @escaping @Sendable ([UInt8]) -> Policy?
    ) {
        self.policy = policy
        self.digest = digest
        self.rulesText = rulesText
        self.parse = parse
    }

    /// - Parameter context: for reading earlier policies, whose accounts don't matter.
    package init(_ parsed: ParsedPolicy, context: PolicyContext) {
        self.init(
            policy: parsed.policy, digest: PolicyDigest.of(canonicalText: parsed.rulesText),
            rulesText: parsed.rulesText
        ) { try? PolicyDocument.parse($0, file: "an earlier policy", context: context, scope: .rules).get().policy }
    }
}

extension AccountState {
    /// Takes in the policy in force.
    ///
    /// - Returns: whether it differs from the last one.
    package mutating func adopt(_ active: ActivePolicy, now: Date) -> Bool {
        let record = policyRecord(for: active, now: now)
        let changed = policy?.digest != record.digest
        policy = record
        return changed
    }

    /// The record as it would be after adopting a policy. A policy counts as settled once its grace was over.
    private func policyRecord(for active: ActivePolicy, now: Date) -> PolicyRecord {
        if let policy, policy.digest == active.digest { return policy }
        if let seal = active.seal(at: now), trusts(seal) { return PolicyRecord(seal, active) }
        let settlesAt = now.addingTimeInterval(active.policy.policyChangeGrace.timeInterval)
        var record = PolicyRecord(digest: active.digest, since: now, settlesAt: settlesAt)
        guard let policy else { return record }
        if now >= policy.settlesAt {
            record.settledDigest = policy.digest
        } else {
            record.settledDigest = policy.settledDigest
            record.unsettledDigests = ((policy.unsettledDigests ?? []) + [policy.digest]).uniqued()
        }
        return record
    }

    /// The restraints of a plan.
    ///
    /// - Parameters:
    ///   - account: whose state this is.
    ///   - now: this moment, at which a policy new to the state would come into force.
    ///   - instant: the moment that the plan is for, if that is another one.
    package func history(
        of account: String, under active: ActivePolicy, store: StateStore, now: Date, at instant: Date? = nil
    ) throws(StateError) -> SweepHistory {
        var history = SweepHistory()
        history.account = account
        let record = policyRecord(for: active, now: now)
        if active.policy.policyChangeGrace > .zero, instant ?? now < record.settlesAt {
            var earlier: [Policy?] = []
            for digest in [record.settledDigest] + (record.unsettledDigests ?? []) {
                guard let digest else {
                    earlier.append(nil)
                    continue
                }
                earlier.append(try store.policy(digest: digest).flatMap(active.parse))
            }
            history.grace = SweepHistory.Grace(until: record.settlesAt, earlier: earlier)
        }
        do throws(StateError) {
            history.holds = try store.heldItems(
                account: account, among: active.policy.accounts.map(\.name), at: instant ?? now)
        } catch {
            history.holdsProblem = error.description
        }
        history.restores = restores.mapValues(\.count)
        history.quarantine = quarantine.mapValues { SweepHistory.Quarantined(until: $0.nextAt, reason: $0.reason) }
        return history
    }
}

extension Array where Element: Hashable {
    /// Each element once, at its last index.
    fileprivate func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return reversed().filter { seen.insert($0).inserted }.reversed()
    }
}
