extension PolicySchema {
    /// `accounts`.
    static let accounts = list(
        "The accounts: one entry per API key, and so per trash. Each is swept independently.",
        of: reference("account"))

    /// `accountsFrom`.
    static let accountsFrom: SchemaValue = [
        "allOf": [reference("noKey")],
        "description": """
        A folder beside this file. Each file in it whose name ends in .json contains one account, in the form of an \
        entry of accounts.
        """,
        "type": "string",
        "maxLength": 255,
        "pattern": .string(SchemaPattern.credential),
        "patternErrorMessage": "Expected the name of a folder beside this file, not a path.",
        "examples": ["accounts.d"],
    ]

    /// `defaults`.
    static let defaults = settings(
        "Values for accounts that don't set their own.",
        [
            "portal": reference("portal", examples: ["https://acme.example.com"]),
            "caFile": reference("path", "PEM file of a private certificate authority."),
            "proxy": reference("proxy", examples: ["http://proxy.example:3128"]),
            "pace": reference("pace"),
        ])

    /// Without a default portal each account must name its own.
    static let accountNeedsPortal: SchemaValue = ["required": ["portal"]]

    private static func paceNumber(_ description: String, _ standard: Int) -> SchemaValue {
        [
            "description": .string(description), "type": "integer", "minimum": 0, "maximum": 1_000_000_000,
            "default": .integer(Int64(standard)),
        ]
    }

    /// Definitions that `accounts` refers to.
    static let accountDefinitions: SchemaValue = [
        "account": settings(
            "One user's API key on one portal.", required: ["name", "apiKey"],
            [
                "name": [
                    "allOf": [reference("noKey")],
                    "description": "A unique name for commands, tables and logs.",
                    "type": "string",
                    "maxLength": 64,
                    "pattern": .string(SchemaPattern.accountName),
                    "patternErrorMessage": """
                    Expected a printable name without "/", without a "." at its start and without blanks around it.
                    """,
                    "examples": ["alice"],
                ],
                "portal": reference("portal", examples: ["https://acme.example.com"]),
                "apiKey": reference("apiKey"),
                "caFile": reference(
                    "path", "PEM file of a private certificate authority that the portal's certificate comes from.",
                    examples: ["/etc/retentiond/example-ca.pem"]),
                "proxy": reference("proxy", examples: ["http://proxy.example:3128"]),
                "pace": reference("pace"),
            ]),
        "proxy": [
            "allOf": [reference("noKey")],
            "description": """
            The HTTP proxy that a portal is reached through: host and port only. Environment variables are not read. A \
            portal on this machine is reached directly.
            """,
            "type": "string",
            "pattern": .string(SchemaPattern.proxy),
            "patternErrorMessage": "Expected an address such as \"http://proxy.example:3128\".",
        ],
        "pace": settings(
            "How fast requests may follow each other. The portal's own limits are always obeyed.",
            [
                "requestsPerMinute": paceNumber(
                    "The most requests in any minute. 0 removes this limit of ours.",
                    RequestPace.standard.requestsPerMinute),
                "writesPerDay": paceNumber(
                    """
                    The most calls that purge in any 24 hours; restores may go on for an eighth more. 0 removes this \
                    limit of ours.
                    """, RequestPace.standard.writesPerDay),
            ]),
        "portal": [
            "allOf": [reference("noKey")],
            "description": "The portal's address: scheme, host and port only. \"http://\" is for this machine only.",
            "type": "string",
            "pattern": .string(SchemaPattern.portal),
            "patternErrorMessage": """
            Expected an address such as "https://acme.example.com": no path, no user name; "http://" on this machine \
            only.
            """,
        ],
        "apiKey": object(
            "Where the API key comes from. The key itself must never be in this file.",
            [
                "credential": [
                    "allOf": [reference("noKey")],
                    "description": "Name of a systemd credential: a file in $CREDENTIALS_DIRECTORY.",
                    "type": "string",
                    "maxLength": 255,
                    "pattern": .string(SchemaPattern.credential),
                    "patternErrorMessage": "Expected the name of a credential, not a path and not the key itself.",
                    "examples": ["alice-api-key"],
                ],
                "bundle": [
                    "allOf": [reference("noKey")],
                    "description": "Name of a systemd credential with the keys of many accounts, one for each entry.",
                    "type": "string",
                    "maxLength": 255,
                    "pattern": .string(SchemaPattern.credential),
                    "patternErrorMessage": "Expected the name of a credential, not a path and not the key itself.",
                    "examples": ["retentiond-keys"],
                ],
                "entry": [
                    "allOf": [reference("noKey")],
                    "description": "Which key of the bundle: usually the account's name.",
                    "type": "string",
                    "maxLength": 64,
                    "pattern": .string(SchemaPattern.accountName),
                    "patternErrorMessage": "Expected the name of an entry, not the key itself.",
                    "examples": ["alice"],
                ],
                "file": reference(
                    "path", "Absolute path of a file that holds the key alone and that others cannot read.",
                    examples: ["/etc/retentiond/alice-api-key"]),
                "environment": [
                    "allOf": [reference("noKey")],
                    "description": "Name of an environment variable that holds the key.",
                    "type": "string",
                    "pattern": "^[A-Za-z_][A-Za-z0-9_]{0,254}$",
                    "patternErrorMessage": "Expected the name of an environment variable, not the key itself.",
                    "examples": ["ALICE_API_KEY"],
                ],
            ]
        ).with([
            "minProperties": 1,
            "maxProperties": 2,
            "dependentRequired": ["bundle": ["entry"], "entry": ["bundle"]],
            "if": ["not": ["required": ["bundle"]]],
            "then": ["maxProperties": 1],
        ]),
        "path": [
            "allOf": [reference("noKey")],
            "type": "string",
            "maxLength": 4095,
            "pattern": .string(SchemaPattern.path),
            "patternErrorMessage": "Expected the absolute path of a file.",
        ],
    ]
}
