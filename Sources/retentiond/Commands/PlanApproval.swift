import FoundationEssentials
import Retention
import RetentionEngine

/// Approving the purges of a plan.
struct PlanApproval {
    let plan: SavedPlan
    let approver: PlanReport.Maker
    let active: ActivePolicy

    /// The purges of an account's plan: fingerprints by item.
    typealias Purges = (account: String, items: [ItemKey: String])

    /// The maker of the plan, if that is somebody else.
    ///
    /// - Parameter isApprovers: whether the approver could have written another name into it.
    /// - Throws: `CommandError` (65) for a plan that doesn't name its maker, (77) for the approver's own.
    func maker(isApprovers: Bool) throws(CommandError) -> PlanReport.Maker {
        guard let maker = plan.madeBy else {
            throw CommandError(
                .badData, "the plan \(plan.name) doesn't say who made it",
                hint: "save one with retentiond plan --output")
        }
        guard maker.uid != approver.uid, !isApprovers else {
            throw CommandError(
                .keyRefused,
                "you can't approve your own plan, and the plan \(plan.name) is one of \(String(sanitizing: maker.name))",
                hint: "somebody else, with another login, must run retentiond approve")
        }
        return maker
    }

    /// - Throws: `CommandError` (66) if the plan purges nothing of these accounts.
    func purges(of accounts: [Account]) throws(CommandError) -> [Purges] {
        let purges = accounts.map { (account: $0.name, items: plan.purges(of: $0.name)) }.filter { !$0.items.isEmpty }
        guard !purges.isEmpty else { throw CommandError(.noSuchItem, "the plan \(plan.name) purges nothing") }
        return purges
    }

    /// Records, stores and prints the approval.
    ///
    /// - Throws: `CommandError` (69). Printed accounts are approved.
    func give(
        _ purges: [Purges], madeBy maker: PlanReport.Maker, _ trail: any AuditTrail, _ store: StateStore
    ) throws(CommandError) {
        for (name, items) in purges {
            var record = AuditRecord(
                .approved, account: name, sweepID: "", policyDigest: active.digest,
                reason: "the purge of \(counted(items.count, "item")) in a plan made by \(maker.name)")
            record.operatorName = approver.name
            do {
                try trail.append([record])
                try trail.prove()
            } catch {
                throw CommandError(
                    .unavailable, "no audit record can be written: \(error)",
                    hint: SweepError.noAudit("").generalHint)
            }
            let approval = PurgeApproval(
                policyDigest: active.digest, madeBy: maker.name, approvedBy: approver.name, at: Date(), items: items)
            do throws(StateError) { try store.save(approval, account: name) } catch {
                throw CommandError(.unavailable, "nothing is approved for \(name): \(error)")
            }
            Console.print("\(String(sanitizing: name)): the purge of \(counted(items.count, "item")) is approved")
        }
    }
}
