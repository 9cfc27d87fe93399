import FoundationEssentials
package import Retention

extension TrashedItem {
    /// Changes with everything the portal tells of the item: 32 hex digits.
    package var fingerprint: String {
        func time(_ date: Date?) -> String? { date.map { "\(Int64(($0.timeIntervalSince1970 * 1000).rounded()))" } }
        func number(_ value: (some BinaryInteger)?) -> String? { value.map { "\($0)" } }
        let attributes: [String?] = [
            key.description, title, number(bytes), time(trashedAt), time(created), createdBy?.id,
            createdBy?.displayName,
            trashedBy?.id, trashedBy?.displayName, number(originFolder?.id), originFolder?.title,
            number(originRoom?.id), originRoom?.title, fileExtension, type?.rawValue, number(childCount),
        ]
        var digest = SHA256Hasher()
        for attribute in attributes {
            // With the length, so that no two lists of attributes read the same; an absent one is none of the present.
            digest.update("\(attribute.map { "\($0.utf8.count)" } ?? "-"):\(attribute ?? "")".utf8)
        }
        return AuditChain.hexadecimal(digest.finalize().prefix(16))
    }
}
