@testable import Retention

/// A rule of the policy that no JSON Schema can express, by the messages of the parser. `docs/reference/policy-editors.md` lists
/// the same names, each with its reason.
struct InexpressibleRule: Sendable {
    let name: String
    /// A policy that breaks this rule and no other.
    let sample: String
    /// Whether a problem that the parser found in a text is of this kind.
    let covers: @Sendable (PolicyProblem, String) -> Bool

    private init(_ name: String, _ sample: String, _ covers: @escaping @Sendable (PolicyProblem, String) -> Bool) {
        self.name = name
        self.sample = sample
        self.covers = covers
    }

    /// - Parameter messages: parts of the parser's message or hint; one of them must occur.
    private init(_ name: String, _ sample: String, _ messages: String...) {
        self.init(name, sample) { problem, _ in
            messages.contains { problem.message.contains($0) || problem.hint.contains($0) }
        }
    }

    static let all = [
        repeatedKey,
        InexpressibleRule(
            "repeated name", policy(rules: rule(#""title": ["x"]"#), rule(#""title": ["y"]"#)),
            "a second account with the name", "a second rule with the name"),
        InexpressibleRule("repeated trash", twice, "the same portal and key as account"),
        InexpressibleRule(
            "order of two ends", policy(rules: rule(#""size": { "min": "2K", "max": "1K" }"#)),
            "\"min\" is beyond \"max\"", "\"after\" is beyond \"before\"", "are the same instant"),
        contradiction,
        InexpressibleRule(
            "unreachable rule", policy(rules: rule(#""title": ["x"]"#), rule(#""title": ["x"]"#, name: "s")),
            "unreachable: the rule"),
        InexpressibleRule(
            "no such account", policy(matching: #"{ "account": ["b"] }"#), "never matches: no account has such a name"),
        InexpressibleRule(
            "age before retention", policy(matching: #"{ "age": { "max": "23h" } }"#), "its match ends at an age of"),
        InexpressibleRule(
            "bounds of a duration", policy(rules: rule(#""age": { "min": "720h 1s" }"#)),
            "destroys everything after 30 days", "less than the portal's 30 days", "expected at least 1s",
            "the time span is too large"),
        tooSmall,
        InexpressibleRule(
            "too large a size", policy(rules: rule(#""size": { "min": "8EiB" }"#)), "the size is larger than 8 EiB"),
        spelling,
        InexpressibleRule(
            "sense of a schedule", policy(with: #""purge": { "schedule": "*-02-30" }"#), "expected a schedule such as",
            "this schedule has no next time"),
        InexpressibleRule("backwards range in a glob", policy(rules: rule(#""title": ["[z-a]"]"#))) { problem, _ in
            problem.message.hasPrefix("expected a glob") && problem.hint.contains("runs backwards")
        },
        InexpressibleRule(
            "titles as the portal stores them", policy(rules: rule(#""title": ["[*]"]"#)),
            "never matches: the portal stores"),
        InexpressibleRule(
            "grammar of a regular expression", policy(rules: rule(#""titleRegex": ["(a"]"#)),
            "this regular expression can't be used"),
        InexpressibleRule(
            "depth of match objects",
            policy(rules: rule((1...8).reduce(#""title": ["x"]"#) { match, _ in #""not": { \#(match) }"# })),
            "match objects nested more than 8 levels deep"),
        InexpressibleRule("length in bytes", policy(credential: String(repeating: "\u{E9}", count: 128))) {
            problem, text in
            (isAboutKey(problem) || problem.message.contains("bytes in UTF-8"))
                && text.unicodeScalars.contains { $0.value > 0x7F }
        },
        InexpressibleRule("rare unprintable characters", policy(name: "a\u{E0001}")) { problem, text in
            (isAboutKey(problem) || problem.message.hasPrefix("must be printable"))
                && text.unicodeScalars.contains { $0.value > 0xFFFF || $0.properties.generalCategory == .unassigned }
        },
    ]

    static let repeatedKey = InexpressibleRule(
        "repeated key", policy(with: #""retention": "1d", "retention": "2d""#), "duplicate key")

    private static let contradiction = InexpressibleRule(
        "contradiction", policy(rules: rule(#""title": ["x"], "not": { "title": ["x"] }"#))
    ) { problem, _ in
        let reasons = [
            "is allowed by all of its", "asks for folders, for which", "either a file or a folder", "its opposite",
            "excludes every item",
        ]
        return problem.message.hasPrefix("never matches: ") && reasons.contains { problem.message.contains($0) }
    }

    /// A fraction of a microsecond or of a byte.
    private static let tooSmall = InexpressibleRule(
        "too small a quantity", policy(rules: rule(#""size": { "min": "0.0001K" }"#))
    ) { problem, text in
        ["must be more than zero", "excludes nothing", "an age of zero"].contains { problem.message.contains($0) }
            && text.contains(/[0-9]*\.[0-9]*[1-9]/)
    }

    private static let spelling = InexpressibleRule(
        "spelling of a number", policy(with: #""limits": { "maxPurgeItems": 1e3 }"#)
    ) { problem, _ in
        ["expected 1, found", "expected a whole number", "expected a size such as"].contains {
            problem.message.hasPrefix($0)
        } && problem.message.wholeMatch(of: /.* found [0-9]+(\.0+|(\.[0-9]*)?[eE][+-]?[0-9]+)/) != nil
    }

    private static let twice = #"""
        { "version": 1, "accounts": [
          { "name": "a", "portal": "https://p", "apiKey": { "file": "/k" } },
          { "name": "b", "portal": "HTTPS://P/", "apiKey": { "file": "/k" } } ] }
        """#

    private static func rule(_ match: String, name: String = "r") -> String {
        #"{ "name": "\#(name)", "action": "hold", "match": { \#(match) } }"#
    }

    private static func policy(name: String = "a", credential: String = "k") -> String {
        RetentionTests.policy(
            account: #"{ "name": "\#(name)", "portal": "https://p", "apiKey": { "credential": "\#(credential)" } }"#)
    }

    private static func policy(rules: String...) -> String {
        RetentionTests.policy(with: "\"rules\": [\(rules.joined(separator: ", "))]")
    }

    private static func policy(with members: String) -> String { RetentionTests.policy(with: members) }

    private static func policy(matching match: String) -> String { RetentionTests.policy(matching: match) }

    private static func isAboutKey(_ problem: PolicyProblem) -> Bool {
        problem.message == "expected the name of a credential"
            || problem.message == "expected an absolute path of a file"
    }
}
