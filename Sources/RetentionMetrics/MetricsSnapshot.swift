package import RetentionEngine

/// All that metrics are made of, at one instant.
package struct MetricsSnapshot: Sendable {
    /// Of the program.
    package var version: String
    package var status: ServiceStatus
    package var totals: SweepTotals

    package init(version: String, status: ServiceStatus, totals: SweepTotals) {
        self.version = version
        self.status = status
        self.totals = totals
    }
}
