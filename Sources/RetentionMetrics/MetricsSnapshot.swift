package import RetentionEngine

/// The values of all metrics, at one instant.
package struct MetricsSnapshot: Sendable {
    /// The version of the program.
    package var version: String
    /// Distinguishes this service from others on the same machine: no two have the same.
    package var stateDirectory: String
    package var status: ServiceStatus
    package var totals: SweepTotals
    /// Nil without a receiver.
    package var notifications: NotificationTotals?

    package init(
        version: String, stateDirectory: String, status: ServiceStatus, totals: SweepTotals,
        notifications: NotificationTotals? = nil
    ) {
        self.version = version
        self.stateDirectory = stateDirectory
        self.status = status
        self.totals = totals
        self.notifications = notifications
    }
}
