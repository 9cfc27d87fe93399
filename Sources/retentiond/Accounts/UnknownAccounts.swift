import FoundationEssentials
import Glibc
import Retention
import RetentionEngine

/// Accounts of the policy that a running service does not know yet.
enum UnknownAccounts {
    /// The command to run, with the accounts concerned.
    ///
    /// - Returns: nil if the service knows them all, and if the policy can't be read.
    static func note(_ common: CommonOptions, _ status: ServiceStatus) -> String? {
        guard let policy = (try? PolicyFile.load(common.policy))?.active.policy else { return nil }
        let known = Set(status.accounts.map(\.name))
        let unknown = policy.accounts.filter { !known.contains($0.name) }
        guard !unknown.isEmpty else { return nil }
        let names = unknown.prefix(5).map { String(sanitizing: $0.name) }.joined(separator: ", ")
        let more = unknown.count > 5 ? " and \(unknown.count - 5) more" : ""
        return "the service does not know \(names)\(more) yet: \(command(unknown, common, since: status.startedAt))"
    }

    private static func command(_ accounts: [Account], _ common: CommonOptions, since start: Date) -> String {
        guard let unit = Installation.unit(reading: common.policy)?.split(separator: ".").first else {
            return "reload it (SIGHUP)"
        }
        let needsKeys = accounts.contains { account in
            guard case .bundle(let name, _) = account.apiKey else { return false }
            return isNewer("\(StoredCredential.encryptedFolder)/\(name)", than: start)
        }
        return "`sudo systemctl \(needsKeys ? "restart" : "reload") \(unit)`"
    }

    /// A user without access gets the command that works in any case.
    private static func isNewer(_ path: String, than instant: Date) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return true }
        return Double(status.st_mtim.tv_sec) >= instant.timeIntervalSince1970.rounded(.down)
    }
}
