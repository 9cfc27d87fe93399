import ArgumentParser
import FoundationEssentials
import Retention
import RetentionEngine

/// Holds items. Sends no request to a portal, so it needs no key and works when the portal doesn't.
struct HoldAddCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Hold an item: from the next call on it is not purged, whatever the rules say.",
        discussion: """
            A held item is restored before the portal itself would destroy it. An item that is not in the trash can be held as \
            well; the next sweep reports it.

            Examples:
              retentiond hold add file:101 --account alice --reason "lawsuit Smith" --ticket LEGAL-7
              retentiond hold add --from-plan plan.json --title "*smith*" --reason "lawsuit Smith" --until 2027-06-30
            """)

    @OptionGroup var selection: ItemSelection

    @Option(help: ArgumentHelp("The reason, for the audit record.", valueName: "text"))
    var reason: String

    @Option(
        help: ArgumentHelp("When the hold ends; without it, the hold lasts until it is released.", valueName: "date"))
    var until: Instant?

    @Option(help: ArgumentHelp("A case or ticket that the hold belongs to.", valueName: "id"))
    var ticket: String?

    @OptionGroup var log: AuditLogOption
    @OptionGroup var common: CommonOptions
    @OptionGroup var service: ServiceOptions

    func validate() throws {
        try PersonText.validate(reason, option: "--reason")
        try PersonText.validate(ticket, option: "--ticket")
        if let until, until.date <= Date() { throw ValidationError("--until must lie in the future") }
        if let until, !StoredNumbers.holds(until.date) { throw ValidationError("--until is too late") }
    }

    func execute() async throws(CommandError) -> ExitStatus? {
        let body = ControlBody.AddHolds(
            items: try selection.itemsToSend(), reason: reason, until: until?.date, ticket: ticket)
        let request = ServiceRequest(.addHolds, body: ControlBody.encoded(body))
        if case .done(let status) = try await service.perform(request, common, unless: log.isDirect) { return status }
        let active = try common.load(.change)
        let items = try selection.items(of: active.policy)
        let ledger = try HoldLedger(auditLog: log.auditLog, common: common, active: active)
        try ledger.addAndPrint(items, reason: reason, until: until?.date, ticket: ticket)
        return nil
    }
}

/// An additional file for the audit records of a command.
struct AuditLogOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Append audit records to this file, as JSON lines. Needed where no systemd journal runs.",
            valueName: "file"))
    var auditLog: String?

    /// Why the running service can't do it: it has its own trail.
    var isDirect: String? { auditLog == nil ? nil : "--audit-log" }
}
