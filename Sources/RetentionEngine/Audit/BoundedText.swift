import Platform

/// Text from others, shortened to a field that every reader takes: journalctl prints null in JSON for a field of 4,096 bytes
/// or more, and log shippers drop such fields.
package enum BoundedText {
    /// Bytes of a field's value; with the longest name the field stays below 4,096.
    package static let field = 4_000
    /// Bytes of a title, which a record holds twice. The portal keeps at most 170 UTF-16 units, hence 510 bytes.
    package static let title = 1_000

    /// The text, or its beginning with a note of its length and its hash.
    ///
    /// - Parameter limit: bytes of UTF-8, at least 200; no scalar is cut in two.
    package static func of(_ text: String, limit: Int = field) -> String {
        let count = text.utf8.count
        guard count > limit else { return text }
        let hash = AuditChain.hexadecimal(SHA256Hasher.hash(Array(text.utf8)))
        let note = "… [cut: \(count) bytes, sha256 \(hash)]"
        var room = limit - note.utf8.count
        let kept = text.unicodeScalars.prefix { scalar in
            room -= UTF8.width(scalar)
            return room >= 0
        }
        return String(kept) + note
    }
}
