/// A request that `SimulatedPortal.receive` has handled; pass it to `finish` once the answer has left.
package struct Admission: Sendable {
    let user: UserID?
    let isRead: Bool
    /// Whether the limits on concurrent requests count it.
    let isCounted: Bool
}
