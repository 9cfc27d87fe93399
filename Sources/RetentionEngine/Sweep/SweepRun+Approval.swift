import Retention

/// Purges that wait for a second person.
extension SweepRun {
    /// Why the items about to be purged must wait; nil if they needn't.
    mutating func missingApproval(_ chosen: [PlannedItem]) throws(SweepError) -> SweepError? {
        guard let above = policy.approvalAbove, chosen.count > above else { return nil }
        let approval: PurgeApproval?
        do throws(StateError) { approval = try sweeper.store.approval(account: sweeper.account) } catch {
            throw SweepError(error)
        }
        gate.approvalObjection = PurgeApproval.objection(
            to: chosen, above: above, policyDigest: active.digest, approval)
        return gate.objection([.approval])?.problem
    }
}
