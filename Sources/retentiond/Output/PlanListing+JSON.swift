import FoundationEssentials
import Retention
import RetentionEngine
import Time

extension PlannedItem {
    /// Writes the JSON text of a `PlanReport.Item` as `JSONOutput` does, indented as in a report.
    func appendJSON(to text: inout [UInt8]) {
        JSONOutput.append(literal: "        {\n          \"bytes\" : ", to: &text)
        if let bytes = item.bytes { Digits.append(bytes, to: &text) } else { Self.appendNull(to: &text) }
        JSONOutput.append(literal: ",\n          \"decision\" : \"", to: &text)
        text.append(unescaped: decision.rawValue)
        JSONOutput.append(literal: "\",\n          \"dueAt\" : ", to: &text)
        Self.append(dueAt, to: &text)
        JSONOutput.append(literal: ",\n          \"fingerprint\" : \"", to: &text)
        item.appendFingerprint(to: &text)
        JSONOutput.append(literal: "\",\n          \"id\" : ", to: &text)
        Digits.append(Int64(item.key.id), to: &text)
        JSONOutput.append(literal: ",\n          \"kind\" : \"", to: &text)
        text.append(unescaped: item.key.kind.rawValue)
        JSONOutput.append(literal: "\",\n          \"portalPurgesAt\" : ", to: &text)
        Self.append(portalPurgesAt, to: &text)
        JSONOutput.append(literal: ",\n          \"reason\" : ", to: &text)
        JSONOutput.append(reason, to: &text)
        JSONOutput.append(literal: ",\n          \"rule\" : ", to: &text)
        if let rule { JSONOutput.append(rule, to: &text) } else { Self.appendNull(to: &text) }
        JSONOutput.append(literal: ",\n          \"title\" : ", to: &text)
        JSONOutput.append(item.title, to: &text)
        JSONOutput.append(literal: ",\n          \"trashedAt\" : ", to: &text)
        Self.append(item.countsSince, to: &text)
        JSONOutput.append(literal: ",\n          \"warnings\" : [\n", to: &text)
        for (index, warning) in warnings.enumerated() {
            JSONOutput.append(literal: "            ", to: &text)
            JSONOutput.append(warning, to: &text)
            if index + 1 < warnings.count { JSONOutput.append(literal: ",\n", to: &text) }
        }
        JSONOutput.append(literal: "\n          ]\n        }", to: &text)
    }

    private static func append(_ date: Date?, to text: inout [UInt8]) {
        guard let date else { return appendNull(to: &text) }
        text.append(UInt8(ascii: "\""))
        UTCText.append(date, to: &text)
        text.append(UInt8(ascii: "\""))
    }

    private static func appendNull(to text: inout [UInt8]) { JSONOutput.append(literal: "null", to: &text) }
}
