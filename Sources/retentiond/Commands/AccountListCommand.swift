import ArgumentParser
import FoundationEssentials
import Retention
import RetentionEngine

/// Shows the accounts with stored knowledge about them. Sends no request to a portal.
struct AccountListCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the accounts: whose trash, last sweep, when the key expires.",
        discussion: """
            Shows what the last sweeps found; a key's expiry is known while the service runs. Times in the table are local, in JSON \
            and CSV in UTC.

            Examples:
              retentiond account list
              retentiond account list --format csv
            """)

    @Option(help: "table, json or csv.")
    var format = OutputFormat.table

    @OptionGroup var common: CommonOptions

    func execute() async throws(CommandError) -> ExitStatus? {
        let policy = try common.load().policy
        let rows = try StateOwner.reading(common.store) { store in
            let status = StatusFile.read(store)
            return policy.accounts.map { account in
                AccountReport(
                    account, state: try? store.load(account: account.name),
                    status: status?.accounts.first { $0.name == account.name },
                    pause: store.pause(account: account.name))
            }
        }
        switch format {
        case .json: Console.print(JSONWriter.text(rows, isIndented: true))
        case .csv: Console.print(([AccountReport.csvHeader] + rows.map(\.csv)).joined(separator: "\n"))
        case .table:
            guard !rows.isEmpty else {
                Console.printError("no accounts")
                return nil
            }
            var table = Table(AccountReport.columns)
            for row in rows { table.add(row.cells, color: row.paused == nil ? nil : "33") }
            let lines = table.lines(width: Console.outputWidth, hasColor: Console.outputHasColor)
            Console.print(lines.joined(separator: "\n"))
        }
        return nil
    }
}

/// One account as `account list` shows it.
struct AccountReport: Encodable {
    let name: String
    let portal: String
    /// Nil before the first sweep.
    let user: String?
    let userID: String?
    let trashID: Int?
    let lastSweepAt: Date?
    let problem: String?
    /// Nil if it doesn't expire, and if unknown.
    let keyExpiresAt: Date?
    /// Why nothing is purged; nil if it isn't paused.
    let paused: String?
    /// The file that contains it.
    let file: String?

    init(_ account: Account, state: AccountState?, status: AccountStatus?, pause: PurgePause?) {
        name = account.name
        portal = account.portal
        user = state?.trash?.userName
        userID = state?.trash?.userID
        trashID = state?.trash?.trashID
        lastSweepAt = state?.lastSweep?.finishedAt
        problem = status?.problem ?? state?.lastSweep?.problem
        keyExpiresAt = status?.keyExpiresAt
        paused = pause?.text
        file = account.file
    }

    static let columns: [Table.Column] = [
        .init(title: "ACCOUNT"), .init(title: "PORTAL", rank: 3), .init(title: "USER"), .init(title: "TRASH", rank: 2),
        .init(title: "LAST SWEEP"), .init(title: "KEY EXPIRES", rank: 1), .init(title: "IN SHORT", isFlexible: true),
    ]

    var cells: [String] {
        [
            name, portal, user ?? userID ?? "–", trashID.map { "\($0)" } ?? "–", Self.text(lastSweepAt),
            Self.text(keyExpiresAt), paused ?? problem ?? "–",
        ]
    }

    static let csvHeader = CSVOutput.line([
        "account", "portal", "user", "userId", "trashId", "lastSweepAt", "keyExpiresAt", "paused", "problem", "file",
    ])

    var csv: String {
        CSVOutput.line([
            name, portal, user ?? "", userID ?? "", trashID.map { "\($0)" } ?? "",
            lastSweepAt?.formatted(.iso8601) ?? "", keyExpiresAt?.formatted(.iso8601) ?? "", paused ?? "",
            problem ?? "",
            file ?? "",
        ])
    }

    private static func text(_ date: Date?) -> String {
        date.map { LocalTime.ofMachine.dateAndTime($0, hasSeconds: false) } ?? "–"
    }
}
