import ArgumentParser
import FoundationEssentials
import Retention
import RetentionEngine

/// Shows the holds of persons.
struct HoldListCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the items that persons hold.",
        discussion: """
            Examples:
              retentiond hold list
              retentiond hold list --all --format json
            """)

    @Flag(help: "Show holds that are over or were released, too.")
    var all = false

    @Option(help: ArgumentHelp("Only this account.", valueName: "name"))
    var account: String?

    @Option(help: "table, json or csv.")
    var format = OutputFormat.table

    @OptionGroup var common: CommonOptions
    @OptionGroup var service: ServiceOptions

    func execute() async throws(CommandError) -> ExitStatus? {
        let query = [
            "all": ["\(all)"], "account": [account].compactMap(\.self), "format": [format.rawValue],
        ]
        if case .done(let status) = try await service.perform(ServiceRequest(.holds, query), common) { return status }
        try Self.show(try StateOwner.become(common.store, makesIt: false), account: account, all: all, format)
        return nil
    }

    /// Prints the holds of a state directory.
    ///
    /// - Throws: `CommandError` (1) if a file is not a hold.
    static func show(
        _ store: StateStore, account: String?, all: Bool, _ format: OutputFormat
    ) throws(CommandError) {
        let files = try HoldLedger.files(store).filter { account == nil || $0.stored.account == account }
        let strays = Dictionary(
            Set(files.map(\.stored.account)).map { name in
                (name, Set((try? store.load(account: name))?.reportedStrayHolds ?? []))
            }
        ) { first, _ in first }
        let now = Date()
        let holds = files.map { HoldReport($0.stored, strays: strays[$0.stored.account] ?? [], now: now) }
            .filter { all || $0.isInForce }
        switch format {
        case .json: Console.print(JSONWriter.text(holds, isIndented: true))
        case .csv: Console.print(([HoldReport.csvHeader] + holds.map(\.csv)).joined(separator: "\n"))
        case .table:
            guard !holds.isEmpty else {
                return Console.printError("no holds")
            }
            var table = Table(HoldReport.columns)
            for hold in holds { table.add(hold.cells, color: hold.state == .notInTrash ? "33" : nil) }
            let lines = table.lines(width: Console.outputWidth, hasColor: Console.outputHasColor)
            Console.print(lines.joined(separator: "\n"))
        }
    }
}
