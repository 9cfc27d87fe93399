import ArgumentParser
import DocSpace
import Glibc
import Platform
import Retention
import RetentionEngine

/// Adds many accounts, or replaces their keys.
struct AccountImportCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Try the keys of a CSV file, and add an account for each row.",
        discussion: """
            A row is name,key or portal,name,key; a header with these names is skipped. Everything is tried before \
            anything is written: if a row has a mistake, it is named and nothing is changed. A row whose account \
            exists with the same key is skipped, so that the command can be repeated. The file contains keys: others \
            must not be able to read it, and it should be destroyed afterwards.

            Examples:
              sudo retentiond account import users.csv
              sudo retentiond account import users.csv --portal https://acme.example.com
              sudo retentiond account import new-keys.csv --rotate
            """)

    @Argument(help: ArgumentHelp("The CSV file; - is standard input.", valueName: "file"))
    var file: String

    @Option(
        help: ArgumentHelp(
            "The portal of rows without one. (default: that of the policy's \"defaults\", else of its only portal)",
            valueName: "url"))
    var portal: String?

    @Flag(help: "Replace the keys of existing accounts, and add none.")
    var rotate = false

    @OptionGroup var common: CommonOptions

    func execute() async throws(CommandError) -> ExitStatus? {
        let table = KeyTable(try text())
        let mistakes = table.problems.map { "row \($0.row): \($0.reason)" }
        guard mistakes.isEmpty else { throw AccountChangeError(reasons: mistakes).failure(failed) }
        let location = try AccountLocation(policyPath: common.policy)
        return try await rotate ? replaceKeys(table.rows, location) : add(table.rows, location)
    }

    private var failed: String { "nothing was imported from \(String(sanitizing: file))" }

    private func add(_ rows: [KeyTable.Row], _ location: AccountLocation) async throws(CommandError) -> ExitStatus? {
        let keys = try KeyRing(location.policy.accounts)
        var new: [NewAccount] = []
        var mistakes: [String] = []
        for row in rows {
            if let known = location.policy.accounts.first(where: { $0.name == row.name }) {
                guard (try? keys.key(of: known))?.isSame(as: row.key) == true else {
                    mistakes.append(
                        "row \(row.number): there is an account \"\(String(sanitizing: row.name))\" already")
                    continue
                }
            } else {
                new.append(
                    NewAccount(
                        label: "row \(row.number)", name: row.name,
                        portal: row.portal ?? portal ?? location.commonPortal,
                        key: row.key, keyBytes: row.keyBytes))
            }
        }
        guard mistakes.isEmpty else { throw AccountChangeError(reasons: mistakes).failure(failed) }
        guard !new.isEmpty else {
            Console.print(
                rows.isEmpty
                    ? "no rows"
                    : rows.count == 1
                        ? "nothing to do: the account exists with this key"
                        : "nothing to do: all \(rows.count) accounts exist with these keys")
            return nil
        }
        let accounts: [Account]
        do throws(AccountChangeError) { accounts = try location.checked(new) } catch { throw error.failure(failed) }
        let trials = await KeyTrial.run(
            zip(accounts, new).map { ($0, $1.key) }, try AccountClaims.of(location.policy.accounts, common))
        try report(trials, new.map { ($0.label, $0.name) })
        var change = AccountChange(location)
        try change.add(new)
        return try finish(change, location)
    }

    private func replaceKeys(_ rows: [KeyTable.Row], _ location: AccountLocation) async throws(CommandError)
        -> ExitStatus?
    {
        var mistakes: [String] = []
        var known: [(row: KeyTable.Row, account: Account)] = []
        for row in rows {
            if let account = location.policy.accounts.first(where: { $0.name == row.name }) {
                known.append((row, account))
            } else {
                mistakes.append("row \(row.number): the policy has no account \"\(String(sanitizing: row.name))\"")
            }
        }
        guard mistakes.isEmpty else { throw AccountChangeError(reasons: mistakes).failure(failed) }
        guard !known.isEmpty else {
            Console.print("no rows")
            return nil
        }
        let trials = await KeyTrial.run(
            known.map { ($0.account, $0.row.key) }, try AccountClaims.of(location.policy.accounts, common))
        try report(trials, known.map { ("row \($0.row.number)", $0.account.name) })
        let others = try SameTrash.mistakes(zip(known.map(\.account), trials).map { ($0, try? $1.get().owner) }, common)
        guard others.isEmpty else { throw AccountChangeError(reasons: others).failure(failed) }
        var change = AccountChange(location)
        try change.rotate(known.map { ($0.account, $0.row.keyBytes) })
        return try finish(change, location)
    }

    /// Prints the trash, size and end of the first 20 keys, and the number of the others.
    ///
    /// - Throws: `CommandError` that names all keys that don't work, with the worst status.
    private func report(
        _ trials: [Result<KeyTrial, CommandError>], _ names: [(label: String, name: String)]
    ) throws(CommandError) {
        var mistakes: [String] = []
        var status: ExitStatus?
        for (trial, (label, _)) in zip(trials, names) {
            guard case .failure(let failure) = trial else { continue }
            mistakes.append("\(label): \(failure.message)")
            status = max(status ?? failure.status, failure.status)
        }
        if let status {
            throw CommandError(
                status, (["\(failed):"] + mistakes.map { "  \($0)" }).joined(separator: "\n"),
                hint: "nothing was changed; fix these rows and try again")
        }
        for (trial, (_, name)) in zip(trials, names).prefix(20) {
            if case .success(let trial) = trial { Console.print("\(String(sanitizing: name)): \(trial.text)") }
        }
        if trials.count > 20 {
            Console.print(
                "… and \(counted(trials.count - 20, "more key")) that \(trials.count == 21 ? "works" : "work")")
        }
    }

    private func finish(_ change: AccountChange, _ location: AccountLocation) throws(CommandError) -> ExitStatus? {
        let steps = try AccountSteps.lines(location, common, hasNewKeys: true)
        for line in change.lines + steps { Console.print(line) }
        if file != "-" { Console.print("then: shred -u \(ShellWord.of(file))  (it holds the keys in clear text)") }
        return nil
    }

    private func text() throws(CommandError) -> String {
        if file == "-" {
            guard let bytes = try? OpenFile.readAll(STDIN_FILENO, limit: 16 << 20) else {
                throw CommandError(.badData, "standard input can't be read", hint: "pipe the CSV file into it")
            }
            return String(decoding: bytes, as: UTF8.self)
        }
        let content: SmallFile.Content
        do throws(SmallFile.AccessError) { content = try SmallFile.read(file, limit: 16 << 20) } catch {
            throw CommandError(
                .noSuchItem, "\(String(sanitizing: file)) can't be read: \(error)",
                hint: "give a CSV file with rows of name,key")
        }
        guard content.mode & 0o007 == 0 else {
            throw CommandError(
                .badConfiguration,
                "\(String(sanitizing: file)) is open to others, so the keys in it may be known to them",
                hint: "chmod 600 \(ShellWord.of(file)), and replace the keys in the portal")
        }
        return String(decoding: content.bytes, as: UTF8.self)
    }
}
