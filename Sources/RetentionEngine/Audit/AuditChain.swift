package import FoundationEssentials
import Platform

/// How audit records are linked, so that a missing, changed or moved record is noticed.
///
/// Every record of a state directory carries the id of its chain, a sequence number from 1 on, and the hash of its
/// predecessor. docs/reference/audit.md describes the format for those who want to check it with other tools.
package enum AuditChain {
    /// The id of the chain: a UUID, one for each state directory.
    package static let idField = "RETENTIOND_AUDIT_CHAIN"
    /// Decimal, from 1 on, without gaps.
    package static let sequenceField = "RETENTIOND_AUDIT_SEQ"
    /// The hash of the previous record, 64 hex digits; `origin` in the first.
    package static let hashField = "RETENTIOND_AUDIT_HASH"
    /// When the record was made, by our clock: RFC 3339 in UTC with milliseconds.
    package static let timeField = "RETENTIOND_AUDIT_TIME"
    /// The time field of the previous record; absent in the first.
    package static let previousTimeField = "RETENTIOND_AUDIT_PREVIOUS_TIME"
    /// Present in a copy that was sent again after a crash, because the first may not have arrived. The only field of ours
    /// that the hash leaves out.
    package static let resentField = "RETENTIOND_AUDIT_RESENT"

    /// The first record's value instead of a hash.
    package static let origin = String(repeating: "0", count: 64)

    /// How the time fields are written and read.
    package static let timeStyle = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    /// Whether the hash covers a field: it covers all of ours, and none that journald adds.
    package static func covers(_ name: String) -> Bool {
        switch name {
        case resentField: false
        case "MESSAGE", "MESSAGE_ID", "PRIORITY", "SYSLOG_IDENTIFIER": true
        default: name.hasPrefix("RETENTIOND_")
        }
    }

    /// The hash of a record: SHA-256 over its covered fields in the order of their names' bytes, each as
    /// `NAME=`, the value's length in bytes in decimal, `:`, the value, a newline.
    ///
    /// - Parameter fields: in any order; each name once. Fields that the hash doesn't cover are left out.
    /// - Returns: 64 lower-case hex digits.
    package static func hash(_ fields: [(name: String, value: [UInt8])]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(1024)
        let covered = fields.filter { covers($0.name) }
        for field in covered.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
            text += field.name.utf8
            text.append(UInt8(ascii: "="))
            text += String(field.value.count).utf8
            text.append(UInt8(ascii: ":"))
            text += field.value
            text.append(UInt8(ascii: "\n"))
        }
        return hexadecimal(SHA256Hasher.hash(text))
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

    /// Lower-case hex digits, two for each byte.
    static func hexadecimal(_ bytes: some Collection<UInt8>) -> String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { text in
            var end = 0
            for byte in bytes {
                text.initializeElement(at: end, to: digit(byte >> 4))
                text.initializeElement(at: end + 1, to: digit(byte & 15))
                end += 2
            }
            return end
        }
    }
}
