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
            A row is name,key or portal,name,key; a header with these words is left out. Everything is tried before anything is written: \
            a mistake names its row, and then nothing has changed. A row of an account that is there already, with the same key, is left \
            out, so that the command can be repeated. The file holds keys: it must be closed to others, and should be destroyed afterwards.

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

    @Flag(help: "Replace the keys of accounts that are there, and add none.")
    var rotate = false

    @OptionGroup var common: CommonOptions

    func execute() async throws(CommandFailure) -> ExitStatus? {
        let table = KeyTable(try text())
        let mistakes = table.problems.map { "row \($0.row): \($0.reason)" }
        guard mistakes.isEmpty else { throw AccountProblems(reasons: mistakes).failure(failed) }
        let place = try AccountPlace(policyPath: common.policy)
        return try await rotate ? replaceKeys(table.rows, place) : add(table.rows, place)
    }

    private var failed: String { "nothing was imported from \(HarmlessText.of(file))" }

    private func add(_ rows: [KeyTable.Row], _ place: AccountPlace) async throws(CommandFailure) -> ExitStatus? {
        let keys = try KeyRing(place.policy.accounts)
        var new: [NewAccount] = []
        var mistakes: [String] = []
        for row in rows {
            if let known = place.policy.accounts.first(where: { $0.name == row.name }) {
                guard (try? keys.key(of: known))?.isSame(as: row.key) == true else {
                    mistakes.append("row \(row.number): there is an account \"\(HarmlessText.of(row.name))\" already")
                    continue
                }
            } else {
                new.append(
                    NewAccount(
                        place: "row \(row.number)", name: row.name, portal: row.portal ?? portal ?? place.commonPortal,
                        key: row.key, keyBytes: row.keyBytes))
            }
        }
        guard mistakes.isEmpty else { throw AccountProblems(reasons: mistakes).failure(failed) }
        guard !new.isEmpty else {
            Console.say(
                rows.isEmpty
                    ? "no rows"
                    : rows.count == 1
                        ? "nothing to do: the account is there, with this key"
                        : "nothing to do: all \(rows.count) accounts are there, with these keys")
            return nil
        }
        let accounts: [Account]
        do throws(AccountProblems) { accounts = try place.checked(new) } catch { throw error.failure(failed) }
        let trials = await KeyTrial.run(
            zip(accounts, new).map { ($0, $1.key) }, try AccountClaims.of(place.policy.accounts, common))
        try report(trials, new.map { ($0.place, $0.name) })
        var change = AccountChange(place)
        try change.add(new)
        return try finish(change, place)
    }

    private func replaceKeys(_ rows: [KeyTable.Row], _ place: AccountPlace) async throws(CommandFailure) -> ExitStatus?
    {
        var mistakes: [String] = []
        var known: [(row: KeyTable.Row, account: Account)] = []
        for row in rows {
            if let account = place.policy.accounts.first(where: { $0.name == row.name }) {
                known.append((row, account))
            } else {
                mistakes.append("row \(row.number): the policy has no account \"\(HarmlessText.of(row.name))\"")
            }
        }
        guard mistakes.isEmpty else { throw AccountProblems(reasons: mistakes).failure(failed) }
        guard !known.isEmpty else {
            Console.say("no rows")
            return nil
        }
        let trials = await KeyTrial.run(
            known.map { ($0.account, $0.row.key) }, try AccountClaims.of(place.policy.accounts, common))
        try report(trials, known.map { ("row \($0.row.number)", $0.account.name) })
        let others = try SameTrash.mistakes(zip(known.map(\.account), trials).map { ($0, try? $1.get().owner) }, common)
        guard others.isEmpty else { throw AccountProblems(reasons: others).failure(failed) }
        var change = AccountChange(place)
        try change.rotate(known.map { ($0.account, $0.row.keyBytes) })
        return try finish(change, place)
    }

    /// Prints the trash, size and end of the first 20 keys, and the number of the others.
    ///
    /// - Throws: `CommandFailure` with all that don't work, and the worst status.
    private func report(
        _ trials: [Result<KeyTrial, CommandFailure>], _ names: [(place: String, name: String)]
    ) throws(CommandFailure) {
        var mistakes: [String] = []
        var status: ExitStatus?
        for (trial, (place, _)) in zip(trials, names) {
            guard case .failure(let failure) = trial else { continue }
            mistakes.append("\(place): \(failure.message)")
            status = max(status ?? failure.status, failure.status)
        }
        if let status {
            throw CommandFailure(
                status, (["\(failed):"] + mistakes.map { "  \($0)" }).joined(separator: "\n"),
                hint: "nothing was changed; mend these rows and try again")
        }
        for (trial, (_, name)) in zip(trials, names).prefix(20) {
            if case .success(let trial) = trial { Console.say("\(HarmlessText.of(name)): \(trial.text)") }
        }
        if trials.count > 20 {
            Console.say("… and \(counted(trials.count - 20, "more key")) that \(trials.count == 21 ? "works" : "work")")
        }
    }

    private func finish(_ change: AccountChange, _ place: AccountPlace) throws(CommandFailure) -> ExitStatus? {
        let steps = try AccountSteps.lines(place, common, hasNewKeys: true)
        for line in change.lines + steps { Console.say(line) }
        if file != "-" { Console.say("then: shred -u \(ShellWord.of(file))  (it holds the keys in clear text)") }
        return nil
    }

    private func text() throws(CommandFailure) -> String {
        if file == "-" {
            guard let bytes = try? OpenFile.readAll(STDIN_FILENO, limit: 16 << 20) else {
                throw CommandFailure(.badData, "standard input can't be read", hint: "pipe the CSV file into it")
            }
            return String(decoding: bytes, as: UTF8.self)
        }
        let content: SmallFile.Content
        do throws(SmallFile.Problem) { content = try SmallFile.read(file, limit: 16 << 20) } catch {
            throw CommandFailure(
                .noSuchItem, "\(HarmlessText.of(file)) can't be read: \(error)",
                hint: "give a CSV file with rows of name,key")
        }
        guard content.mode & 0o007 == 0 else {
            throw CommandFailure(
                .badConfiguration,
                "\(HarmlessText.of(file)) is open to others, so the keys in it may be known to them",
                hint: "chmod 600 \(ShellWord.of(file)), and replace the keys in the portal")
        }
        return String(decoding: content.bytes, as: UTF8.self)
    }
}
