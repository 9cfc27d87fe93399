import Time

/// The policy as a JSON Schema (2020-12), which editors use for completion, hover text and a first check.
///
/// It never refuses what `PolicyReader` accepts, but accepts more: rules that no schema can express are listed in
/// `docs/reference/policy-editors.md`. Its parts are in files named like the parts of the reader.
///
/// In addition to the standard's keywords it uses two that editors built on VS Code's language service know and others
/// ignore:
/// `patternErrorMessage` and `enumDescriptions`.
package enum PolicySchema {
    /// Pretty JSON, without a final line break. The same in every run and on every machine.
    package static var text: String { root.text }

    private static let root: SchemaValue = [
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:retentiond:policy:1",
        "title": "Policy of retentiond",
        "description": """
        What happens to the items in the trash of ONLYOFFICE DocSpace accounts. An item that no rule and no retention \
        covers is kept. retentiond check also finds the problems that an editor cannot see.
        """,
        "type": "object",
        "required": ["version"],
        "additionalProperties": false,
        "properties": properties,
        "anyOf": [["required": ["accounts"]], ["required": ["accountsFrom"]]],
        "allOf": [
            [
                "if": ["not": ["required": ["retention"]]],
                "then": ["properties": ["rules": ["items": purgeRuleNeedsRetention]]],
            ],
            [
                "if": ["not": ["required": ["defaults"], "properties": ["defaults": ["required": ["portal"]]]]],
                "then": ["properties": ["accounts": ["items": accountNeedsPortal]]],
            ],
        ],
        "$defs": definitions,
    ]

    private static let properties: SchemaValue = [
        "$schema": [
            "allOf": [reference("noKey")],
            "description":
                "The address of this schema. Read by editors only; it is not part of the policy or its digest.",
            "type": "string",
        ],
        "$comment": reference("comment"),
        "version": ["description": "Version of the language of this file.", "const": 1],
        "accounts": accounts,
        "accountsFrom": accountsFrom,
        "defaults": defaults,
        "check": check,
        "purge": purge,
        "retention": reference(
            "positiveDuration",
            """
            How long an item that no rule matches stays in the trash. Without it such items are kept. More than 30 \
            days has no effect, because the portal itself destroys everything after 30 days.
            """, examples: ["14d"]),
        "folders": folders,
        "rules": rules,
        "limits": limits,
        "policyChangeGrace": reference(
            "duration",
            """
            How long items that are due only because of a change of the policy, or of the first installation, are \
            kept after it. "0s" switches the grace off.
            """, default: .string(TimeSpan.format(Policy.defaultGrace))),
        "rescueBefore": reference(
            "finitePositiveDuration",
            """
            How long before the end of the portal's own 30 days a held item is restored from the trash. Less than 30d.
            """, default: .string(TimeSpan.format(Policy.defaultRescueBefore))),
        "approval": approval,
        "inForce": inForce,
    ]

    /// In the order of the file, general ones last.
    private static let definitions = accountDefinitions.with(ruleDefinitions).with(matchDefinitions)
        .with(valueDefinitions)

    /// `{ "$ref": … }` with the text that an editor shows there.
    static func reference(
        _ name: String, _ description: String? = nil, default: SchemaValue? = nil, examples: SchemaValue? = nil
    ) -> SchemaValue {
        let extras = [("default", `default`), ("examples", examples)].compactMap { key, value in
            value.map { SchemaValue.Member(key: key, value: $0) }
        }
        let text = description.map { [SchemaValue.Member(key: "description", value: .string($0))] } ?? []
        return SchemaValue.object(text).with(["$ref": "#/$defs/\(name)"]).with(.object(extras))
    }

    /// An object with no other keys than these.
    static func object(_ description: String, required: [String] = [], _ properties: SchemaValue) -> SchemaValue {
        let head: SchemaValue = ["description": .string(description), "type": "object"]
        return head.with(required.isEmpty ? [:] : ["required": .strings(required)])
            .with(["additionalProperties": false, "properties": properties])
    }

    /// An object of settings, whose keys may include a note for people.
    static func settings(_ description: String, required: [String] = [], _ properties: SchemaValue) -> SchemaValue {
        object(description, required: required, properties.with(["$comment": reference("comment")]))
    }

    /// An object with exactly one of these keys.
    static func choice(_ description: String, of properties: SchemaValue) -> SchemaValue {
        object(description, properties).with(["minProperties": 1, "maxProperties": 1])
    }

    /// A list that isn't empty.
    static func list(_ description: String, of entries: SchemaValue, examples: SchemaValue? = nil) -> SchemaValue {
        let schema: SchemaValue = [
            "description": .string(description), "type": "array", "minItems": 1, "items": entries,
        ]
        return schema.with(examples.map { ["examples": $0] } ?? [:])
    }

    /// One of an enumeration's values.
    static func keywords<Keyword: RawRepresentable<String>>(
        _ description: String, _ keywords: [Keyword], meaning: (Keyword) -> String, default: Keyword? = nil
    ) -> SchemaValue {
        let schema: SchemaValue = [
            "description": .string(description),
            "enum": .strings(keywords.map(\.rawValue)),
            "enumDescriptions": .strings(keywords.map(meaning)),
        ]
        return schema.with(`default`.map { ["default": .string($0.rawValue)] } ?? [:])
    }
}
