/// Messages to a receiver since the service started.
package struct NotificationTotals: Sendable, Equatable {
    /// Messages that the receiver has taken.
    package var delivered = 0
    /// How often a message was given up for a while; each time counts.
    package var failed = 0

    package init() {}
}
