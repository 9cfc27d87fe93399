package import Foundation

/// Audit records linked as docs/reference/audit.md describes, made without the code under test.
package struct SealedTrail: Sendable {
    /// The records in the order of the trail; fields by name.
    package var records: [[String: String]] = []
    package let chain: String

    /// The time of the first record; each later one is a second after the previous.
    package static let start = Date(timeIntervalSince1970: 1_790_000_000)

    package init(chain: String = "0a1b2c3d-4e5f-4a6b-8c7d-8e9fa0b1c2d3") {
        self.chain = chain
    }

    /// This number of plain records.
    package init(count: Int, chain: String = "0a1b2c3d-4e5f-4a6b-8c7d-8e9fa0b1c2d3") {
        self.init(chain: chain)
        for number in 0..<count { append(["RETENTIOND_EVENT": "purged", "RETENTIOND_ITEM_ID": "\(number + 1)"]) }
    }

    /// Links one more record to the last one.
    package mutating func append(_ fields: [String: String]) {
        let last = records.last
        var record = fields.merging(["SYSLOG_IDENTIFIER": "retentiond", "PRIORITY": "5", "MESSAGE": "told"]) { old, _ in
            old
        }
        record["RETENTIOND_AUDIT_CHAIN"] = chain
        record["RETENTIOND_AUDIT_SEQ"] = "\(records.count + 1)"
        record["RETENTIOND_AUDIT_HASH"] = last.map(Self.hash) ?? String(repeating: "0", count: 64)
        record["RETENTIOND_AUDIT_TIME"] =
            fields["RETENTIOND_AUDIT_TIME"] ?? Self.text(Self.start.addingTimeInterval(Double(records.count)))
        record["RETENTIOND_AUDIT_PREVIOUS_TIME"] = last?["RETENTIOND_AUDIT_TIME"]
        records.append(record)
    }

    /// The hash that the next record carries of this one.
    package static func hash(_ record: [String: String]) -> String {
        let own = ["MESSAGE", "MESSAGE_ID", "PRIORITY", "SYSLOG_IDENTIFIER"]
        let covered = record.filter { name, _ in
            own.contains(name) || name.hasPrefix("RETENTIOND_") && name != "RETENTIOND_AUDIT_RESENT"
        }
        // Names are ASCII, so the order of characters is that of bytes.
        let parts = covered.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.utf8.count):\($0.value)\n" }
        return SHA256.hexadecimal(Array(parts.joined().utf8))
    }

    package static func text(_ date: Date) -> String {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        return formatter.string(from: date)
    }

    /// In the form of lines of an audit log.
    package var jsonLines: String { records.map(Self.line).joined() }

    package static func line(_ record: [String: String]) -> String {
        // Text always encodes.
        let data = try! JSONSerialization.data(withJSONObject: record, options: [.sortedKeys])
        return String(decoding: data, as: UTF8.self) + "\n"
    }
}
