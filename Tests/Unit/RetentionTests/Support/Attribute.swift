@testable import Retention

/// Attributes that the portal may leave out of an item, each to be removed or set to a new value.
enum Attribute: CaseIterable {
    case bytes, trashedAt, created, createdBy, trashedBy, fileExtension, type, childCount
    /// Folder, room and location together.
    case origin
    /// The location of the origin folder, for items without a named room.
    case originLocation

    func removed(from item: TrashedItem) -> TrashedItem {
        var item = item
        switch self {
        case .bytes: item.bytes = nil
        case .trashedAt: item.trashedAt = nil
        case .created: item.created = nil
        case .createdBy: item.createdBy = nil
        case .trashedBy: item.trashedBy = nil
        case .fileExtension: item.fileExtension = nil
        case .type: item.type = nil
        case .childCount: item.childCount = nil
        case .origin:
            item.originFolder = nil
            item.originRoom = nil
            item.originLocation = .unknown
        case .originLocation: item.originLocation = .unknown
        }
        return item
    }

    /// The same item, but with some value of the attribute.
    func known(of item: TrashedItem, _ random: inout RandomChoices) -> TrashedItem {
        var item = item
        let other = random.item(id: item.key.id)
        switch self {
        case .bytes: if item.key.kind == .file { item.bytes = random.one(of: [0, 999, 1_000, 5_000]) }
        case .trashedAt: item.trashedAt = random.moment()
        case .created: item.created = other.created ?? ago(500)
        case .createdBy: item.createdBy = other.createdBy
        case .trashedBy: item.trashedBy = other.trashedBy
        case .fileExtension:
            if item.key.kind == .file { item.fileExtension = random.one(of: ["tmp", "pdf", "bak", ""]) }
        case .type: if item.key.kind == .file { item.type = random.one(of: [.pdf, .image, .archive, .other]) }
        case .childCount: if item.key.kind == .folder { item.childCount = random.one(of: [0, 1]) }
        case .origin:
            item.originFolder = other.originFolder
            item.originRoom = other.originRoom
            item.originLocation = other.originLocation
        case .originLocation: item.originLocation = random.one(of: [.myDocuments, .elsewhere])
        }
        return item
    }
}
