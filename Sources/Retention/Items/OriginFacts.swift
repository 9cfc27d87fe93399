/// Where an origin folder lies now.
package enum OriginLocation: String, Sendable, Hashable, CaseIterable {
    /// Nobody inspected it, or the portal gave no usable answer: it is trashed itself, gone or not readable.
    case unknown
    /// It is My documents of the key's user, or lies below.
    case myDocuments
    /// It lies somewhere else, and that is known.
    case elsewhere
}

/// What an inspection of origin folders found (docspace-api.md §10): folder id → location. A folder that is not named was not
/// inspected.
package struct OriginFacts: Sendable, Hashable {
    private var locations: [Int: OriginLocation]

    package init(_ locations: [Int: OriginLocation] = [:]) {
        self.locations = locations
    }

    /// Where a folder lies; `.unknown` for one that was not inspected. Setting `.unknown` says that it was, without a result.
    package subscript(folder: Int) -> OriginLocation {
        get { locations[folder] ?? .unknown }
        set { locations[folder] = newValue }
    }

    /// Whether the folder was inspected, with whatever result.
    package func contains(_ folder: Int) -> Bool { locations[folder] != nil }
}

/// The room that an item came from, as far as that is known.
package enum OriginRoom: Sendable, Hashable {
    case unknown
    /// It came from no room, and that is known.
    case noRoom
    case room(Place)
}

extension TrashedItem {
    /// The room that it came from. The portal names the room of the origin folder as that folder lies now, so a missing room is
    /// unknown, unless the folder lies in My documents now (docspace-api.md §10).
    package var room: OriginRoom {
        if let originRoom { return .room(originRoom) }
        return originFolder != nil && originLocation == .myDocuments ? .noRoom : .unknown
    }

    /// Whether it came from My documents. A room that the portal names rules that out.
    package var isFromMyDocuments: Truth {
        if let originRoom { return originRoom.id == nil && originRoom.title == nil ? .unknown : .no }
        return switch originFolder == nil ? .unknown : originLocation {
        case .unknown: .unknown
        case .myDocuments: .yes
        case .elsewhere: .no
        }
    }
}
