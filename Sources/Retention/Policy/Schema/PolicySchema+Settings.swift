import Time

extension PolicySchema {
    /// `check`.
    static let check = settings(
        "How often the trash is listed and protected items are restored.",
        [
            "every": reference(
                "finitePositiveDuration", "The interval, from 1s to less than the portal's 30 days.",
                default: .string(TimeSpan.format(CheckInterval.standard.every))),
            "jitter": reference(
                "duration",
                """
                Up to this much is added to each interval, at random, to spread the requests of several instances. \
                Without it 30s, or none if that is more than a tenth of the interval.
                """, default: .string(TimeSpan.format(CheckInterval.standard.jitter))),
        ])

    /// `purge`.
    static let purge = settings(
        "When and how due items are destroyed.",
        [
            "schedule": [
                "description": """
                When, as in systemd's OnCalendar=, with an optional time zone at the end. Without it purges happen \
                only by hand. Try it with: retentiond calendar "EXPRESSION" --iterations 5
                """,
                "type": "string",
                "pattern": .string(SchemaPattern.schedule),
                "patternErrorMessage": """
                Expected a schedule as in systemd's OnCalendar=, such as "Sun *-*-* 03:00:00 Europe/Berlin".
                """,
                "examples": [
                    "Sun *-*-* 03:00:00 Europe/Berlin", "Mon..Fri 22:30", "*-*-01,15 01:00:00 UTC", "daily", "weekly",
                ],
            ],
            "method": keywords(
                "Which calls to the portal destroy items.", PurgeMethod.allCases, meaning: \.meaning,
                default: PurgeSettings.standard.method),
            "missed": keywords(
                "What happens after a purge was missed because the service was down.", MissedPurge.allCases,
                meaning: \.meaning, default: PurgeSettings.standard.missed),
        ])

    /// `folders`.
    static let folders = settings(
        "Trashed folders. The portal does not list their contents.",
        [
            "nonEmpty": keywords(
                """
                What happens to a folder that isn't known to be empty and that no rule protects. Default: hold as soon \
                as a rule can match files, otherwise purge.
                """, NonEmptyFolders.allCases, meaning: \.meaning)
        ])

    /// `approval`.
    static let approval = settings(
        "Purges that wait until a second person has approved a saved plan: retentiond approve",
        [
            "above": reference(
                "count", "A purge of more items than this waits for an approval. Without it no purge waits.",
                examples: [1000])
        ])

    /// `inForce`.
    static let inForce = settings(
        """
        States that the grace period of these rules is over, so that a machine without state doesn't begin it again. \
        Written by: retentiond policy seal. It is valid only while the rules stay the same.
        """, required: ["since", "digest"],
        [
            "since": reference("instant", "When these rules came into force."),
            "digest": [
                "description": "The policy digest of these rules, as retentiond check prints it.",
                "type": "string",
                "pattern": .string("^sha256:[0-9a-f]{64}$"),
                "patternErrorMessage": "Expected \"sha256:\" and 64 hex digits, as retentiond policy seal writes it.",
            ],
        ])

    /// `limits`.
    static let limits = settings(
        """
        Limits. A sweep that would exceed one of the first two, or detects the third, purges nothing, until the \
        policy changes or a person runs: retentiond sweep --account NAME --confirm-limits
        """,
        [
            "maxPurgeItems": reference(
                "count", "The most items that one sweep may destroy.",
                default: .integer(Int64(Limits.standard.maxPurgeItems))),
            "maxPurgeFraction": [
                "description": "The largest share of a trash that one sweep may destroy. Without it there is no limit.",
                "type": "number",
                "exclusiveMinimum": 0,
                "maximum": 1,
                "examples": [.number(0.9), .number(0.5)],
            ],
            "maxInflowFactor": [
                "description": """
                Refuses a purge when the trash received more than this many times its usual number of new items: they \
                may be the victims of a broken program.
                """,
                "type": "number",
                "exclusiveMinimum": 1,
                "maximum": .number(.greatestFiniteMagnitude),
                "default": .integer(Int64(Limits.standard.maxInflowFactor)),
            ],
            "maxPurgeItemsPerDay": reference(
                "count",
                "The most items destroyed in a day, the oldest first; the others wait. Without it there is no limit."),
            "maxRestoresPerItem": reference(
                "count",
                "How often a rule restores one item. If a person then trashes it again, it stays in the trash.",
                default: .integer(Int64(Limits.standard.maxRestoresPerItem))),
        ])
}

extension PurgeMethod {
    /// For the hover text of an editor.
    fileprivate var meaning: String {
        switch self {
        case .itemized: "Each item is named, so that nothing else is destroyed."
        case .emptytrash:
            """
            The portal's own call, if every single item is due; it also destroys items that are trashed at that very \
            moment. Otherwise itemized.
            """
        }
    }
}

extension MissedPurge {
    fileprivate var meaning: String {
        switch self {
        case .run: "It happens at the next start."
        case .skip: "The purge waits for the next time of the schedule."
        }
    }
}

extension NonEmptyFolders {
    fileprivate var meaning: String {
        switch self {
        case .hold: "Not purged; the portal itself destroys it after 30 days; a warning names the day."
        case .rescue: "Not purged, and restored before that day."
        case .purge: "Purged as one unit when it is due, with all that is in it."
        }
    }
}
