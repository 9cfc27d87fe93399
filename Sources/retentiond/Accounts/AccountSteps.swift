import Glibc
import RetentionEngine

/// The commands to run after accounts or keys have changed.
enum AccountSteps {
    /// The next command, on a line each.
    ///
    /// - Parameter hasNewKeys: whether a key was stored that the service lacks.
    static func lines(_ location: AccountLocation, _ common: CommonOptions, hasNewKeys: Bool) throws(CommandError)
        -> [String]
    {
        guard case .bundle(let bundle) = location.keys else {
            return ["next: reload (SIGHUP) the service that runs with this policy"]
        }
        let unit = KeyBundle.unit(ofBundle: bundle)
        let isRunning = try StateOwner.reading(common.store, isOptional: true) {
            ServiceLock.isHeld($0, status: StatusFile.read($0))
        }
        guard isRunning else { return ["next: sudo systemctl enable --now \(unit)"] }
        guard hasNewKeys else { return ["next: sudo systemctl reload \(unit)"] }
        return [
            "next: sudo systemctl restart \(unit)",
            "      (systemd passes keys at the start only; schedules and grace periods of other accounts don't change)",
        ]
    }
}
