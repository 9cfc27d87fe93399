import FoundationEssentials
import Retention

/// Evidence of listings and inspections about a requested item.
enum ItemEvidence: Equatable, Sendable {
    /// At the top of the trash, as it was when it was requested.
    case inTrash
    /// At the top of the trash, but not as it was: it left the trash and came back, or was changed.
    case trashedAgain(at: Date?)
    /// In neither of two complete listings.
    case unlisted
    /// It no longer exists, as an inspection shows.
    case gone
    /// Outside the trash, in a folder. Nil if the portal doesn't name the folder.
    case elsewhere(folder: Int?)
    /// In a trashed folder, or where the key's user can't see it.
    case outOfReach
    /// The portal's answer proves nothing.
    case unproven
    /// Why the inspection failed, as one clause.
    case uninspectable(String)

    /// The evidence of an inspection.
    ///
    /// - Parameter requested: when the item was trashed, as stored with the request.
    init(_ inspection: Inspection, requested: Date?) {
        self =
            switch inspection.location {
            case .trash(let trashedAt):
                Self.isSameInstant(trashedAt, requested) ? .inTrash : .trashedAgain(at: trashedAt)
            case .insideTrashedFolder, .outOfSight: .outOfReach
            case .elsewhere: .elsewhere(folder: inspection.folderID)
            case .gone: .gone
            case .unproven: .unproven
            }
    }

    /// The evidence of a listing that contains the item.
    ///
    /// - Parameter requested: the item as stored with the request.
    init(listed: TrashedItem, requested: TrashedItem) {
        self = listed.isSame(as: requested) ? .inTrash : .trashedAgain(at: listed.trashedAt)
    }

    /// Whether it is at the top of the trash.
    var isInTrash: Bool {
        switch self {
        case .inTrash, .trashedAgain: true
        case .unlisted, .gone, .elsewhere, .outOfReach, .unproven, .uninspectable: false
        }
    }

    /// To the millisecond: files don't keep every digit.
    static func isSameInstant(_ one: Date?, _ other: Date?) -> Bool {
        guard let one, let other else { return one == other }
        return abs(one.timeIntervalSince(other)) < 0.001
    }
}
