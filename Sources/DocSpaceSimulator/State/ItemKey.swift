/// File or folder: the two have separate id sequences (api.md §2).
package enum ItemKind: String, Sendable, Hashable, CaseIterable {
    case file, folder
}

/// The identity of an item: file 17 and folder 17 are different items.
package struct ItemKey: Sendable, Hashable, CustomStringConvertible {
    package let kind: ItemKind
    package let id: Int

    package init(_ kind: ItemKind, _ id: Int) {
        self.kind = kind
        self.id = id
    }

    package static func file(_ id: Int) -> ItemKey { ItemKey(.file, id) }
    package static func folder(_ id: Int) -> ItemKey { ItemKey(.folder, id) }

    /// `file:17`, the form the control API uses.
    package var description: String { "\(kind.rawValue):\(id)" }

    /// Reads the form of `description`.
    package init?(_ text: String) {
        let parts = text.split(separator: ":")
        guard parts.count == 2, let kind = ItemKind(rawValue: String(parts[0])), let id = Int(parts[1]) else {
            return nil
        }
        self.init(kind, id)
    }
}

/// The account id of a user: a UUID in lower case.
package struct UserID: Sendable, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ text: String) { description = text }

    /// The placeholder of a user who was removed, or whose profile can't be loaded.
    package static let lostUser = UserID("4a515a15-d4d6-4b8e-828e-e0586f18f3a3")
    /// The placeholder of nobody.
    package static let nobody = UserID("00000000-0000-0000-0000-000000000000")
}
