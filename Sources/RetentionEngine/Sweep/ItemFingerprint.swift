import FoundationEssentials
import Platform
package import Retention

extension TrashedItem {
    /// Changes with everything that the portal reports about the item: 32 hex digits.
    package var fingerprint: String {
        var text = FingerprintText()
        text.add(key.kind.rawValue + ":" + String(key.id))
        text.add(title)
        text.add(number: bytes)
        for date in [trashedAt, created] {
            text.add(number: date.map { Int64(($0.timeIntervalSince1970 * 1000).rounded()) })
        }
        for person in [createdBy, trashedBy] {
            text.add(person?.id)
            text.add(person?.displayName)
        }
        for folder in [originFolder, originRoom] {
            text.add(number: folder?.id.map(Int64.init))
            text.add(folder?.title)
        }
        text.add(fileExtension)
        text.add(type?.rawValue)
        text.add(number: childCount.map(Int64.init))
        return AuditChain.hexadecimal(SHA256Hasher.hash(text.bytes).prefix(16))
    }
}

/// Attributes in sequence, each with its length, so that no two lists of attributes read the same; a missing one differs from
/// any present one.
private struct FingerprintText {
    private(set) var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(400) }

    mutating func add(_ attribute: String?) {
        if let attribute { bytes += String(attribute.utf8.count).utf8 } else { bytes.append(UInt8(ascii: "-")) }
        bytes.append(UInt8(ascii: ":"))
        if let attribute { bytes += attribute.utf8 }
    }

    mutating func add(number: Int64?) { add(number.map { String($0) }) }
}
