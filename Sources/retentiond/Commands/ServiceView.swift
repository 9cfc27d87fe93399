import FoundationEssentials
import Retention
import RetentionEngine

/// A policy with the eyes of the unit that runs with it: what would fail there, and not for whoever checks by hand.
struct ServiceView {
    /// From 257 credentials on, units don't start on systemd 257, and nobody knows where other versions end.
    private static let mostCredentials = 200

    let policy: Policy
    let path: String

    /// - Throws: `CommandFailure` (78) when the service can't read the policy.
    func check() throws(CommandFailure) {
        guard let unit = InstalledUnit(ofPolicy: path), let reason = unit.cannotRead(path) else { return }
        throw CommandFailure(
            .badConfiguration, "\(unit.name) can't read its policy: \(HarmlessText.of(reason))",
            hint: "a policy lies below /etc/retentiond, is readable by all (chmod 644), and holds no key")
    }

    /// What keeps the service from working, or soon will.
    var warnings: [String] {
        var warnings: [String] = []
        let credentials = Set(
            policy.accounts.compactMap { account in
                if case .credential(let name) = account.apiKey { name } else { nil }
            })
        if credentials.count > Self.mostCredentials {
            warnings.append(
                "\(credentials.count) credentials: systemd starts no unit with more than some 250 (exit code 243); "
                    + "divide the accounts among instances")
        }
        guard let unit = InstalledUnit(ofPolicy: path), unit.needsJournal else { return warnings }
        return warnings
            + JournalSettings.thatDropRecords(unit: unit.name).map {
                "nothing will be changed at a portal, for audit records would be lost: \($0)"
            }
    }
}
