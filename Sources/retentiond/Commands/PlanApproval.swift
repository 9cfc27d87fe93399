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
    /// - Throws: `CommandFailure` (65) for a plan that doesn't name its maker, (77) for the approver's own.
    func maker(isApprovers: Bool) throws(CommandFailure) -> PlanReport.Maker {
        guard let maker = plan.madeBy else {
            throw CommandFailure(
                .badData, "the plan \(plan.name) doesn't say who made it",
                hint: "save one with retentiond plan --output")
        }
        guard maker.uid != approver.uid, !isApprovers else {
            throw CommandFailure(
                .keyRefused,
                "you can't approve your own plan, and the plan \(plan.name) is one of \(HarmlessText.of(maker.name))",
                hint: "somebody else, with another login, must run retentiond approve")
        }
        return maker
    }

    /// - Throws: `CommandFailure` (66) if the plan purges nothing of these accounts.
    func purges(of accounts: [Account]) throws(CommandFailure) -> [Purges] {
        let purges = accounts.map { (account: $0.name, items: plan.purges(of: $0.name)) }.filter { !$0.items.isEmpty }
        guard !purges.isEmpty else { throw CommandFailure(.noSuchItem, "the plan \(plan.name) purges nothing") }
        return purges
    }

    /// Records, stores and prints the approval.
    ///
    /// - Throws: `CommandFailure` (69). Printed accounts are approved.
    func give(
        _ purges: [Purges], madeBy maker: PlanReport.Maker, _ trail: any AuditTrail, _ store: StateStore
    ) throws(CommandFailure) {
        for (name, items) in purges {
            var record = AuditRecord(
                .approved, account: name, sweepID: "", policyDigest: active.digest,
                reason: "the purge of \(counted(items.count, "item")) in a plan made by \(maker.name)")
            record.operatorName = approver.name
            do {
                try trail.append([record])
                try trail.prove()
            } catch {
                throw CommandFailure(
                    .unavailable, "no audit record can be written: \(error)",
                    hint: SweepProblem.noAudit("").generalHint)
            }
            let approval = PurgeApproval(
                policyDigest: active.digest, madeBy: maker.name, approvedBy: approver.name, at: Date(), items: items)
            do throws(StateError) { try store.save(approval, account: name) } catch {
                throw CommandFailure(.unavailable, "nothing is approved for \(name): \(error)")
            }
            Console.say("\(HarmlessText.of(name)): the purge of \(counted(items.count, "item")) is approved")
        }
    }
}
