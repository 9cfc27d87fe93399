import FoundationEssentials
import Retention
import RetentionEngine

/// A policy as the unit that runs with it sees it: finds what fails there, but not in a check by hand.
struct ServiceView {
    /// With 257 credentials or more, units don't start on systemd 257; the limit of other versions is unknown.
    private static let maxCredentials = 200

    let policy: Policy
    let path: String
    /// The unit that runs with the policy; nil for a policy that no packaged unit reads.
    private let unit: InstalledUnit?

    /// - Parameters:
    ///   - path: of the policy.
    ///   - root: where `/etc` and the others are; for tests.
    init(policy: Policy, path: String, root: String = "/") {
        (self.policy, self.path) = (policy, path)
        unit = InstalledUnit(ofPolicy: path, root: root)
    }

    /// - Throws: `CommandError` (78) if the service can't read the policy.
    func check() throws(CommandError) {
        guard let unit, let reason = unit.cannotRead(path) else { return }
        throw CommandError(
            .badConfiguration, "\(unit.name) can't read its policy: \(String(sanitizing: reason))",
            hint: "a policy lies below /etc/retentiond, is readable by all (chmod 644), and holds no key")
    }

    /// Keys and CA files that the policy names and the service can't read.
    var invisibleFiles: [CommandError] {
        guard let unit else { return [] }
        var known: Set<String> = []
        return policy.accounts.flatMap { account in
            files(of: account).compactMap { file in
                guard known.insert(file.path).inserted, let reason = unit.cannotRead(file.path) else { return nil }
                return CommandError(
                    .badConfiguration,
                    "\(account.name): \(unit.name) \(file.what) \(String(sanitizing: file.path)): \(String(sanitizing: reason))",
                    hint: file.hint)
            }
        }
    }

    private func files(of account: Account) -> [(path: String, what: String, hint: String)] {
        var files: [(path: String, what: String, hint: String)] = []
        if case .file(let path) = account.apiKey {
            let bundle = unit?.instance.map { "retentiond-\($0)-keys" } ?? "retentiond-keys"
            let name = account.name
            files.append(
                (
                    path, "can't read the key file",
                    #"write "apiKey": { "bundle": "\#(bundle)", "entry": "\#(name)" }, and store the key with retentiond account "#
                        + "rotate \(ShellWord.of(name)): the user of the service exists only while it runs"
                ))
        }
        if let path = account.caFile {
            files.append(
                (
                    path, "can't read the CA file",
                    "copy it to /etc/retentiond, chmod 644, and name the copy as \"caFile\""
                ))
        }
        return files
    }

    /// Facts that stop the service from working, now or soon.
    var warnings: [String] {
        var warnings: [String] = []
        let credentials = Set(
            policy.accounts.compactMap { account in
                if case .credential(let name) = account.apiKey { name } else { nil }
            })
        if credentials.count > Self.maxCredentials {
            warnings.append(
                "\(credentials.count) credentials: systemd starts no unit with more than about 250 (exit code 243); "
                    + "keep the keys in one bundle, which is one credential for any number of accounts: retentiond account import"
            )
        }
        guard let unit, unit.needsJournal else { return warnings }
        return warnings
            + JournalSettings.thatDropRecords(unit: unit.name).map {
                "nothing will be changed at a portal, because audit records would be lost: \($0)"
            }
    }
}
