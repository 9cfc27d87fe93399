extension PolicySchema {
    /// `rules`.
    static let rules: SchemaValue = [
        "description": """
        What happens to which items. Hold beats restore beats purge, whatever the order; among rules of one action the \
        first that matches names the reason.
        """,
        "type": "array",
        "items": reference("rule"),
    ]

    /// Applies to each rule if the policy as a whole has no retention.
    static let purgeRuleNeedsRetention: SchemaValue = ["if": when(.purge), "then": ["required": ["retention"]]]

    /// Definitions that `rules` refers to, except for `match`.
    static let ruleDefinitions: SchemaValue = [
        "rule": settings("One rule.", required: ["name", "action", "match"], ruleProperties)
            .with(["allOf": .list(actionKeys + targetKeys)]),
        "target": [
            "description": "Where an item is restored to.",
            "oneOf": [
                ["const": "origin", "description": "Where it was deleted from. Needs a fallback."],
                reference("fixedTarget"),
            ],
        ],
        "fixedTarget": choice(
            "A folder on the portal.",
            of: [
                "folder": reference(
                    "count", "Id of a folder: the number in its address on the portal.", examples: [1234]),
                "myDocuments": ["description": "The section My documents of the key's user.", "const": true],
            ]),
    ]

    private static let ruleProperties: SchemaValue = [
        "name": [
            "allOf": [reference("noKey")],
            "description": "A unique name, for reports and logs.",
            "type": "string",
            "maxLength": 128,
            "pattern": .string(SchemaPattern.label),
            "patternErrorMessage": "Expected a printable name without blanks around it.",
        ],
        "action": keywords("What the rule does.", PolicyReader.RuleAction.allCases, meaning: \.meaning),
        "match": reference("match"),
        "retention": reference(
            "finitePositiveDuration",
            "For purge: how long an item stays in the trash, at most 30d. Default: the retention of the policy.",
            examples: ["14d"]),
        "until": reference(
            "instant", "For hold: when it ends. A day begins in UTC. Without it the rule holds for good.",
            examples: ["2027-01-01"]),
        "to": reference(
            "target",
            "For hold and restore: where the item goes. A hold rule restores before the portal's own 30 days.",
            default: "origin"),
        "fallback": reference(
            "fixedTarget", "Where the item goes if its origin is gone, archived, in the trash or not writable.",
            examples: [["myDocuments": true], ["folder": 1234]]),
    ]

    /// Keys that belong to other actions.
    private static let actionKeys = PolicyReader.RuleAction.allCases.map { action -> SchemaValue in
        let foreign = PolicyReader.actionKeys.filter { !action.keys.contains($0) }
        return [
            "if": when(action),
            "then": ["properties": .object(foreign.map { SchemaValue.Member(key: $0.rawValue, value: false) })],
        ]
    }

    /// A fallback requires the origin, and the origin a fallback.
    private static let targetKeys: [SchemaValue] = [
        [
            "if": ["properties": ["to": ["const": "origin"]], "required": ["to"]],
            "then": ["required": ["fallback"]],
        ],
        [
            "if": ["properties": ["to": ["not": ["const": "origin"]]], "required": ["to"]],
            "then": ["properties": ["fallback": false]],
        ],
        [
            "if": when(.restore).with(["not": ["required": ["to"]]]),
            "then": ["required": ["fallback"]],
        ],
    ]

    private static func when(_ action: PolicyReader.RuleAction) -> SchemaValue {
        ["properties": ["action": ["const": .string(action.rawValue)]], "required": ["action"]]
    }
}

extension PolicyReader.RuleAction {
    /// For the hover text of an editor.
    fileprivate var meaning: String {
        switch self {
        case .hold: "Never purge, and restore before the portal itself would destroy it."
        case .restore: "Move out of the trash."
        case .purge: "Destroy after its retention."
        }
    }
}
