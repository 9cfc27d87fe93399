package import FoundationEssentials
package import Retention

/// A folder that restored items may go to, as the portal shows it.
package struct RestoreDestination: Sendable, Equatable {
    package let id: Int
    /// Nil when not sent.
    package let title: String?
    /// The lifetime of the room that it is or lies in; nil without a room, and where files stay.
    package let lifetime: FileLifetime?
    /// Whether it is or lies in a form-filling room, which takes no folders, and one file a call. Source: docspace-api.md §6.
    package let isFormRoom: Bool

    package init(id: Int, title: String?, lifetime: FileLifetime? = nil, isFormRoom: Bool = false) {
        self.id = id
        self.title = title
        self.lifetime = lifetime
        self.isFormRoom = isFormRoom
    }

    /// Why an item must not go there; nil if it may.
    package func refusal(of item: TrashedItem, now: Date) -> String? {
        if isFormRoom, item.key.kind == .folder { return "its form-filling room accepts no folders" }
        return lifetime?.refusal(of: item, now: now)
    }

    /// As records name it.
    var recorded: RecordedTarget { RecordedTarget(id: id, title: title) }
}
