import FoundationEssentials
import Retention
import RetentionEngine
import Time

extension PlannedItem {
    /// Writes the JSON text of a `PlanReport.Item` as `JSONOutput` does, indented as in a report.
    func appendJSON(to text: inout [UInt8]) {
        text += "        {\n".utf8
        Self.append("bytes", item.bytes, to: &text) { Digits.append($0, to: &$1) }
        Self.append("decision", decision.rawValue, to: &text, JSONOutput.append)
        Self.append("dueAt", dueAt, to: &text, Self.append)
        Self.append("fingerprint", item.fingerprint, to: &text, JSONOutput.append)
        Self.append("id", Int64(item.key.id), to: &text) { Digits.append($0, to: &$1) }
        Self.append("kind", item.key.kind.rawValue, to: &text, JSONOutput.append)
        Self.append("portalPurgesAt", portalPurgesAt, to: &text, Self.append)
        Self.append("reason", reason, to: &text, JSONOutput.append)
        Self.append("rule", rule, to: &text, JSONOutput.append)
        Self.append("title", item.title, to: &text, JSONOutput.append)
        Self.append("trashedAt", item.countsSince, to: &text, Self.append)
        text += "          \"warnings\" : [\n".utf8
        for (index, warning) in warnings.enumerated() {
            text += "            ".utf8
            JSONOutput.append(warning, to: &text)
            text += (index + 1 < warnings.count ? ",\n" : "").utf8
        }
        text += "\n          ]\n        }".utf8
    }

    /// Writes a line with a key and its value, or null.
    private static func append<Value>(
        _ key: StaticString, _ value: Value?, to text: inout [UInt8], _ write: (Value, inout [UInt8]) -> Void
    ) {
        text += "          \"".utf8
        key.withUTF8Buffer { text.append(contentsOf: $0) }
        text += "\" : ".utf8
        if let value { write(value, &text) } else { text += "null".utf8 }
        text += ",\n".utf8
    }

    private static func append(_ date: Date, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        UTCText.append(date, to: &text)
        text.append(UInt8(ascii: "\""))
    }
}
