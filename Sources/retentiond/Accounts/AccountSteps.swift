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
            return ["next: a service that runs with this policy takes it over at a reload (SIGHUP)"]
        }
        let unit = KeyBundle.unit(ofBundle: bundle)
        let isRunning = try StateOwner.reading(common.store, isOptional: true) {
            ServiceLock.isHeld($0, status: StatusFile.read($0))
        }
        guard isRunning else { return ["next: sudo systemctl enable --now \(unit)"] }
        guard hasNewKeys else { return ["next: sudo systemctl reload \(unit)"] }
        return [
            "next: sudo systemctl restart \(unit)",
            "      (systemd hands keys over at the start only; schedules and grace periods of other accounts stay as they are)",
        ]
    }
}
