import ArgumentParser
import FoundationEssentials
import Retention
import RetentionEngine

/// A second person's approval of what a saved plan would purge. Asks no portal.
struct ApproveCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Approve a plan that somebody else saved: purges above the policy's approval limit wait for that.",
        discussion: """
            The approval is about the very items of the plan, as they were. A purge that would destroy others as well, or some that \
            have changed since, waits for the approval of a new plan. Nobody approves a plan of their own.

            Examples:
              retentiond plan --output plan.json
              retentiond approve plan.json
            """)

    @Argument(help: ArgumentHelp("The plan, as plan --output saved it.", valueName: "file"))
    var plan: String

    @OptionGroup var selection: AccountOption
    @OptionGroup var log: AuditLogOption
    @OptionGroup var common: CommonOptions

    func execute() async throws(CommandFailure) -> ExitStatus? {
        let approver = PlanReport.Maker.current
        let active = try common.load(.change)
        let saved = try SavedPlan(path: plan, underPolicy: active.digest)
        let maker = try Self.maker(of: saved, path: plan, approver: approver)
        let accounts = try selection.accounts(of: active.policy).map { ($0.name, saved.purges(of: $0.name)) }
            .filter { !$0.1.isEmpty }
        guard !accounts.isEmpty else {
            throw CommandFailure(.noSuchItem, "the plan \(plan) purges nothing", hint: nil)
        }
        let (trail, store) = try AuditTrails.open(file: log.auditLog, store: common.store)
        for (name, items) in accounts {
            var record = AuditRecord(
                .approved, account: name, sweepID: "", policyDigest: active.digest,
                reason: "the purge of \(items.count) items in a plan made by \(maker.name)")
            record.operatorName = approver.name
            do {
                try trail.append([record])
                try trail.prove()
            } catch {
                throw CommandFailure(
                    .unavailable, "the audit trail takes no record: \(error)",
                    hint: SweepProblem.noAudit("").generalHint)
            }
            let approval = PurgeApproval(
                policyDigest: active.digest, madeBy: maker.name, approvedBy: approver.name, at: Date(), items: items)
            do throws(StateError) { try store.save(approval, account: name) } catch {
                throw CommandFailure(.unavailable, "nothing is approved for \(name): \(error)")
            }
            Console.say("\(HarmlessText.of(name)): the purge of \(items.count) items is approved")
        }
        return nil
    }

    /// Who made the plan, if that is somebody else.
    ///
    /// - Throws: `CommandFailure` (65) for a plan that doesn't say who made it, (77) for one of the approver's own.
    private static func maker(
        of plan: SavedPlan, path: String, approver: PlanReport.Maker
    ) throws(CommandFailure) -> PlanReport.Maker {
        guard let maker = plan.madeBy else {
            throw CommandFailure(
                .badData, "the plan \(path) doesn't say who made it", hint: "save one with retentiond plan --output")
        }
        // Whoever owns the file could have written another name into it.
        let owner = FileOwner.of(path)
        guard maker.uid != approver.uid, owner == 0 || owner != approver.uid else {
            throw CommandFailure(
                .keyRefused,
                "nobody approves a plan of their own, and \(path) is one of \(HarmlessText.of(maker.name))",
                hint: "somebody else, with another login, has to run retentiond approve")
        }
        return maker
    }
}
