import Glibc
import Platform
import Retention
import RetentionEngine

/// The files in which a policy's accounts and keys are kept.
struct AccountLocation {
    /// How keys are stored.
    enum Keys: Equatable {
        /// In the encrypted bundle that the unit of the policy loads.
        case bundle(String)
        /// A file each in a folder beside the policy: for a policy that no unit reads, or for a user other than root.
        case files(folder: String)
    }

    let policyPath: String
    /// The policy file.
    let text: [UInt8]
    let policy: Policy
    /// The name of the folder beside the policy.
    let folderName: String
    /// Whether the policy names that folder already.
    let isNamed: Bool
    let keys: Keys

    /// Held as long as the value lives, so that no other command changes accounts meanwhile.
    private let lock: Folder

    /// - Throws: `CommandError` (78) if the policy is invalid, (75) while another command changes its accounts.
    init(policyPath: String) throws(CommandError) {
        do throws(FileError) { lock = try Folder.holding(policyPath).folder } catch {
            throw CommandError(
                .badConfiguration, "the folder of the policy \(policyPath) can't be read: \(error.reason)",
                hint: "write a policy with retentiond init, or give another file with --policy")
        }
        guard lock.lock() else {
            throw CommandError(
                .temporaryFailure, "another command is changing the accounts of \(policyPath)",
                hint: "wait until it has ended, then try again")
        }
        let loaded = try PolicyFile.load(policyPath)
        do { text = try SmallFile.read(policyPath, limit: 4 << 20).bytes } catch {
            throw CommandError(.badConfiguration, "the policy \(policyPath) can't be read: \(error)")
        }
        self.policyPath = policyPath
        policy = loaded.active.policy
        let unit = geteuid() == 0 ? Installation.unit(reading: policyPath) : nil
        let instance = InstanceName.ofUnit(unit)
        isNamed = policy.accountsFrom != nil
        folderName = policy.accountsFrom ?? instance.map { "\($0).accounts.d" } ?? "accounts.d"
        if unit == nil {
            keys = .files(folder: try Installation.absolute(AccountFolder.path(of: "keys", beside: policyPath)))
        } else {
            keys = .bundle(KeyBundle.name(ofInstance: instance))
        }
    }

    var folder: String { AccountFolder.path(of: folderName, beside: policyPath) }

    /// The portal for an account that names none, if "defaults" has none: that of all other accounts. Nil if they have
    /// several, or none.
    var commonPortal: String? { policy.defaultPortal == nil ? policy.onlyPortal : nil }

    /// New accounts as the policy would have them.
    ///
    /// - Throws: all problems that it would have; one about a new account begins with its label.
    func checked(_ new: [NewAccount]) throws(AccountChangeError) -> [Account] {
        let files = new.map { account in
            let text = account.text(keySource(ofAccount: account.name))
            return AccountFile(path: account.label, content: .success(Array(text.utf8)))
        }
        let policy = try check(adding: files, removing: leftovers(of: new))
        let byLabel = Dictionary(policy.accounts.compactMap { account in account.file.map { ($0, account) } }) { $1 }
        return new.compactMap { byLabel[$0.label] }
    }

    /// The files of new accounts that a killed command left: the policy doesn't name their folder yet, so they have no
    /// effect, and their contents are the same.
    private func leftovers(of new: [NewAccount]) -> Set<String> {
        guard !isNamed, case .success(let files) = AccountFolder.files(of: folderName, beside: policyPath) else {
            return []
        }
        let texts = Dictionary(
            new.map { (path(ofAccount: $0.name), Array($0.text(keySource(ofAccount: $0.name)).utf8)) }
        ) { first, _ in first }
        return Set(files.filter { file in (try? file.content.get()) == texts[file.path] }.map(\.path))
    }

    /// The file of the account with that name.
    func path(ofAccount name: String) -> String { "\(folder)/\(StateStore.fileName(name)).json" }

    /// The source of an account's key, as the policy names it.
    func keySource(ofAccount name: String) -> KeySource {
        switch keys {
        case .bundle(let bundle): .bundle(bundle, entry: name)
        case .files(let folder): .file("\(folder)/\(StateStore.fileName(name))")
        }
    }

    /// The policy file with the folder of accounts as its first key; the person's text is unchanged.
    func textNamingTheFolder() -> [UInt8] {
        guard !isNamed, let root = try? JSONParser.parse(text), case .object(let members) = root.value,
            let first = members.first
        else { return text }
        let member = Array("\"accountsFrom\": \"\(folderName)\",\n  ".utf8)
        return Array(text[..<first.keyOffset]) + member + Array(text[first.keyOffset...])
    }

    /// Checks the policy as it would become.
    ///
    /// - Parameters:
    ///   - added: files of accounts in addition to those in the folder.
    ///   - removed: the paths of files that no longer count.
    /// - Throws: the problems that it would have.
    func check(
        adding added: [AccountFile], removing removed: Set<String> = []
    ) throws(AccountChangeError) -> Policy {
        let there: [AccountFile]
        switch AccountFolder.files(of: folderName, beside: policyPath) {
        case .success(let files): there = files.filter { !removed.contains($0.path) }
        case .failure(let error):
            guard access(folder, F_OK) != 0 else { throw AccountChangeError(reasons: [error.reason]) }
            there = []
        }
        let all = there + added
        switch PolicyFile.read(textNamingTheFolder(), file: policyPath, accountFiles: all) {
        case .success(let parsed): return parsed.policy
        case .failure(let problems): throw AccountChangeError(problems, added: Set(added.map(\.path)))
        }
    }
}

/// Why accounts can't be added or removed: the problems that the policy would have.
struct AccountChangeError: Error {
    /// A clause each; one about an added account begins with its label.
    let reasons: [String]

    init(reasons: [String]) { self.reasons = reasons }

    /// - Parameter added: the labels of added accounts. Their text is ours, so line and column mean nothing to a
    ///   person.
    init(_ problems: PolicyProblems, added: Set<String>) {
        let shown = problems.problems.filter { $0.severity == .error }.map { problem in
            added.contains(problem.file) ? "\(problem.file): \(problem.path): \(problem.message)" : problem.summary
        }
        reasons = shown + (problems.omitted > 0 ? ["… and \(problems.omitted) more"] : [])
    }

    /// - Parameter action: the action that isn't possible.
    func failure(_ action: String) -> CommandError {
        CommandError(
            .badConfiguration, (["\(action):"] + reasons.map { "  \($0)" }).joined(separator: "\n"),
            summary: "\(action): \(reasons.first ?? "")",
            hint: "nothing was changed; `retentiond check` shows the state")
    }
}
