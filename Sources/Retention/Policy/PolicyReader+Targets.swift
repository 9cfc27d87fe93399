extension PolicyReader {
    /// Where `to` (default: the origin) and `fallback` send an item.
    func restoreTarget(_ fields: PolicyFields) -> RestoreTarget? {
        let fallbackValue = fields["fallback"]
        let fallback = fallbackValue.flatMap(fixedTarget)
        if let to = fields["to"], to.node.value != .string("origin") {
            let target = fixedTarget(to, orOrigin: true)
            if let fallbackValue, target != nil {
                log.error(
                    fallbackValue, "belongs to \"to\": \"origin\" only; this rule always restores to the same place",
                    hint: "remove it")
                return nil
            }
            return target.map { .fixed($0) }
        }
        guard fallbackValue != nil else {
            log.error(
                at: (fields["to"] ?? fields.object).node.offset, fields.object.path["fallback"],
                "required with \"to\": \"origin\", but missing",
                hint: #"the origin may be gone: add "fallback": { "folder": ID } or { "myDocuments": true }"#)
            return nil
        }
        return fallback.map { .origin(fallback: $0) }
    }

    private func fixedTarget(_ value: PolicyValue) -> FixedTarget? { fixedTarget(value, orOrigin: false) }

    private func fixedTarget(_ value: PolicyValue, orOrigin: Bool) -> FixedTarget? {
        let expected = #"\#(orOrigin ? "\"origin\", " : ""){ "folder": ID } or { "myDocuments": true }"#
        guard case .object = value.node.value else {
            log.error(value, "expected \(expected), found \(value.node.found)")
            return nil
        }
        guard let fields = fields(value, ["folder", "myDocuments"]), !fields.hasUnknownKeys else { return nil }
        guard fields.members.count == 1, let (key, target) = fields.members.first else {
            log.error(value, "expected \(expected): exactly one of the two keys")
            return nil
        }
        if key == "folder" {
            return count(target, hint: "the number of a folder stands in its address on the portal").map { .folder($0) }
        }
        guard target.node.value == .bool(true) else {
            log.error(target, "expected true, found \(target.node.found)")
            return nil
        }
        return .myDocuments
    }
}
