extension PolicySchema {
    /// Definitions that `match` refers to.
    static let matchDefinitions: SchemaValue = [
        "match": object(
            """
            Which items. All keys of a match must match; of a list, at least one value. An empty match never means \
            everything: to match every title write "title": ["*"].
            """, matchProperties
        ).with([
            "minProperties": 1,
            // The portal sends none of these for folders.
            "if": ["properties": ["kind": ["const": "folder"]], "required": ["kind"]],
            "then": ["properties": ["extension": false, "type": false, "size": false]],
            // The switch alone is not a criterion.
            "allOf": [["if": ["required": ["caseSensitive"]], "then": ["minProperties": 2]]],
        ]),
        "glob": [
            "allOf": [reference("noKey")],
            "description": "* any run, ? any one character, [a-z] or [!a-z] a set; of the whole text, in either case.",
            "type": "string",
            "pattern": .string(SchemaPattern.glob),
            "patternErrorMessage": "Expected a glob such as \"*contract*\"; a bracket has to be closed.",
        ],
        "titleGlob": [
            "allOf": [reference("noKey")],
            "description": "* any run, ? any one character, [a-z] or [!a-z] a set; of the whole title, in either case.",
            "type": "string",
            "pattern": .string(SchemaPattern.titleGlob),
            "patternErrorMessage": """
            Expected a glob such as "*contract*". A bracket has to be closed; the portal stores + : " < > | \\ / as _.
            """,
        ],
        "titleOrID": [
            "allOf": [reference("noKey")],
            "description": "A glob on the title, or an id.",
            "type": ["string", "integer"],
            "pattern": .string(SchemaPattern.titleGlob),
            "patternErrorMessage": """
            Expected a glob such as "Finance *". A bracket has to be closed; the portal stores + : " < > | \\ / as _.
            """,
            "minimum": 1,
            "maximum": .integer(.max),
        ],
        "folder": [
            "description": "A glob on the title, an id, or My documents with all below.",
            "if": ["type": "object"],
            "then": object(
                "My documents and all folders in it, whatever the portal calls them.", required: ["myDocuments"],
                ["myDocuments": ["description": "Always true.", "const": true]]),
            "else": reference("titleOrID"),
        ],
    ]

    private static let matchProperties: SchemaValue = [
        "account": list(
            "Globs on the name of the account whose trash it is in.", of: reference("glob"), examples: [["hr-*"]]),
        "kind": keywords("Files or folders.", ItemKind.allCases, meaning: \.meaning),
        "title": list(
            "Globs on the whole title, in either case.", of: reference("titleGlob"),
            examples: [["*contract*", "*.sig"]]),
        "titleRegex": list(
            "Regular expressions on the whole title.",
            of: ["allOf": [reference("noKey")], "type": "string", "minLength": 1],
            examples: [["invoice-[0-9]{4}.*"]]),
        "caseSensitive": [
            "description": """
            Whether upper and lower case differ in the titles, folders, rooms and names of this match and of those \
            inside it.
            """,
            "type": "boolean",
            "default": false,
        ],
        "extension": list(
            "What follows the last dot of a file's title, in either case.",
            of: [
                "allOf": [reference("noKey")],
                "type": "string",
                "pattern": .string(SchemaPattern.fileExtension),
                "patternErrorMessage": """
                Expected an extension such as "tmp"; for anything else use title globs such as "*.tar.gz".
                """,
            ], examples: [["tmp", "bak"]]),
        "type": list(
            "The portal's classes of files.", of: ["enum": .strings(PolicyReader.fileTypes.map(\.rawValue))],
            examples: [["image", "video"]]),
        "size": range("Size of a file; both ends inclusive.", "min", "max", of: "size", positive: "positiveSize"),
        "age": ages,
        "created": object(
            "When the document was created: from the start of \"after\" on, and before \"before\".",
            ["after": reference("instant"), "before": reference("instant")]
        ).with(["minProperties": 1]),
        "originFolder": list(
            "The folder it was deleted from.", of: reference("folder"),
            examples: [["Templates", 1234], [["myDocuments": true]]]),
        "originRoom": list("The room it was deleted from.", of: reference("titleOrID"), examples: [["Finance *"]]),
        "createdBy": list("Globs on the name of its creator, or user ids.", of: reference("glob")),
        "trashedBy": list("Globs on the name of the person who deleted it, or user ids.", of: reference("glob")),
        "all": list("All of these have to hold.", of: reference("match")),
        "any": list("At least one of these has to hold.", of: reference("match")),
        "not": reference("match", "This must not hold."),
    ]

    private static let ages: SchemaValue = object(
        "Time in the trash; both ends inclusive.",
        [
            "min": reference("finiteDuration", "At most 30d.", examples: ["7d"]),
            "max": reference("positiveDuration", examples: ["7d"]),
        ]
    ).with(["minProperties": 1]).with(lowerEndAlone(isPositive: "positiveDuration"))

    /// - Parameter positive: the definition for a lower end without an upper one, where zero would exclude nothing.
    private static func range(
        _ description: String, _ lower: String, _ upper: String, of value: String, positive: String
    ) -> SchemaValue {
        object(description, [lower: reference(value), upper: reference(value)])
            .with(["minProperties": 1]).with(lowerEndAlone(isPositive: positive))
    }

    private static func lowerEndAlone(isPositive definition: String) -> SchemaValue {
        ["if": ["not": ["required": ["max"]]], "then": ["properties": ["min": reference(definition)]]]
    }
}

extension ItemKind {
    /// For the hover text of an editor.
    fileprivate var meaning: String {
        switch self {
        case .file: "Files only."
        case .folder: "Folders only. The portal sends no size, extension or type of folders."
        }
    }
}
