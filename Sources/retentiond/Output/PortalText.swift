import Retention
import RetentionEngine

extension PortalSupport {
    /// One clause for people: the version, and its consequence for a sweep.
    var text: String {
        switch self {
        case .supported(let number): "the portal is DocSpace \(number)"
        case .newer: "warning: \(warning ?? "")"
        case .tooOld, .unknown: "warning: \(objection ?? "")"
        }
    }
}

extension TrashOwner {
    /// One clause for people: the owner of the trash.
    var sentence: String { "it is the trash of \(description): each user of the portal has a separate one" }
}
