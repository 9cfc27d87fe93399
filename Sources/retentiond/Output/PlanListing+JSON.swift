import Retention
import RetentionEngine

extension PlannedItem {
    /// Writes a `PlanReport.Item` as `JSONWriter.text` does, indented as in a report. By literals, because keys and indentation
    /// in pieces of their own take 13 % more instructions for a plan.
    func append(to json: inout JSONWriter) {
        json.append(literal: "        {\n          \"bytes\" : ")
        json.append(item.bytes)
        json.append(literal: ",\n          \"decision\" : ")
        json.append(decision.rawValue)
        json.append(literal: ",\n          \"dueAt\" : ")
        json.append(dueAt)
        json.append(literal: ",\n          \"fingerprint\" : ")
        json.appendString { item.appendFingerprint(to: &$0) }
        json.append(literal: ",\n          \"id\" : ")
        json.append(item.key.id)
        json.append(literal: ",\n          \"kind\" : ")
        json.append(item.key.kind.rawValue)
        json.append(literal: ",\n          \"portalPurgesAt\" : ")
        json.append(portalPurgesAt)
        json.append(literal: ",\n          \"reason\" : ")
        json.append(reason)
        json.append(literal: ",\n          \"rule\" : ")
        json.append(rule)
        json.append(literal: ",\n          \"title\" : ")
        json.append(item.title)
        json.append(literal: ",\n          \"trashedAt\" : ")
        json.append(item.countsSince)
        json.append(literal: ",\n          \"warnings\" : [\n")
        for (index, warning) in warnings.enumerated() {
            json.append(literal: "            ")
            json.append(warning)
            if index + 1 < warnings.count { json.append(literal: ",\n") }
        }
        json.append(literal: "\n          ]\n        }")
    }
}
