import Glibc

/// The variables of this process. Read nowhere below this target.
enum Environment {
    /// - Returns: nil if unset or empty.
    static subscript(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The directories that systemd lists in a variable, separated by colons. Empty if unset.
    static func directories(_ name: String) -> [String] {
        (self[name] ?? "").split(separator: ":").map(String.init)
    }
}
