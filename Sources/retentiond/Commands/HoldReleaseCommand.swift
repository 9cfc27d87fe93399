import ArgumentParser
import FoundationEssentials
import Retention
import RetentionEngine

/// Ends the holds of an item.
struct HoldReleaseCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Release an item that a person holds: from then on the rules decide again.",
        discussion: """
            Example:
              retentiond hold release file:101 --account alice --reason "lawsuit Smith is settled"
            """)

    @Argument(help: ArgumentHelp("The item, such as file:101.", valueName: "kind:id"))
    var item: String

    @Option(help: ArgumentHelp("The account; needed when the item is held for several.", valueName: "name"))
    var account: String?

    @Option(help: ArgumentHelp("The reason, for the audit record.", valueName: "text"))
    var reason: String

    @OptionGroup var log: AuditLogOption
    @OptionGroup var common: CommonOptions
    @OptionGroup var service: ServiceOptions

    func validate() throws {
        try PersonText.validate(reason, option: "--reason")
        guard ItemKey(item) != nil else {
            throw ValidationError("\"\(item)\" names no item: it must be like file:101 or folder:17")
        }
    }

    func execute() async throws(CommandError) -> ExitStatus? {
        let body = ControlBody.ReleaseHold(item: item, account: account, reason: reason)
        let request = ServiceRequest(.releaseHold, body: ControlBody.encoded(body))
        if case .done(let status) = try await service.perform(request, common, unless: log.isDirect) { return status }
        let active = try common.load(.change)
        let ledger = try HoldLedger(auditLog: log.auditLog, common: common, active: active)
        try ledger.releaseAndPrint(ItemKey(item)!, account: account, reason: reason)
        return nil
    }
}
