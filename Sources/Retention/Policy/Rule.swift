package import FoundationEssentials

/// A named condition and the action for items that meet it.
package struct Rule: Sendable {
    /// Unique within the policy.
    package var name: String
    package var match: Condition
    package var action: Action

    package enum Action: Hashable, Sendable {
        /// Never purged while `now < until` (nil: for good), and rescued before the portal's cleaner destroys it.
        case hold(until: Date?, rescueTo: RestoreTarget)
        case restore(to: RestoreTarget)
        /// Purged once it has been in the trash for this long.
        case purge(retention: Span)
    }

    package init(name: String, match: Condition, action: Action) {
        self.name = name
        self.match = match
        self.action = action
    }

    /// Whether some file could meet the condition, judged by its `kind` criteria.
    package var canMatchFiles: Bool { match.admits(.file) }
}

/// The destination of a restored item.
package enum RestoreTarget: Hashable, Sendable {
    /// The folder that it was deleted from; the fallback if that is gone, archived, trashed or not writable.
    case origin(fallback: FixedTarget)
    case fixed(FixedTarget)
}

/// A destination that doesn't depend on the item.
package enum FixedTarget: Hashable, Sendable {
    case folder(Int)
    case myDocuments
}

extension Condition {
    /// Whether an item of that kind could meet the condition. True if unknown.
    fileprivate func admits(_ kind: ItemKind) -> Bool {
        switch self {
        case .all(let parts): parts.allSatisfy { $0.admits(kind) }
        case .any(let parts): parts.contains { $0.admits(kind) }
        case .not(.criterion(.kind(let other))): other != kind
        case .not: true
        case .criterion(.kind(let other)): other == kind
        case .criterion(.fileExtension), .criterion(.type): kind == .file
        case .criterion: true
        }
    }
}

/// Facts about the portal that no setting changes.
package enum Portal {
    /// The portal itself destroys everything that is in the trash for longer, with any settings. Source:
    /// docspace-api.md §9.
    package static let retention = Duration.seconds(30 * 86_400)
    /// The same in seconds, for arithmetic with `Date`.
    static let retentionInterval = retention.timeInterval
}
