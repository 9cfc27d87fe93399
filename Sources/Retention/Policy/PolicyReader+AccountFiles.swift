/// A file of the folder that `accountsFrom` names.
package struct AccountFile: Sendable {
    /// Its path, for messages.
    package let path: String
    /// The whole file, or why it can't be used.
    package let content: Result<[UInt8], AccountFileError>

    package init(path: String, content: Result<[UInt8], AccountFileError>) {
        self.path = path
        self.content = content
    }
}

/// Why a file of an account, or the folder of such files, can't be used.
package struct AccountFileError: Error {
    /// One clause.
    package let reason: String
    package let hint: String

    package init(_ reason: String, hint: String) {
        self.reason = reason
        self.hint = hint
    }
}

/// Problems of account files.
final class AccountFileProblems {
    /// The problems of each file that has some, in the order of the files.
    private(set) var problems: [PolicyProblems] = []
    private(set) var haveErrors = false

    func add(_ log: PolicyProblemLog, in text: JSONText, file: String) {
        let found = log.problems(in: text, file: file)
        if !found.problems.isEmpty { problems.append(found) }
        haveErrors = haveErrors || log.hasErrors
    }
}

extension PolicyReader {
    /// Reads `accountsFrom`: the name of a folder beside the policy.
    func folderName(_ value: PolicyValue) -> String? {
        guard let name = text(value, "the name of a folder beside this file") else { return nil }
        guard name.unicodeScalars.first.map({ $0 != "." }) ?? false, !name.unicodeScalars.contains("/"),
            name.utf8.count <= 255, name.unicodeScalars.allSatisfy(\.isPrintable)
        else {
            log.error(
                value, "expected the name of a folder beside this file",
                hint: "write \"accountsFrom\": \"accounts.d\"; it is no path, and does not begin with a \".\"")
            return nil
        }
        return name
    }

    /// Reads each file of a folder as one account. All files are read, so that all their problems are found.
    ///
    /// - Parameter value: the one that names the folder.
    func accounts(
        ofFolder name: String, _ value: PolicyValue, _ defaults: AccountDefaults, _ known: KnownAccounts
    ) -> [Account] {
        switch context.accountFiles(name) {
        case .failure(let error):
            log.error(value, error.reason, hint: error.hint)
            return []
        case .success(let files): return files.compactMap { account(in: $0, defaults, known) }
        }
    }

    private func account(in file: AccountFile, _ defaults: AccountDefaults, _ known: KnownAccounts) -> Account? {
        let log = PolicyProblemLog()
        var text = JSONText([])
        defer { files.add(log, in: text, file: file.path) }
        switch file.content {
        case .failure(let error): log.error(at: 0, JSONPath(), error.reason, hint: error.hint)
        case .success(let bytes):
            text = JSONText(bytes.count <= JSONParser.maximumSize ? bytes : [])
            do {
                let root = PolicyValue(try JSONParser.parse(bytes), JSONPath())
                let reader = PolicyReader(log: log, context: context)
                reader.scan(root)
                return reader.account(root, defaults, known, file: file.path)
            } catch {
                log.error(error)
            }
        }
        return nil
    }
}
