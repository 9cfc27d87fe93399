/// Messages to a receiver since the service started.
package struct NotificationTotals: Sendable, Equatable {
    /// Those that it has taken.
    package var delivered = 0
    /// How often one was given up for a while; it counts again each time.
    package var failed = 0

    package init() {}
}
