package import FoundationEssentials

/// Whether the portal worked on moves or deletions of the user, and when it was asked.
package struct PortalActivity: Sendable, Equatable {
    /// True also when it didn't answer.
    package var isWorking: Bool
    /// Before the trash was listed: what a listing showed may have left the trash before the portal said that it rests.
    package var checkedAt: Date

    package init(isWorking: Bool = false, checkedAt: Date) {
        self.isWorking = isWorking
        self.checkedAt = checkedAt
    }
}
