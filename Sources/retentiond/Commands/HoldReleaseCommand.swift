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

    @Option(help: ArgumentHelp("Why, for the record.", valueName: "text"))
    var reason: String

    @OptionGroup var log: AuditLogOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        try PersonText.validate(reason, option: "--reason")
        guard ItemKey(item) != nil else {
            throw ValidationError("\"\(item)\" names no item: it must be like file:101 or folder:17")
        }
    }

    func execute() async throws(CommandFailure) -> ExitStatus? {
        let key = ItemKey(item)!
        let active = try common.load(.change)
        let ledger = try HoldLedger(auditLog: log.auditLog, common: common, active: active)
        // Also of accounts that the policy doesn't have any more.
        let files = try ledger.unreleased(key).filter { account == nil || $0.stored.account == account }
        let accounts = Set(files.map(\.stored.account)).sorted()
        guard let name = accounts.first else {
            throw CommandFailure(.noSuchItem, "\(key) is not held", hint: "retentiond hold list shows what is")
        }
        guard accounts.count == 1 else {
            throw CommandFailure(
                .usage, "\(key) is held for several accounts",
                hint: "give --account, one of: \(accounts.map(HarmlessText.of).joined(separator: ", "))")
        }
        try ledger.release(files, reason: reason, now: Date())
        Console.say("\(HarmlessText.of(name)): \(key) is released")
        return nil
    }
}
