import Retention
import RetentionEngine

extension PortalSupport {
    /// One clause for people: the version, and what it means for a sweep.
    var text: String {
        switch self {
        case .supported(let number): "the portal is DocSpace \(number)"
        case .newer: "warning: \(warning ?? "")"
        case .tooOld, .unknown: "warning: \(objection ?? "")"
        }
    }
}

extension TrashOwner {
    /// One clause for people: whose trash it is.
    var sentence: String { "it is the trash of \(description), and of nobody else: the portal has one per user" }
}
