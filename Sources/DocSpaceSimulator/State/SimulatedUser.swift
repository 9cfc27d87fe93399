package import FoundationEssentials

/// The values that a test needs to act for a user: returned by `SimulatedPortal.addUser(name:apiKey:)`.
package struct SimulatedUser: Sendable, Hashable {
    package let id: UserID
    package let name: String
    /// The first key of the user, `sk-…`.
    package let apiKey: String
    /// 0 for an outsider, who has no trash (api.md §1).
    package let trashID: Int
    /// nil for a user without a personal section (api.md §10).
    package let myDocumentsID: Int?
}

/// A user as the portal holds it.
package struct StoredUser: Sendable {
    package let id: UserID
    package var name: String
    package var email: String
    package var isActive = true
    /// The profile can't be loaded, so that entries name the lost user instead (api.md §3).
    package var isProfileLost = false
    package var isAdmin = false
    package var isOwner = false
    package var mayUseDocuments = true
    package var trashID: Int?
    package var myDocumentsID: Int?
    package var registered: Date
    /// Bytes allowed in My documents; nil is unlimited.
    package var quota: Int?
    package var autoCleanUp = AutoCleanUp()
    package var order = SavedOrder()
}

/// The setting of `files/settings/autocleanup`: stored, shown, and ignored by the cleaner (api.md §9).
package struct AutoCleanUp: Sendable, Equatable {
    package var isOn = true
    /// 1 week, 2 two weeks, 3 month, 4 thirty days, 5 two months, 6 three months; 0 when a client omitted it.
    package var gap = 4

    /// Days the forecast `autoDelete` adds, nil for an invalid gap.
    package var days: Int? { [1: 7, 2: 14, 3: 30, 4: 30, 5: 60, 6: 90][gap] }
}

/// The order of a user's listings; a request with `sortBy` changes it for good (api.md §3).
package struct SavedOrder: Sendable, Equatable {
    package enum Field: String, Sendable, CaseIterable {
        case dateAndTime = "DateAndTime"
        case title = "AZ"
        case size = "Size"
        case author = "Author"
        case type = "Type"
        case creation = "DateAndTimeCreation"
    }

    package var field = Field.dateAndTime
    package var isAscending = false
}

/// One API key (api.md §1). A key acts as the user who created it.
package struct StoredKey: Sendable {
    package let id: String
    package let secret: String
    package var name: String
    package var user: UserID
    /// Empty means everything.
    package var permissions: [String]
    package var created: Date
    package var expiresAt: Date?
    package var isActive = true
}
