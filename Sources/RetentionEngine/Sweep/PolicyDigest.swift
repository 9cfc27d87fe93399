import Platform

/// The identity of a policy.
package enum PolicyDigest {
    /// `sha256:` and 64 hex digits over the canonical text.
    package static func of(canonicalText: String) -> String {
        "sha256:" + AuditChain.hexadecimal(SHA256Hasher.hash(Array(canonicalText.utf8)))
    }
}
