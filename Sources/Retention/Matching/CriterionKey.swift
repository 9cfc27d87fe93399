/// The attribute that a criterion compares, by its key in the policy file.
package enum CriterionKey: String, CaseIterable, Sendable {
    case account, kind, title, titleRegex
    case fileExtension = "extension"
    case type, size, age, created, originFolder, originRoom, createdBy, trashedBy

    /// Whether the case of letters can make a difference.
    var comparesText: Bool {
        switch self {
        case .account, .title, .titleRegex, .originFolder, .originRoom, .createdBy, .trashedBy: true
        case .kind, .fileExtension, .type, .size, .age, .created: false
        }
    }
}

extension Criterion {
    package var key: CriterionKey {
        switch self {
        case .account: .account
        case .kind: .kind
        case .title: .title
        case .titleRegex: .titleRegex
        case .fileExtension: .fileExtension
        case .type: .type
        case .size: .size
        case .age: .age
        case .created: .created
        case .originFolder: .originFolder
        case .originRoom: .originRoom
        case .createdBy: .createdBy
        case .trashedBy: .trashedBy
        }
    }

    /// The key in the policy file.
    package var name: String { key.rawValue }
}
