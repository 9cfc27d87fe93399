import Crypto

/// The identity of a policy.
package enum PolicyDigest {
    /// `sha256:` and 64 hex digits over the canonical text.
    package static func of(canonicalText: String) -> String {
        let hex = Array("0123456789abcdef")
        return SHA256.hash(data: Array(canonicalText.utf8)).reduce(into: "sha256:") { text, byte in
            text.append(hex[Int(byte >> 4)])
            text.append(hex[Int(byte & 15)])
        }
    }
}
