package import RetentionEngine

/// All that metrics are made of, at one instant.
package struct MetricsSnapshot: Sendable {
    /// Of the program.
    package var version: String
    /// What tells this service from others on the same machine: no two have the same.
    package var stateDirectory: String
    package var status: ServiceStatus
    package var totals: SweepTotals
    /// Nil when nobody is notified.
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
