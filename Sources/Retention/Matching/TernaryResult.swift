/// Three-valued truth (Kleene): an attribute that the portal didn't send makes a criterion `unknown`, which neither
/// purges nor unprotects.
package enum TernaryResult: String, Sendable {
    case yes = "true"
    case no = "false"
    case unknown

    package init(_ value: Bool) { self = value ? .yes : .no }

    package static prefix func ! (value: TernaryResult) -> TernaryResult {
        switch value {
        case .yes: .no
        case .no: .yes
        case .unknown: .unknown
        }
    }

    /// True if all are; false as soon as one is. Empty is true.
    package static func all(_ values: some Sequence<TernaryResult>) -> TernaryResult {
        values.reduce(.yes) { $0 == .no || $1 == .no ? .no : ($0 == .unknown || $1 == .unknown ? .unknown : .yes) }
    }

    /// True as soon as one is; false if all are. Empty is false.
    package static func any(_ values: some Sequence<TernaryResult>) -> TernaryResult {
        !all(values.lazy.map { !$0 })
    }
}
