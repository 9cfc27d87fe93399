package import FoundationEssentials

/// An action of a person or the environment, outside any request.
package enum PortalAction: Sendable {
    /// A person deletes a live item, so that it lands in their trash.
    case trash(ItemKey, by: UserID)
    /// A person moves an item out of the trash: to this folder, else to its origin, else to My documents.
    case restore(ItemKey, to: Int? = nil, by: UserID)
    /// A person destroys an item for good.
    case destroy(ItemKey, by: UserID)
    /// A person locks a file.
    case lock(ItemKey, by: UserID)
    case unlock(ItemKey)
    /// A person opens a file in an editor.
    case edit(ItemKey, by: UserID)
    case stopEditing(ItemKey)
    /// An editor saves a file: a new version, and new times for the file and the folders above it.
    case save(ItemKey, by: UserID)
    case rename(ItemKey, title: String)
    /// A new file appears in the trash, trashed now.
    case addTrashedFile(title: String, bytes: Int, by: UserID)
    case advanceClock(Duration)
    case setClock(Date)
    case runCleaner
    case restartWorker
    /// An administrator removes a user for good (api.md §3). The user's items are rewritten to the successor, in every
    /// trash too; without one, the "lost user" replaces their author, or the zero GUID with an empty name if `isBlank`.
    case removePerson(UserID, reassigningTo: UserID? = nil, isBlank: Bool = false)
    /// Somebody else's long work occupies this number of lanes, or all, for a while (api.md §7).
    case occupyLanes(OperationKind, for: Duration, lanes: Int? = nil)
    /// A room's file lifetime is set, changed or, with nil, ended.
    case setLifetime(RoomLifetime?, ofRoom: Int)
    case revokeKey(String)
    /// The portal changes its condition, for good or for a while of real time and clock movements.
    case setCondition(PortalCondition, for: Duration? = nil)
    /// Anything else; runs within the portal's lock, so it must not call the `SimulatedPortal` itself.
    case custom(@Sendable (inout PortalState) -> Void)
}
