import ArgumentParser
import FoundationEssentials
import Platform
import Retention
import RetentionEngine

/// A second person's approval of a saved plan's purges. Sends no request to a portal.
struct ApproveCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Approve a plan that somebody else saved: purges above the policy's approval limit wait for that.",
        discussion: """
            The approval covers exactly the items of the plan, in the state that the plan shows. A purge that would \
            destroy other items, or items that have changed since, waits for the approval of a new plan. You can't \
            approve your own plan.

            Examples:
              retentiond plan --output plan.json
              retentiond approve plan.json
            """)

    @Argument(help: ArgumentHelp("The plan, as plan --output saved it.", valueName: "file"))
    var plan: String

    @OptionGroup var selection: AccountOption
    @OptionGroup var log: AuditLogOption
    @OptionGroup var common: CommonOptions
    @OptionGroup var service: ServiceOptions

    func execute() async throws(CommandError) -> ExitStatus? {
        let approver = PlanReport.Maker.current
        let saved = try SavedPlan(path: plan)
        let body = ControlBody.Approve(account: selection.account, plan: saved.toSend)
        let request = ServiceRequest(.approve, body: ControlBody.encoded(body))
        if case .done(let status) = try await service.perform(request, common, unless: log.isDirect) { return status }
        let active = try common.load(.change)
        try saved.check(underPolicy: active.digest)
        // The owner of the file could have written another name into it.
        let owner = FileOwner.of(plan)
        let approval = PlanApproval(plan: saved, approver: approver, active: active)
        let isOwn = owner == nil || owner != 0 && owner == approver.uid
        let maker = try approval.maker(isApprovers: isOwn)
        let accounts = try approval.purges(of: try selection.accounts(of: active.policy))
        let (trail, store) = try AuditTrailFactory.open(file: log.auditLog, store: common.store)
        try approval.give(accounts, madeBy: maker, trail, store)
        return nil
    }
}
