import FoundationEssentials
import Retention

/// One line of an audit log: a JSON object whose values are all strings.
package enum AuditLogLine {
    private static let received = "__REALTIME_TIMESTAMP"

    /// - Returns: nil for anything else. A key that stands there twice is there twice in the record, whose hash is then
    ///   another: readers of JSON disagree about which value counts.
    package static func record(_ line: [UInt8]) -> StoredRecord? {
        guard let node = try? JSONParser.parse(line), case .object(let members) = node.value else { return nil }
        var fields: [(name: String, value: [UInt8])] = []
        for member in members {
            guard case .string(let text) = member.value.value else { return nil }
            fields.append((member.key, Array(text.utf8)))
        }
        let micros = fields.first { $0.name == received }.flatMap { Int64(String(decoding: $0.value, as: UTF8.self)) }
        return StoredRecord(
            fields: fields, receivedAt: micros.map { Date(timeIntervalSince1970: Double($0) / 1_000_000) })
    }
}
