/// Where an origin folder lies now.
package enum OriginLocation: String, Sendable, Hashable, CaseIterable {
    /// Not inspected, or the portal gave no usable answer: the folder is trashed itself, gone or not readable.
    case unknown
    /// It is My documents of the key's user, or lies below.
    case myDocuments
    /// It is known to lie somewhere else.
    case elsewhere
}

/// The result of inspecting origin folders (docspace-api.md §10): folder id → location. A missing folder was not
/// inspected.
package struct OriginFacts: Sendable, Hashable {
    private var locations: [Int: OriginLocation]

    package init(_ locations: [Int: OriginLocation] = [:]) {
        self.locations = locations
    }

    /// Where a folder lies; `.unknown` for one that was not inspected. Setting `.unknown` records an inspection without
    /// a result.
    package subscript(folder: Int) -> OriginLocation {
        get { locations[folder] ?? .unknown }
        set { locations[folder] = newValue }
    }

    /// Whether the folder was inspected, with any result.
    package func contains(_ folder: Int) -> Bool { locations[folder] != nil }
}

/// The room that an item came from, as far as known.
package enum OriginRoom: Sendable, Hashable {
    case unknown
    /// It is known that it came from no room.
    case noRoom
    case room(FolderReference)
}

extension TrashedItem {
    /// The room that it came from. The portal names the room of the origin folder as that folder lies now, so a missing
    /// room is unknown, unless the folder lies in My documents now (docspace-api.md §10).
    package var room: OriginRoom {
        if let originRoom { return .room(originRoom) }
        return originFolder != nil && originLocation == .myDocuments ? .noRoom : .unknown
    }

    /// Whether it came from My documents. A named room excludes that.
    package var isFromMyDocuments: TernaryResult {
        if let originRoom { return originRoom.id == nil && originRoom.title == nil ? .unknown : .no }
        return switch originFolder == nil ? .unknown : originLocation {
        case .unknown: .unknown
        case .myDocuments: .yes
        case .elsewhere: .no
        }
    }
}
