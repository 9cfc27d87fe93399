extension PolicyReader {
    /// Where `to` (default: the origin) and `fallback` send an item.
    func restoreTarget(_ fields: PolicyFields<RuleKey>) -> RestoreTarget? {
        let fallbackValue = fields[.fallback]
        let fallback = fallbackValue.flatMap(fixedTarget)
        if let to = fields[.to], to.node.value != .string("origin") {
            let target = fixedTarget(to, orOrigin: true)
            if let fallbackValue, target != nil {
                log.error(
                    fallbackValue, "belongs to \"to\": \"origin\" only; this rule always restores to the same folder",
                    hint: "remove it, or write \"to\": \"origin\"")
                return nil
            }
            return target.map { .fixed($0) }
        }
        guard fallbackValue != nil else {
            log.error(
                at: (fields[.to] ?? fields.object).node.offset, fields.object.path["fallback"],
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
            log.error(value, "expected \(expected), found \(value.node.found)", hint: targetHint(value, orOrigin))
            return nil
        }
        guard let fields = fields(value, TargetKey.self), !fields.hasUnknownKeys else { return nil }
        guard fields.members.count == 1, let (key, target) = fields.members.first else {
            log.error(
                value, "expected \(expected): exactly one of the two keys",
                hint: "an item goes to one folder; a second one, for when the origin is gone, is \"fallback\"")
            return nil
        }
        switch key {
        case .folder:
            return count(target, hint: "the number of a folder is in its address on the portal").map { .folder($0) }
        case .myDocuments:
            if target.node.value == .bool(true) { return .myDocuments }
            log.error(
                target, "expected true, found \(target.node.found)",
                hint: "for a folder instead write { \"folder\": ID }")
            return nil
        }
    }

    private func targetHint(_ value: PolicyValue, _ orOrigin: Bool) -> String {
        guard case .string(let text) = value.node.value else { return "a folder is written { \"folder\": 1234 }" }
        if orOrigin, suggestion(for: text, among: ["origin"]) != nil { return "did you mean \"origin\"?" }
        if suggestion(for: text, among: ["myDocuments"]) != nil { return "did you mean { \"myDocuments\": true }?" }
        return "name a folder by its number, { \"folder\": 1234 }; its address on the portal contains it"
    }
}
