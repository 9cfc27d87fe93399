@testable import Retention

/// Short descriptions for failed properties: a policy written out as Swift values fills a screen with each of its globs.
extension Policy {
    var brief: String {
        let rules = rules.map { "\($0.name): \($0.action) what has \($0.match.sentence)" }
        return (["retention \(retention?.description ?? "none"), folders \(folders)"] + rules).joined(separator: "\n  ")
    }
}

extension TrashedItem {
    /// Without unknown values.
    var brief: String {
        let known = Mirror(reflecting: self).children.dropFirst().filter {
            Mirror(reflecting: $0.value).displayStyle != .optional || !Mirror(reflecting: $0.value).children.isEmpty
        }
        return "\(key): " + known.map { "\($0.label ?? "") \($0.value)" }.joined(separator: ", ")
    }
}
