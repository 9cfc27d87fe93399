import FoundationEssentials
import Retention

/// One line of an audit log: a JSON object whose values are all strings.
package enum AuditLogLine {
    private static let received = "__REALTIME_TIMESTAMP"

    /// The line of a record, with its newline; `record` reads it. Values that are not UTF-8 can't be kept as they are.
    package static func line(of record: StoredRecord) -> [UInt8] {
        var fields = record.fields.map { ($0.name, String(decoding: $0.value, as: UTF8.self)) }
        if let time = record.receivedAt {
            fields.append((received, "\(Int64((time.timeIntervalSince1970 * 1_000_000).rounded()))"))
        }
        fields.sort { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
        var json = JSONWriter(escaping: .terminal)
        json.object { json in
            for (name, value) in fields {
                json.key(name)
                json.append(value)
            }
        }
        return json.bytes + [UInt8(ascii: "\n")]
    }

    /// - Returns: nil for anything else. A duplicate key is kept twice in the record, which changes the hash: readers of JSON
    ///   disagree about which value counts.
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
