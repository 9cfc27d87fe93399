package import FoundationEssentials

/// Whether the portal worked on moves or deletions of the user, and when that was requested.
package struct PortalActivity: Sendable, Equatable {
    /// Also true when it didn't answer.
    package var isWorking: Bool
    /// Before the trash was listed: an item that a listing showed may have left the trash before the portal reported no work.
    package var checkedAt: Date

    package init(isWorking: Bool = false, checkedAt: Date) {
        self.isWorking = isWorking
        self.checkedAt = checkedAt
    }
}
