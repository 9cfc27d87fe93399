extension PolicySchema {
    /// Kinds of values that several keys share.
    static let valueDefinitions: SchemaValue = [
        "duration": duration(SchemaPattern.durationOrInfinity, SchemaPattern.durationHelp),
        "finiteDuration": duration(SchemaPattern.duration, SchemaPattern.durationHelp),
        "positiveDuration": narrowed("duration", SchemaPattern.positiveDuration, "Must be more than zero."),
        "finitePositiveDuration": narrowed("finiteDuration", SchemaPattern.positive, "Must be more than zero."),
        "size": [
            "description": """
            Bytes, or a text such as "1KiB" or "1.5G". K, KiB, M, MiB and so on are powers of 1024; KB, MB and so on \
            of 1000.
            """,
            "type": ["integer", "string"],
            "minimum": 0,
            "maximum": .integer(.max),
            "pattern": .string(SchemaPattern.size),
            "patternErrorMessage": "Expected a size such as \"1KiB\" or \"1.5G\".",
        ],
        "positiveSize": narrowed("size", SchemaPattern.positive, "Zero excludes nothing.").with(["minimum": 1]),
        "count": ["type": "integer", "minimum": 1, "maximum": .integer(.max)],
        "instant": [
            "type": "string",
            "pattern": .string(SchemaPattern.instant),
            "patternErrorMessage": "Expected a date such as \"2027-01-01\", or \"2027-01-01T09:00:00+01:00\".",
            "examples": ["2027-01-01", "2027-01-01T09:00:00+01:00"],
        ],
        "comment": [
            "allOf": [reference("noKey")],
            "description": "A note for people. It changes nothing: it is not part of the policy or its digest.",
            "type": "string",
        ],
        "noKey": [
            "pattern": .string(SchemaPattern.noKey),
            "patternErrorMessage": "This looks like an API key, which must not be in the policy.",
        ],
    ]

    private static func duration(_ pattern: String, _ message: String) -> SchemaValue {
        ["type": "string", "pattern": .string(pattern), "patternErrorMessage": .string(message)]
    }

    /// A definition with one more pattern. It uses `allOf`, because VS Code drops those keys of a definition that are
    /// also beside its `$ref`.
    private static func narrowed(_ name: String, _ pattern: String, _ message: String) -> SchemaValue {
        [
            "allOf": [reference(name)],
            "pattern": .string(pattern),
            "patternErrorMessage": .string(message),
        ]
    }
}
