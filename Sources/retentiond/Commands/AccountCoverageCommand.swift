import ArgumentParser
import DocSpace
import Retention
import RetentionAdapters
import RetentionEngine

/// Compares the portal's people with the accounts.
struct AccountCoverageCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "coverage",
        abstract: "List the portal's users who have no account here.",
        discussion: """
            Needs a key of an administrator with the scope accounts:read, because no other key may list the portal's \
            people; it is read from --key-file, --key-stdin or the terminal, and not stored. Guests are listed as \
            well, though they can create no keys. Exit code 1: somebody has no account.

            Example:
              sudo retentiond account coverage --key-file admin.key
            """)

    @OptionGroup var entry: KeyEntry

    @Option(
        help: ArgumentHelp(
            "The portal. (default: that of the policy's \"defaults\", else of its only portal)", valueName: "url"))
    var portal: String?

    @Option(help: "table, json or csv.")
    var format = OutputFormat.table

    @OptionGroup var common: CommonOptions

    func execute() async throws(CommandError) -> ExitStatus? {
        let policy = try common.load().policy
        guard let portal = portal ?? policy.onlyPortal else {
            throw CommandError(.usage, "the policy has several portals", hint: "give --portal URL")
        }
        let (key, _) = try entry.read()
        let template = policy.accounts.first { $0.portal == portal }
        var administrator = Account(name: "coverage", portal: portal, apiKey: .environment("none"))
        (administrator.caFile, administrator.proxy) = (template?.caFile, template?.proxy)
        let people = try await Self.people(administrator, key)
        let report = try report(people, policy.accounts.filter { $0.portal == portal })
        switch format {
        case .json: Console.print(JSONWriter.text(report, isIndented: true))
        case .csv: Console.print(report.csv)
        case .table: Console.print(report.table)
        }
        return report.missing.isEmpty ? nil : .incomplete
    }

    private static func people(_ account: Account, _ key: APIKey) async throws(CommandError) -> [PortalPerson] {
        let connection = try AccountConnection.open(account, key: key)
        let result: Result<[PortalPerson], CommandError>
        do throws(DocSpaceError) { result = .success(try await connection.people()) } catch {
            let isRefusal = if case .forbidden = error { true } else { false }
            result = .failure(
                isRefusal
                    ? CommandError(
                        .keyRefused, "the key may not list the people of \(account.portal): \(error)",
                        hint: "use a key of an administrator with the scope accounts:read")
                    : CommandError(SweepError(PortalError(error)), account: account.portal, under: Invocation()))
        }
        await connection.close()
        return try result.get()
    }

    private func report(_ people: [PortalPerson], _ accounts: [Account]) throws(CommandError) -> CoverageReport {
        let users = try StateOwner.reading(common.store) { store -> [(name: String, user: String?)] in
            accounts.map { account in
                (account.name, (try? store.load(account: account.name))?.trash?.userID)
            }
        }
        return CoverageReport(people: people, accounts: users)
    }
}

/// The people with an account, and those without.
struct CoverageReport: Encodable {
    struct Person: Encodable {
        let id: String
        let name: String?
        let email: String?
        /// Nil: none.
        let account: String?
    }

    let people: [Person]
    /// Accounts with an unknown user: never swept, or the portal didn't say.
    let unknownAccounts: [String]
    /// Accounts whose user isn't among the portal's active people.
    let strangeAccounts: [String]

    init(people: [PortalPerson], accounts: [(name: String, user: String?)]) {
        let owners = Dictionary(
            accounts.compactMap { name, user in user.map { ($0.lowercased(), name) } },
            uniquingKeysWith: { first, _ in first })
        self.people = people.map { person in
            Person(
                id: person.id, name: person.displayName, email: person.email, account: owners[person.id.lowercased()])
        }
        let ids = Set(people.map { $0.id.lowercased() })
        unknownAccounts = accounts.filter { $0.user == nil }.map(\.name)
        strangeAccounts = accounts.filter { $0.user.map { !ids.contains($0.lowercased()) } ?? false }.map(\.name)
    }

    var missing: [Person] { people.filter { $0.account == nil } }

    var table: String {
        var lines = [
            "\(people.count) people, \(people.count - missing.count) with an account, \(missing.count) without"
        ]
        if !missing.isEmpty {
            var table = Table([.init(title: "NO ACCOUNT"), .init(title: "EMAIL"), .init(title: "ID", rank: 1)])
            for person in missing { table.add([person.name ?? "–", person.email ?? "–", person.id]) }
            lines += table.lines(width: Console.outputWidth, hasColor: Console.outputHasColor)
        }
        if !unknownAccounts.isEmpty {
            lines.append("not swept yet, so their users are unknown: \(Self.list(unknownAccounts))")
        }
        if !strangeAccounts.isEmpty {
            lines.append("accounts whose users are not among the active people: \(Self.list(strangeAccounts))")
        }
        return lines.joined(separator: "\n")
    }

    var csv: String {
        ([["id", "name", "email", "account"]]
            + people.map { [$0.id, $0.name ?? "", $0.email ?? "", $0.account ?? ""] })
            .map(CSVOutput.line).joined(separator: "\n")
    }

    private static func list(_ names: [String]) -> String {
        names.prefix(20).map(String.init(sanitizing:)).joined(separator: ", ")
            + (names.count > 20 ? " and \(names.count - 20) more" : "")
    }
}
