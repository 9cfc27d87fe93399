package import Retention

/// The owner of an account's trash: stored by the first sweep, compared by each later one.
package struct TrashOwner: Codable, Equatable, Sendable {
    /// The id of the trash folder. A user has one trash, and no two users have the same.
    package var trashID: Int
    /// The portal's id of the user, in lower case; nil if the portal didn't say.
    package var userID: String?
    /// The portal's name of the user, for display only.
    package var userName: String?

    package init(trashID: Int, user: Person?) {
        self.trashID = trashID
        userID = user?.id
        userName = user?.displayName
    }

    /// Whether it is the same trash. Names may change; a user unknown on one side contradicts nothing.
    package func isSame(as other: TrashOwner) -> Bool {
        guard trashID == other.trashID else { return false }
        guard let userID, let otherID = other.userID else { return true }
        return userID == otherID
    }

    /// This owner, completed with what was known of the user earlier.
    package func completed(by earlier: TrashOwner?) -> TrashOwner {
        guard let earlier, earlier.isSame(as: self) else { return self }
        var owner = self
        owner.userID = userID ?? earlier.userID
        owner.userName = userName ?? earlier.userName
        return owner
    }

    /// For people, on one line: the user's name if it is known, and the number of the trash.
    package var description: String {
        "\(userText.map(String.init(sanitizing:)) ?? "an unknown user") (trash \(trashID))"
    }

    /// For a narrow column: the user's name, or else the id, or else the number of the trash.
    package var shortName: String { userText ?? "trash \(trashID)" }

    private var userText: String? { userName.flatMap { $0.isEmpty ? nil : $0 } ?? userID }
}
