/// Folder types as the portal numbers them (api.md §2).
package enum FolderType: Int, Sendable {
    case plain = 0
    case trash = 3
    case myDocuments = 5
    case privacy = 13
    case rooms = 14
    case formRoom = 15
    case collaborationRoom = 16
    case customRoom = 19
    case archive = 20
    case publicRoom = 22
    case virtualDataRoom = 29

    /// Whether a folder of this type is a room.
    package var isRoom: Bool {
        switch self {
        case .formRoom, .collaborationRoom, .customRoom, .publicRoom, .virtualDataRoom: true
        default: false
        }
    }

    /// The vendor's other enumeration for the same rooms (`roomType`), nil for other types.
    package var roomType: Int? {
        switch self {
        case .formRoom: 1
        case .collaborationRoom: 2
        case .customRoom: 5
        case .publicRoom: 6
        case .virtualDataRoom: 8
        default: nil
        }
    }
}

/// A member's rights in a room.
package enum RoomAccess: String, Sendable {
    case manager, editor, reader
}

/// File types by extension, as the portal numbers them (api.md §2). Titles clash within one category only (§6).
package enum FileCategory: Int, Sendable {
    case unknown = 0
    case archive = 1
    case video = 2
    case audio = 3
    case image = 4
    case sheet = 5
    case slides = 6
    case text = 7
    case pdf = 10
    case diagram = 11

    /// The category of a title's extension.
    package init(title: String) {
        self =
            switch title.fileExtension.lowercased() {
            case ".zip", ".7z", ".tar", ".gz", ".rar": .archive
            case ".mp4", ".mov", ".avi", ".webm": .video
            case ".mp3", ".wav", ".flac": .audio
            case ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp": .image
            case ".xlsx", ".xls", ".ods", ".csv": .sheet
            case ".pptx", ".ppt", ".odp": .slides
            case ".docx", ".doc", ".odt", ".txt", ".rtf", ".md": .text
            case ".pdf": .pdf
            case ".vsdx", ".drawio": .diagram
            default: .unknown
            }
    }
}

extension String {
    /// The part from the last dot on, dot included; empty without a dot.
    package var fileExtension: String {
        lastIndex(of: ".").map { String(self[$0...]) } ?? ""
    }
}
